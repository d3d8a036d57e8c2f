package dev.tlsboot.autoconfigure;

import java.util.List;

import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * What a native image has to know: Netty looks up which methods a handler overrides, and
 * named groups are set by a method that JDK 17 does not have.
 */
class TlsRuntimeHints implements RuntimeHintsRegistrar {

	/**
	 * All of ours, anonymous ones with their numbers.
	 */
	private static final List<String> CHANNEL_HANDLERS = List.of("dev.tlsboot.client.TlsClient$1",
			"dev.tlsboot.engine.OpenSslEngineContext$1", "dev.tlsboot.engine.PendingErrorHandler",
			"dev.tlsboot.handshake.ClientHelloHandler", "dev.tlsboot.handshake.HandshakeHandler",
			"dev.tlsboot.handshake.WireHandler", "dev.tlsboot.server.AdmissionHandler",
			"dev.tlsboot.server.TlsServer$1", "dev.tlsboot.stream.ChannelCleartextStream");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		CHANNEL_HANDLERS.forEach((handler) -> hints.reflection().registerType(TypeReference.of(handler)));
		if (ClassUtils.hasMethod(SSLParameters.class, "setNamedGroups", String[].class)) {
			hints.reflection()
				.registerType(SSLParameters.class, (type) -> type.withMethod("setNamedGroups",
						TypeReference.listOf(String[].class), ExecutableMode.INVOKE));
		}
	}

}
