package dev.tlsboot.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import dev.tlsboot.autoconfigure.TlsServerProperties.SniContext;
import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.context.AlpnSelector;
import dev.tlsboot.context.SecureContext;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Makes all contexts of one server, or the one of a client, again and again as its files
 * change. The properties stay.
 */
abstract class ContextMaker {

	private final String prefix;

	private final EndpointProperties properties;

	private final SecureContextFactory contexts;

	private ContextMaker(String prefix, EndpointProperties properties, SecureContextFactory contexts) {
		this.prefix = prefix;
		this.properties = properties;
		this.contexts = contexts;
	}

	static ContextMaker server(ServerDefinition server, @Nullable AlpnSelector alpnSelector,
			SecureContextFactory contexts) {
		return new ServerContextMaker(server, alpnSelector, contexts);
	}

	static ContextMaker client(String prefix, TlsClientProperties properties, SecureContextFactory contexts) {
		return new ClientContextMaker(prefix, properties, contexts);
	}

	/**
	 * Make the contexts of what the files hold now.
	 * @param making is told the name of each before it is made
	 * @return the contexts, {@code default} first
	 * @throws InvalidTlsPropertyException if one cannot be made
	 */
	abstract List<MadeContext> make(Consumer<String> making);

	/**
	 * Return all properties with credentials, and the prefix of each.
	 */
	List<Part> parts() {
		return List.of(new Part(this.prefix, this.properties));
	}

	/**
	 * Return the files to watch.
	 * @return the files, empty if {@code reload-on-update} is not set
	 * @throws InvalidTlsPropertyException if something cannot be watched
	 */
	Set<Path> watchedFiles() {
		Set<Path> files = new LinkedHashSet<>();
		if (this.properties.isReloadOnUpdate()) {
			for (Part part : parts()) {
				files.addAll(InvalidTlsPropertyException.reporting(part.prefix(),
						() -> this.contexts.files(part.properties())));
			}
		}
		return files;
	}

	/**
	 * Return the SSL bundles to follow.
	 */
	Set<String> bundles() {
		Set<String> bundles = new LinkedHashSet<>();
		for (Part part : parts()) {
			String bundle = part.properties().getSslBundle();
			if (bundle != null && StringUtils.hasText(bundle)) {
				bundles.add(bundle);
			}
		}
		return bundles;
	}

	/**
	 * Properties that say who somebody is.
	 *
	 * @param prefix their prefix
	 * @param properties the properties
	 */
	record Part(String prefix, CredentialProperties properties) {

	}

	private static final class ServerContextMaker extends ContextMaker {

		private final ServerDefinition server;

		private final @Nullable AlpnSelector alpnSelector;

		private final SecureContextFactory contexts;

		ServerContextMaker(ServerDefinition server, @Nullable AlpnSelector alpnSelector,
				SecureContextFactory contexts) {
			super(server.prefix(), server.properties(), contexts);
			this.server = server;
			this.alpnSelector = alpnSelector;
			this.contexts = contexts;
		}

		@Override
		List<MadeContext> make(Consumer<String> making) {
			making.accept(ServerDefinition.DEFAULT);
			ContextInputs inputs = new ContextInputs();
			SecureContextFactory factory = this.contexts.telling(inputs);
			SecureContextFactory.Material material = InvalidTlsPropertyException.reporting(this.server.prefix(),
					() -> factory.material(this.server));
			SecureContext context = InvalidTlsPropertyException.reporting(this.server.prefix(),
					() -> factory.server(this.server, this.alpnSelector, material));
			List<MadeContext> made = new ArrayList<>();
			made.add(new MadeContext(ServerDefinition.DEFAULT, List.of(), this.server.prefix(), context, inputs));
			for (Part part : parts()) {
				if (part.properties() instanceof SniContext own) {
					made.add(sni(part.prefix(), own, material, inputs, making));
				}
			}
			return made;
		}

		private MadeContext sni(String prefix, SniContext own, SecureContextFactory.Material material,
				ContextInputs ofServer, Consumer<String> making) {
			List<String> names = own.getServerName().stream().filter(StringUtils::hasText).toList();
			String name = names.isEmpty() ? prefix : names.get(0);
			making.accept(name);
			ContextInputs inputs = new ContextInputs();
			SecureContext context = InvalidTlsPropertyException.reporting(prefix,
					() -> this.contexts.telling(inputs).sni(this.server, this.alpnSelector, material, own));
			inputs.inherit(ofServer);
			return new MadeContext(name, names, prefix, context, inputs);
		}

		@Override
		List<Part> parts() {
			List<Part> parts = new ArrayList<>(super.parts());
			List<SniContext> sniContexts = this.server.properties().getSni().getContexts();
			for (int i = 0; i < sniContexts.size(); i++) {
				parts.add(new Part(this.server.prefix() + ".sni.contexts[" + i + "]", sniContexts.get(i)));
			}
			return parts;
		}

	}

	private static final class ClientContextMaker extends ContextMaker {

		private final String prefix;

		private final TlsClientProperties properties;

		private final SecureContextFactory contexts;

		ClientContextMaker(String prefix, TlsClientProperties properties, SecureContextFactory contexts) {
			super(prefix, properties, contexts);
			this.prefix = prefix;
			this.properties = properties;
			this.contexts = contexts;
		}

		@Override
		List<MadeContext> make(Consumer<String> making) {
			making.accept(ServerDefinition.DEFAULT);
			ContextInputs inputs = new ContextInputs();
			SecureContext context = InvalidTlsPropertyException.reporting(this.prefix,
					() -> this.contexts.telling(inputs).client(this.properties));
			return List.of(new MadeContext(ServerDefinition.DEFAULT, List.of(), this.prefix, context, inputs));
		}

	}

}
