package dev.tlsboot.autoconfigure;

import java.util.Map;
import java.util.Set;

import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.server.TlsServer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.support.BeanDefinitionOverrideException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Registers the servers of {@code tls.servers} and the clients of {@code tls.clients},
 * each as a bean of its name. A server is one when its port is set and it is not
 * disabled, as {@code tls.server} is; a client is one when any of its properties is set.
 * The connection that a client keeps up is a bean with {@code Connection} behind its
 * name.
 */
class NamedEndpoints implements BeanRegistrar {

	static final String SERVERS = "tls.servers";

	static final String CLIENTS = "tls.clients";

	/**
	 * What the server and client without a name are known by.
	 * {@code local.tls.server.port} is the port of that server.
	 */
	private static final Set<String> RESERVED = Set.of(ServerDefinition.DEFAULT, "server", "client");

	@Override
	public void register(BeanRegistry registry, Environment environment) {
		Binder binder = Binder.get(environment);
		named(binder, SERVERS).forEach((name, properties) -> {
			if (isTrue(properties, true, "enabled") && StringUtils.hasText(text(properties, "port"))) {
				register(SERVERS, name, () -> registry.registerBean(name, TlsServer.class,
						(spec) -> spec.supplier((context) -> context.bean(TlsServerFactory.class).named(name))));
			}
		});
		named(binder, CLIENTS).forEach((name, properties) -> {
			register(CLIENTS, name, () -> registry.registerBean(name, TlsClient.class,
					(spec) -> spec.supplier((context) -> context.bean(TlsClientFactory.class).named(name))));
			if (isTrue(properties, false, "reconnect", "enabled")) {
				register(CLIENTS, name, () -> registerConnection(registry, name));
			}
		});
	}

	private static void registerConnection(BeanRegistry registry, String name) {
		registry.registerBean(name + "Connection", ReconnectingTlsClient.class, (spec) -> spec.supplier(
				(context) -> context.bean(TlsClientFactory.class).reconnecting(context.bean(name, TlsClient.class))));
	}

	/**
	 * Names may have capitals and dots, which names of properties have not: what is below
	 * them is not asked for by its full name.
	 */
	private static Map<String, Object> named(Binder binder, String prefix) {
		return binder.bind(prefix, Bindable.mapOf(String.class, Object.class)).orElseGet(Map::of);
	}

	private static boolean isTrue(Object properties, boolean otherwise, String... path) {
		Boolean value = StringUtils.hasText(text(properties, path))
				? ApplicationConversionService.getSharedInstance().convert(text(properties, path), Boolean.class)
				: Boolean.valueOf(otherwise);
		return Boolean.TRUE.equals(value);
	}

	private static @Nullable String text(Object properties, String... path) {
		Object value = properties;
		for (String element : path) {
			value = (value instanceof Map<?, ?> map) ? map.get(element) : null;
		}
		return (value != null) ? value.toString() : null;
	}

	private static void register(String prefix, String name, Runnable registration) {
		InvalidTlsPropertyException.reporting(prefix, () -> {
			if (RESERVED.contains(name)) {
				throw new TlsConfigurationException(name, null, "The name is taken.",
						"Use tls.server or tls.client for the one without a name, or another name.", null);
			}
			try {
				registration.run();
				return name;
			}
			catch (BeanDefinitionOverrideException ex) {
				throw new TlsConfigurationException(name, null,
						"It would be a bean of this name, and there is another one already.", "Rename one of the two.",
						ex);
			}
		});
	}

}
