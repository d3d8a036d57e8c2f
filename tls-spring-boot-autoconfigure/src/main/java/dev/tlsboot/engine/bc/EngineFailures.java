package dev.tlsboot.engine.bc;

import java.io.IOException;
import java.util.Objects;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;

/**
 * Tells of Bouncy Castle's errors in the way of JSSE.
 */
final class EngineFailures {

	private EngineFailures() {
	}

	static SSLException of(IOException cause, boolean established) {
		String message = message(cause);
		SSLException failure = established ? new SSLException(message) : new SSLHandshakeException(message);
		failure.initCause(cause);
		return failure;
	}

	private static String message(IOException cause) {
		if (cause instanceof TlsFatalAlertReceived received) {
			return "Received fatal alert: " + AlertDescription.getName(received.getAlertDescription());
		}
		if (cause instanceof TlsFatalAlert raised
				&& raised.getAlertDescription() == AlertDescription.protocol_version) {
			return "Unsupported protocol version";
		}
		return Objects.requireNonNullElse(cause.getMessage(), cause.toString());
	}

}
