package dev.tlsboot.autoconfigure;

import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLParameters;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * What a native image has to know: Netty looks up which methods a handler overrides, one
 * field of Netty's has no getter, and some of JSSE's methods are called that JDK 17 does
 * not have.
 */
class TlsRuntimeHints implements RuntimeHintsRegistrar {

	/**
	 * All of ours, anonymous ones with their numbers.
	 */
	private static final List<String> CHANNEL_HANDLERS = List.of("dev.tlsboot.client.Connector$Dialogue",
			"dev.tlsboot.client.Connector$Nothing", "dev.tlsboot.engine.NextProtocolHandler",
			"dev.tlsboot.handshake.ClearDialogue$Backlog", "dev.tlsboot.handshake.ClearDialogue$Remainder",
			"dev.tlsboot.handshake.HandshakeHandler", "dev.tlsboot.handshake.WireHandler",
			"dev.tlsboot.server.AdmissionHandler", "dev.tlsboot.server.TlsServer$1",
			"dev.tlsboot.stream.ChannelCleartextStream", "dev.tlsboot.stream.CodecBoundary",
			"dev.tlsboot.stream.IdleNotifier");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		CHANNEL_HANDLERS.forEach((handler) -> hints.reflection().registerType(TypeReference.of(handler)));
		hints.reflection().registerType(ReferenceCountedOpenSslContext.class, (hint) -> hint.withField("ctx"));
		registerIfThere(hints, SSLParameters.class, "setNamedGroups", String[].class);
		registerIfThere(hints, ExtendedSSLSession.class, "exportKeyingMaterialData", String.class, byte[].class,
				int.class);
	}

	private static void registerIfThere(RuntimeHints hints, Class<?> type, String method, Class<?>... parameters) {
		if (ClassUtils.hasMethod(type, method, parameters)) {
			hints.reflection()
				.registerType(type,
						(hint) -> hint.withMethod(method, TypeReference.listOf(parameters), ExecutableMode.INVOKE));
		}
	}

}
