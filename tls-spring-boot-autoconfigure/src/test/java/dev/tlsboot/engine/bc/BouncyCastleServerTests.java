package dev.tlsboot.engine.bc;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.trust.PeerTrustManager;
import dev.tlsboot.trust.PeerVerifier;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The engine by itself, and the JDK's as its client, without a network between them.
 */
class BouncyCastleServerTests {

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void showsWhatWasAgreedOn(String protocol) throws Exception {
		SSLEngine server = server(settings(List.of(protocol), CipherList.modern()));
		assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
		assertThat(server.getSession().getProtocol()).isEqualTo("NONE");
		assertThat(server.getHandshakeSession()).isNull();
		Pair pair = new Pair(server).shakeHands();
		assertThat(server.getSession().getProtocol()).isEqualTo(protocol);
		assertThat(server.getSession().getCipherSuite()).isEqualTo(pair.client.getSession().getCipherSuite());
		assertThat(server.getSession().getLocalCertificates()).contains(TestPki.get().rsaServer().getCertificate());
		assertThat(server.getApplicationProtocol()).isEmpty();
		assertThatExceptionOfType(SSLPeerUnverifiedException.class)
			.isThrownBy(() -> server.getSession().getPeerCertificates());
		assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
		pair.send("there");
		pair.answer("and back");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
			"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
			"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
			"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
			"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
			"TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
			"TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256" })
	void speaksTheSuite(String suite) throws Exception {
		SSLEngine server = server(settings(BouncyCastleServer.PROTOCOLS, CipherList.parse("ALL")));
		Pair pair = new Pair(server);
		pair.client.setEnabledCipherSuites(new String[] { suite });
		pair.client.setEnabledProtocols(new String[] { suite.contains("_WITH_") ? "TLSv1.2" : "TLSv1.3" });
		pair.shakeHands();
		assertThat(server.getSession().getCipherSuite()).isEqualTo(suite);
		pair.send("there");
		pair.answer("and back");
	}

	@Test
	void hasNoSuiteThatExchangesKeysByRsaAlone() {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> server(settings(BouncyCastleServer.PROTOCOLS, CipherList.parse("kRSA"))))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("ciphers"));
	}

	@ParameterizedTest
	@EnumSource(value = Algorithm.class, mode = Mode.INCLUDE,
			names = { "ecp256", "ecp384", "rsa2048", "rsa4096", "ed25519", "ed448" })
	void signsWithAKeyOfTheType(Algorithm algorithm) throws Exception {
		X509Bundle bundle = new CertificateBuilder().algorithm(algorithm)
			.subject("CN=localhost")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		for (String protocol : BouncyCastleServer.PROTOCOLS) {
			SSLEngine server = server(settings(TestPki.credentials(bundle), List.of(protocol), CipherList.modern(),
					List.of(), PeerKind.NOT_ASKED));
			Pair pair = new Pair(server).shakeHands();
			assertThat(pair.client.getSession().getPeerCertificates()[0]).isEqualTo(bundle.getCertificate());
		}
	}

	@ParameterizedTest
	@CsvSource({ "TLSv1.2", "TLSv1.3" })
	void signsWithAKeyThatIsForPssOnly(String protocol) throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
		generator.initialize(2048);
		KeyPair keys = generator.generateKeyPair();
		X500Name name = new X500Name("CN=localhost");
		Date now = new Date();
		X509Certificate certificate = new JcaX509CertificateConverter()
			.getCertificate(new JcaX509v3CertificateBuilder(name, BigInteger.TEN, now,
					Date.from(now.toInstant().plus(Duration.ofDays(1))), name, keys.getPublic())
				.build(new JcaContentSignerBuilder("SHA256withRSAandMGF1").setProvider(new BouncyCastleProvider())
					.build(keys.getPrivate())));
		Credentials credentials = Credentials.of(List.of(new Identity(keys.getPrivate(), List.of(certificate))));
		Pair pair = new Pair(
				server(settings(credentials, List.of(protocol), CipherList.modern(), List.of(), PeerKind.NOT_ASKED)));
		pair.shakeHands();
		assertThat(pair.client.getSession().getPeerCertificates()[0]).isEqualTo(certificate);
	}

	@ParameterizedTest
	@CsvSource({ "ecp256", "rsa2048", "ed25519" })
	void verifiesAClientWithAKeyOfTheType(Algorithm algorithm) throws Exception {
		X509Bundle bundle = new CertificateBuilder().algorithm(algorithm)
			.subject("CN=somebody")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(bundle.toKeyManagerFactory().getKeyManagers(),
				InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
		for (String protocol : BouncyCastleServer.PROTOCOLS) {
			SSLEngine server = server(
					settings(rsa(), List.of(protocol), CipherList.modern(), List.of(), PeerKind.REQUIRED));
			new Pair(server, context).shakeHands();
			assertThat(server.getSession().getPeerPrincipal().getName()).isEqualTo("CN=somebody");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "x25519", "secp256r1", "secp384r1", "secp521r1", "x448", "ffdhe2048" })
	void exchangesKeysInTheGroup(String group) throws Exception {
		// a client that has a key for another group at first is asked again
		new Pair(server(settings(rsa(), List.of("TLSv1.3"), CipherList.modern(), List.of(group), PeerKind.NOT_ASKED)))
			.shakeHands()
			.send("there");
	}

	@Test
	void wantsRoomAndWholeRecords() throws Exception {
		SSLEngine server = server(settings(List.of("TLSv1.3"), CipherList.modern()));
		Pair pair = new Pair(server).shakeHands();
		pair.client.wrap(ByteBuffer.wrap(new byte[1000]), pair.toServer);
		pair.toServer.flip();
		ByteBuffer part = pair.toServer.duplicate().limit(pair.toServer.limit() - 1);
		assertThat(server.unwrap(part, pair.clear).getStatus()).isEqualTo(Status.BUFFER_UNDERFLOW);
		assertThat(server.unwrap(pair.toServer.duplicate().limit(4), pair.clear).getStatus())
			.isEqualTo(Status.BUFFER_UNDERFLOW);
		SSLEngineResult small = server.unwrap(pair.toServer, ByteBuffer.allocate(500));
		assertThat(small.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
		assertThat(small.bytesConsumed()).isZero();
		// scattered, out of memory that has no array
		ByteBuffer direct = ByteBuffer.allocateDirect(pair.toServer.remaining()).put(pair.toServer).flip();
		ByteBuffer[] targets = { ByteBuffer.allocate(3), ByteBuffer.allocate(300), ByteBuffer.allocate(0),
				ByteBuffer.allocateDirect(2000) };
		SSLEngineResult all = server.unwrap(direct, targets);
		assertThat(all.bytesProduced()).isEqualTo(1000);
		assertThat(Arrays.stream(targets).mapToInt(ByteBuffer::position)).containsExactly(3, 300, 0, 697);
		SSLEngineResult full = server.wrap(ByteBuffer.allocate(1000), ByteBuffer.allocate(1000));
		assertThat(full.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
		assertThat(full.bytesConsumed()).isZero();
	}

	@Test
	void writesOneRecordInACall() throws Exception {
		SSLEngine server = server(settings(List.of("TLSv1.3"), CipherList.modern()));
		Pair pair = new Pair(server).shakeHands();
		ByteBuffer[] sources = { ByteBuffer.allocate(10_000), ByteBuffer.allocateDirect(10_000) };
		SSLEngineResult result = server.wrap(sources, pair.toClient);
		assertThat(result.bytesConsumed()).isEqualTo(16 * 1024);
		assertThat(server.wrap(sources, pair.toClient).bytesConsumed()).isEqualTo(20_000 - 16 * 1024);
		assertThat(server.getSession().getPacketBufferSize()).isGreaterThan(result.bytesProduced());
	}

	@ParameterizedTest
	@CsvSource({ "TLSv1.2, true", "TLSv1.3, false" })
	void closesItsSideWithThePeersBeforeTls13Only(String protocol, boolean together) throws Exception {
		SSLEngine server = server(settings(List.of(protocol), CipherList.modern()));
		Pair pair = new Pair(server).shakeHands();
		pair.client.closeOutbound();
		pair.client.wrap(Pair.NOTHING, pair.toServer);
		pair.toServer.flip();
		assertThat(server.unwrap(pair.toServer, pair.clear).getStatus()).isEqualTo(Status.CLOSED);
		assertThat(server.isInboundDone()).isTrue();
		assertThat(server.getHandshakeStatus())
			.isEqualTo(together ? HandshakeStatus.NEED_WRAP : HandshakeStatus.NOT_HANDSHAKING);
		SSLEngineResult result = server.wrap(ByteBuffer.wrap(new byte[10]), pair.toClient);
		assertThat(result.bytesConsumed()).isEqualTo(together ? 0 : 10);
		assertThat(server.isOutboundDone()).isEqualTo(together);
		server.closeOutbound();
		server.wrap(Pair.NOTHING, pair.toClient);
		assertThat(server.isOutboundDone()).isTrue();
		server.closeInbound();
	}

	@Test
	void readsOnAfterItHasClosedItsSide() throws Exception {
		SSLEngine server = server(settings(List.of("TLSv1.3"), CipherList.modern()));
		Pair pair = new Pair(server).shakeHands();
		server.closeOutbound();
		assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
		assertThat(server.wrap(ByteBuffer.wrap(new byte[10]), pair.toClient).getStatus()).isEqualTo(Status.CLOSED);
		pair.send("after your end");
	}

	@Test
	void tellsOfATruncationOnce() throws Exception {
		SSLEngine server = server(settings(List.of("TLSv1.3"), CipherList.modern()));
		Pair pair = new Pair(server).shakeHands();
		assertThatExceptionOfType(SSLException.class).isThrownBy(server::closeInbound)
			.withMessageContaining("closing inbound before receiving peer's close_notify");
		server.closeInbound();
	}

	@Test
	void answersARecordThatWasTamperedWithByAnAlert() throws Exception {
		SSLEngine server = server(settings(List.of("TLSv1.3"), CipherList.modern()));
		Pair pair = new Pair(server).shakeHands();
		pair.client.wrap(ByteBuffer.wrap(new byte[10]), pair.toServer);
		pair.toServer.flip();
		pair.toServer.put(10, (byte) (pair.toServer.get(10) + 1));
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> server.unwrap(pair.toServer, pair.clear))
			.withMessageContaining("bad_record_mac");
		assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
		assertThat(server.wrap(Pair.NOTHING, pair.toClient).getStatus()).isEqualTo(Status.CLOSED);
		pair.toClient.flip();
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> pair.client.unwrap(pair.toClient, pair.clear))
			.withMessageContaining("bad_record_mac");
		assertThat(server.isInboundDone()).isTrue();
		assertThat(server.isOutboundDone()).isTrue();
	}

	@Test
	void isTheServerAndNothingElse() {
		SSLEngine server = server(settings(BouncyCastleServer.PROTOCOLS, CipherList.modern()));
		assertThat(server.getUseClientMode()).isFalse();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> server.setUseClientMode(true));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> server.setEnabledProtocols(new String[] { "TLSv1" }));
		assertThat(server.getDelegatedTask()).isNull();
	}

	private static ServerSettings settings(List<String> protocols, CipherList ciphers) {
		return settings(rsa(), protocols, ciphers, List.of(), PeerKind.NOT_ASKED);
	}

	private static ServerSettings settings(Credentials credentials, List<String> protocols, CipherList ciphers,
			List<String> groups, PeerKind kind) {
		PeerTrustManager trust = new PeerTrustManager(PeerVerifier.of(TestPki.get().anchors()), false, false,
				List.of());
		return new ServerSettings(credentials.identities(), trust, protocols, ciphers, true, groups,
				kind == PeerKind.REQUIRED, kind == PeerKind.REQUIRED, List.of(), 0, Duration.ofSeconds(60), null);
	}

	private static Credentials rsa() {
		return TestPki.credentials(TestPki.get().rsaServer());
	}

	private static SSLEngine server(ServerSettings settings) {
		return BouncyCastleServer.of(settings).newEngine(null, null);
	}

	private enum PeerKind {

		NOT_ASKED, REQUIRED

	}

}
