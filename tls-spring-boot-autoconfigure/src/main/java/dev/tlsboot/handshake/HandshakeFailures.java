package dev.tlsboot.handshake;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.trust.AuthorizationError;
import dev.tlsboot.trust.CertificateAlert;
import dev.tlsboot.trust.UnauthorizedPeerException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the reason in what an engine threw. Engines tell most of it in words only; the
 * words are those of JSSE, and the reasons of BoringSSL's error strings.
 */
final class HandshakeFailures {

	private static final String RECEIVED_ALERT = "received fatal alert: ";

	/**
	 * BoringSSL names alerts after the protocol version that brought them.
	 */
	private static final Pattern BORINGSSL_ALERT = Pattern.compile(":(?:SSLV3|TLSV1)_ALERT_([A-Z_]+)$");

	private HandshakeFailures() {
	}

	static TlsHandshakeException of(Throwable thrown) {
		Throwable cause = (thrown instanceof DecoderException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
		if (cause instanceof TlsHandshakeException failure) {
			return failure;
		}
		AuthorizationError error = authorizationError(cause);
		if (error != null) {
			return unauthorized(error, cause);
		}
		if (cause instanceof NotSslRecordException) {
			return new TlsHandshakeException(FailureReason.NOT_TLS, "The peer does not speak TLS", cause);
		}
		if (isUnreadableAlert(cause.getCause())) {
			return new TlsHandshakeException(FailureReason.ALERT,
					"The peer refused the handshake with an alert in clear", cause);
		}
		if (cause instanceof SSLException) {
			return ofEngine(cause, (cause.getMessage() != null) ? cause.getMessage() : "");
		}
		if (cause instanceof ClosedChannelException || cause instanceof IOException) {
			return new TlsHandshakeException(FailureReason.PEER_CLOSED,
					"The peer closed the connection before the handshake was done", cause);
		}
		return new TlsHandshakeException(FailureReason.OTHER, "The handshake failed: " + cause, cause);
	}

	private static @Nullable AuthorizationError authorizationError(Throwable thrown) {
		for (Throwable each = thrown; each != null; each = each.getCause()) {
			if (each instanceof UnauthorizedPeerException unauthorized) {
				return unauthorized.error();
			}
		}
		return null;
	}

	/**
	 * Return what a peer should be told that is refused because of its certificate.
	 */
	static Optional<CertificateAlert> certificateAlert(TlsHandshakeException failure) {
		return Optional.ofNullable(authorizationError(failure)).map(AuthorizationError::alert);
	}

	static TlsHandshakeException unauthorized(AuthorizationError error, Throwable cause) {
		return new TlsHandshakeException(error.failureReason(),
				"The peer is not authorized: " + error.code() + " (" + error.message() + ")", cause);
	}

	/**
	 * JSSE since JDK 25 says of alerts in clear what they are, underneath an exception
	 * that says nothing.
	 */
	private static boolean isUnreadableAlert(@Nullable Throwable cause) {
		return cause instanceof GeneralSecurityException
				&& String.valueOf(cause.getMessage()).startsWith("Unexpected plaintext alert");
	}

	private static TlsHandshakeException ofEngine(Throwable cause, String message) {
		String words = message.toLowerCase(Locale.ROOT);
		if (words.startsWith(RECEIVED_ALERT)) {
			return alerted(message.substring(RECEIVED_ALERT.length()), cause);
		}
		Matcher alert = BORINGSSL_ALERT.matcher(message);
		if (alert.find()) {
			return alerted(alert.group(1).toLowerCase(Locale.ROOT), cause);
		}
		return new TlsHandshakeException(ofWords(words), "The handshake failed: " + message, cause);
	}

	private static TlsHandshakeException alerted(String alert, Throwable cause) {
		return new TlsHandshakeException(ofAlert(alert), "The peer refused the handshake with alert " + alert, cause);
	}

	private static FailureReason ofAlert(String alert) {
		return switch (alert) {
			case "protocol_version" -> FailureReason.NO_SHARED_PROTOCOL;
			case "insufficient_security" -> FailureReason.NO_SHARED_CIPHER;
			case "certificate_required" -> FailureReason.NO_CERTIFICATE;
			case "unrecognized_name" -> FailureReason.UNRECOGNIZED_NAME;
			default -> FailureReason.ALERT;
		};
	}

	private static FailureReason ofWords(String words) {
		if (words.contains("no cipher suites in common") || words.contains("no negotiable cipher suite")
				|| words.contains("no shared cipher") || words.contains("no_shared_cipher")) {
			return FailureReason.NO_SHARED_CIPHER;
		}
		if (words.contains("not accepted by server preferences") || words.contains("is not enabled or supported")
				|| words.contains("not enabled or not supported") || words.contains("no appropriate protocol")
				|| words.contains("unsupported protocol") || words.contains("unsupported_protocol")
				|| words.contains("server chose tls")) {
			return FailureReason.NO_SHARED_PROTOCOL;
		}
		if (words.contains("empty client certificate chain") || words.contains("empty certificate")
				|| words.contains("peer_did_not_return_a_certificate")) {
			return FailureReason.NO_CERTIFICATE;
		}
		if (words.contains("unsupported or unrecognized ssl message") || words.contains("not an ssl/tls record")
				|| words.contains("wrong_version_number") || words.contains("http_request")) {
			return FailureReason.NOT_TLS;
		}
		// OpenSSL's clients refuse a server's certificate in clear in TLS 1.3, where
		// records are encrypted by now, and not every engine says what it was
		if (words.contains("insufficient buffer remaining for aead cipher fragment (2)")
				|| words.contains("bad_packet_length")) {
			return FailureReason.ALERT;
		}
		if (words.contains("closed") || words.contains("close_notify")) {
			return FailureReason.PEER_CLOSED;
		}
		return FailureReason.OTHER;
	}

}
