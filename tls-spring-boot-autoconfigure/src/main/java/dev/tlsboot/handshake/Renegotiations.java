package dev.tlsboot.handshake;

import java.util.Objects;

import javax.net.ssl.SSLException;

import dev.tlsboot.renegotiation.RenegotiationGuard;
import dev.tlsboot.renegotiation.RenegotiationKind;
import dev.tlsboot.stream.ChannelCleartextStream;
import dev.tlsboot.stream.ConnectionInfo;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * What follows on a renegotiation: observers are told, and the stream shows what the new
 * handshake agreed on. The peer has to stay who it was: a protocol above TLS that has
 * looked at its certificate once would go on trusting somebody else.
 */
final class Renegotiations implements RenegotiationGuard.Listener {

	private final ConnectionSettings settings;

	private final PeerAssessment assessment;

	private final long startMillis;

	private @Nullable ChannelCleartextStream stream;

	private @Nullable SslHandler tls;

	Renegotiations(ConnectionSettings settings, PeerAssessment assessment, long startMillis) {
		this.settings = settings;
		this.assessment = assessment;
		this.startMillis = startMillis;
	}

	void follow(ChannelCleartextStream stream, SslHandler tls) {
		this.stream = stream;
		this.tls = tls;
	}

	@Override
	public void requested(RenegotiationKind kind, int count, int limit, boolean refused) {
		this.settings.observer()
			.renegotiation(this.settings.endpoint(), Objects.requireNonNull(this.stream), kind, count, limit, refused);
	}

	@Override
	public void renegotiated() {
		ChannelCleartextStream stream = Objects.requireNonNull(this.stream);
		boolean asked = this.assessment.context().requestCert() || stream.certificateRequested();
		try {
			ConnectionInfo info = this.assessment.assess(Objects.requireNonNull(this.tls).engine(), this.startMillis,
					asked);
			if (!stream.peerCertificate().isEmpty() && !Objects.equals(stream.peerCertificate().x509Certificate(),
					info.peerCertificate().x509Certificate())) {
				stream.destroy(new SSLException("The peer changed its certificate in a renegotiation"));
				return;
			}
			stream.renegotiated(info);
		}
		catch (RuntimeException ex) {
			stream.destroy(ex);
		}
	}

}
