package dev.tlsboot.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.ref.Reference;
import java.util.List;

import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.failure.TlsHandshakeException;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a client chooses by NPN: the first of the server's protocols that is one of its
 * own. Netty's binding prefers the first of the client's own, and knows nothing but the
 * one list of a whole context. So that list is cut down to the choice of one connection
 * while that one reads its ServerHello; connections of a context take turns at that.
 * BoringSSL looks at the list then and at no other time: renegotiation, which a server
 * may ask for once, does without NPN.
 */
final class NextProtocols {

	private final ReferenceCountedOpenSslContext context;

	private final long pointer;

	private final List<String> own;

	/**
	 * Create the choice for the connections of one context.
	 * @param context a client's context that speaks NPN
	 * @param own the client's protocols
	 * @throws TlsConfigurationException if Netty's context cannot be reached
	 */
	NextProtocols(ReferenceCountedOpenSslContext context, List<String> own) {
		this.context = context;
		this.pointer = pointer(context);
		this.own = own;
	}

	/**
	 * Netty has no getter for what its binding calls a context, which is not the
	 * {@code SSL_CTX} of {@code sslCtxPointer()}.
	 */
	private static long pointer(ReferenceCountedOpenSslContext context) {
		try {
			MethodHandle field = MethodHandles
				.privateLookupIn(ReferenceCountedOpenSslContext.class, MethodHandles.lookup())
				.findGetter(ReferenceCountedOpenSslContext.class, "ctx", long.class);
			return (long) field.invokeExact(context);
		}
		catch (Throwable ex) {
			throw new TlsConfigurationException("npn-protocols", null,
					"This version of Netty does not let clients choose by NPN: " + ex, "Use alpn-protocols.", ex);
		}
	}

	/**
	 * Read what may have the ServerHello in it. No other connection of the context is to
	 * do so meanwhile, or one would see the choice of the other, or a list that has just
	 * been freed.
	 * @param offered the server's protocols, or {@code null} if it is not known whether
	 * there are any
	 * @param read hands on the bytes
	 * @throws TlsHandshakeException if both have protocols, and share none
	 */
	synchronized void choose(@Nullable List<String> offered, Runnable read) {
		List<String> choice = (offered != null) ? List.of(firstShared(offered)) : this.own;
		SSLContext.setNpnProtos(this.pointer, choice.toArray(String[]::new), SSL.SSL_SELECTOR_FAILURE_NO_ADVERTISE);
		read.run();
		Reference.reachabilityFence(this.context);
	}

	private String firstShared(List<String> offered) {
		// BoringSSL would end the handshake too, without a word of why. What the server
		// offers is not repeated: it may be anything, and this goes to logs
		return offered.stream()
			.filter(this.own::contains)
			.findFirst()
			.orElseThrow(() -> new TlsHandshakeException(FailureReason.OTHER, "The server offers none of npn-protocols "
					+ this.own + " by NPN; add one that it has, or leave them out", null));
	}

}
