package dev.tlsboot.stream;

import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * The handshakes that a stream asks for after the first one, in TLS 1.2 and older. One at
 * a time. Belongs to the event loop.
 */
final class LateHandshake {

	private final SslHandler tls;

	private boolean certificateRequested;

	private @Nullable CompletableFuture<Void> underWay;

	LateHandshake(SslHandler tls) {
		this.tls = tls;
	}

	boolean isUnderWay() {
		return this.underWay != null;
	}

	/**
	 * Return whether the peer was asked for a certificate in one.
	 */
	boolean certificateRequested() {
		return this.certificateRequested;
	}

	void begin(boolean requestCert, boolean rejectUnauthorized, CompletableFuture<Void> done) {
		SSLEngine engine = this.tls.engine();
		if (requestCert && !engine.getUseClientMode()) {
			this.certificateRequested = true;
			// one or the other: each of them undoes what the other said
			if (rejectUnauthorized) {
				engine.setNeedClientAuth(true);
			}
			else {
				engine.setWantClientAuth(true);
			}
			refuseResumption(engine);
		}
		this.underWay = done;
		this.tls.renegotiate().addListener((future) -> {
			if (!future.isSuccess()) {
				failed(future.cause());
			}
		});
	}

	/**
	 * A resumption would show no certificate. A session in a ticket cannot be
	 * invalidated; but JSSE resumes none that was made under another identification
	 * algorithm. Nothing else looks at that on a server: our own trust manager verifies
	 * clients.
	 */
	private static void refuseResumption(SSLEngine engine) {
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		engine.setSSLParameters(parameters);
	}

	void succeeded() {
		CompletableFuture<Void> asked = this.underWay;
		if (asked != null) {
			this.underWay = null;
			asked.complete(null);
		}
	}

	void failed(Throwable cause) {
		CompletableFuture<Void> asked = this.underWay;
		if (asked != null) {
			this.underWay = null;
			asked.completeExceptionally(cause);
		}
	}

}
