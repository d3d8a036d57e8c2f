package dev.tlsboot.engine.bc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.trust.PeerTrustManager;
import dev.tlsboot.trust.PeerVerifier;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.HandshakeType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Clients that do what those of the JDK and of OpenSSL do not: old ones, and hostile
 * ones.
 */
class RareClientTests {

	private static final byte[] KEY_UPDATE = { HandshakeType.key_update, 0, 0, 1, 0 };

	private final BouncyCastleServer server = BouncyCastleServer
		.of(new ServerSettings(TestPki.credentials(TestPki.get().ecServer()).identities(),
				new PeerTrustManager(PeerVerifier.of(TestPki.get().anchors()), false, false, List.of()),
				BouncyCastleServer.PROTOCOLS, CipherList.modern(), true, List.of(), false, false, List.of(), 0,
				Duration.ofSeconds(60), null));

	@Test
	void anOldClientWithoutExtendedMasterSecretResumesTheSessionThatItHad() throws IOException {
		Client first = new Client(ProtocolVersion.TLSv12, false, null);
		assertThat(BouncyCastleServer.resumed(shakeHands(first))).isFalse();
		assertThat(BouncyCastleServer.resumed(shakeHands(new Client(ProtocolVersion.TLSv12, false, first.made()))))
			.isTrue();
	}

	@Test
	void aSessionWithoutExtendedMasterSecretIsNotResumedWithIt() throws IOException {
		Client first = new Client(ProtocolVersion.TLSv12, false, null);
		shakeHands(first);
		// the client says that the session had it, to be able to ask for it
		Client second = new Client(ProtocolVersion.TLSv12, true, first.madeWith(true));
		assertThat(BouncyCastleServer.resumed(shakeHands(second))).isFalse();
	}

	@Test
	void aSessionWithExtendedMasterSecretIsNotResumedWithoutIt() throws IOException {
		Client first = new Client(ProtocolVersion.TLSv12, true, null);
		assertThat(BouncyCastleServer.resumed(shakeHands(first))).isFalse();
		assertThat(BouncyCastleServer.resumed(shakeHands(new Client(ProtocolVersion.TLSv12, true, first.made()))))
			.isTrue();
		// RFC 7627, section 5.3: the server aborts
		Client second = new Client(ProtocolVersion.TLSv12, false, first.madeWith(false));
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> shakeHands(second))
			.withMessageContaining("Extended Master Secret");
	}

	@Test
	void manyKeyUpdatesInOneRecordAreRefused() throws IOException {
		Client client = new Client(ProtocolVersion.TLSv13, true, null);
		SSLEngine engine = this.server.newEngine(null, null);
		Protocol protocol = shakeHands(client, engine);
		byte[] two = Arrays.concatenate(KEY_UPDATE, KEY_UPDATE);
		protocol.writeRecord(ContentType.handshake, two, 0, two.length);
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> move(protocol, engine))
			.withMessageContaining("More than one KeyUpdate");
	}

	@Test
	void aMessageThatIsAnnouncedAsHugeIsRefusedAtItsHeader() throws IOException {
		Client client = new Client(ProtocolVersion.TLSv13, true, null);
		SSLEngine engine = this.server.newEngine(null, null);
		Protocol protocol = shakeHands(client, engine);
		byte[] header = { HandshakeType.key_update, 1, 0, 0, 0 };
		protocol.writeRecord(ContentType.handshake, header, 0, header.length);
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> move(protocol, engine))
			.withMessageContaining("exceeds the maximum");
	}

	private SSLSession shakeHands(Client client) throws IOException {
		SSLEngine engine = this.server.newEngine(null, null);
		shakeHands(client, engine);
		return engine.getSession();
	}

	private static Protocol shakeHands(Client client, SSLEngine engine) throws IOException {
		Protocol protocol = new Protocol();
		protocol.connect(client);
		while (protocol.isHandshaking() || protocol.getAvailableOutputBytes() > 0) {
			move(protocol, engine);
			move(engine, protocol);
		}
		return protocol;
	}

	private static void move(Protocol from, SSLEngine to) throws IOException {
		byte[] bytes = new byte[from.getAvailableOutputBytes()];
		from.readOutput(bytes, 0, bytes.length);
		ByteBuffer wire = ByteBuffer.wrap(bytes);
		ByteBuffer clear = ByteBuffer.allocate(32 * 1024);
		while (wire.hasRemaining() && to.unwrap(wire, clear).bytesConsumed() > 0) {
			continue;
		}
	}

	private static void move(SSLEngine from, Protocol to) throws IOException {
		ByteBuffer wire = ByteBuffer.allocate(64 * 1024);
		from.wrap(ByteBuffer.allocate(0), wire);
		try {
			to.offerInput(wire.array(), 0, wire.position());
		}
		catch (TlsFatalAlertReceived ex) {
			// the server has said why
		}
	}

	private static final class Protocol extends TlsClientProtocol {

		@Override
		public void writeRecord(short type, byte[] content, int offset, int length) throws IOException {
			super.writeRecord(type, content, offset, length);
		}

	}

	private static final class Client extends DefaultTlsClient {

		private final ProtocolVersion version;

		private final boolean extendedMasterSecret;

		private final @Nullable TlsSession session;

		private byte @Nullable [] id;

		private byte @Nullable [] secret;

		private int suite;

		Client(ProtocolVersion version, boolean extendedMasterSecret, @Nullable TlsSession session) {
			super(new BcTlsCrypto(new SecureRandom()));
			this.version = version;
			this.extendedMasterSecret = extendedMasterSecret;
			this.session = session;
		}

		@Override
		protected ProtocolVersion[] getSupportedVersions() {
			return this.version.only();
		}

		@Override
		protected int[] getSupportedCipherSuites() {
			return new int[] { CipherSuite.TLS_AES_128_GCM_SHA256,
					CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 };
		}

		@Override
		public boolean shouldUseExtendedMasterSecret() {
			return this.extendedMasterSecret;
		}

		@Override
		public boolean allowLegacyResumption() {
			return true;
		}

		@Override
		public @Nullable TlsSession getSessionToResume() {
			return this.session;
		}

		@Override
		public void notifyHandshakeComplete() throws IOException {
			super.notifyHandshakeComplete();
			this.id = this.context.getSession().getSessionID();
			this.suite = this.context.getSecurityParametersConnection().getCipherSuite();
			if (ProtocolVersion.TLSv12.equals(this.version)) {
				this.secret = getCrypto().adoptSecret(this.context.getSecurityParametersConnection().getMasterSecret())
					.extract();
			}
		}

		TlsSession made() throws IOException {
			return madeWith(this.extendedMasterSecret);
		}

		TlsSession madeWith(boolean extendedMasterSecret) throws IOException {
			return TlsUtils.importSession(Objects.requireNonNull(this.id),
					new SessionParameters.Builder().setCipherSuite(this.suite)
						.setExtendedMasterSecret(extendedMasterSecret)
						.setMasterSecret(getCrypto().createSecret(Objects.requireNonNull(this.secret)))
						.setNegotiatedVersion(this.version)
						.setServerExtensions(new Hashtable<>())
						.build());
		}

		@Override
		public TlsAuthentication getAuthentication() {
			return new TlsAuthentication() {
				@Override
				public void notifyServerCertificate(TlsServerCertificate certificate) {
				}

				@Override
				public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
					return null;
				}
			};
		}

	}

}
