package dev.tlsboot.benchmark;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;

import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.trust.PeerTrustManager;
import dev.tlsboot.trust.PeerVerifier;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A full handshake, in memory, with a client that shows a chain of three: verified by us
 * against revocation lists of 10,000 entries, and by the JDK without any.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
public class TrustBenchmark {

	private static final int ENTRIES = 10_000;

	/**
	 * Who verifies.
	 */
	@Param({ "lists", "jdk" })
	public String trust;

	private X509Bundle client;

	private SSLContext server;

	/**
	 * Make the certificates and lists.
	 * @throws Exception never
	 */
	@Setup
	public void start() throws Exception {
		X509Bundle root = new CertificateBuilder().ecp256()
			.subject("CN=root")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		X509Bundle intermediate = new CertificateBuilder().ecp256()
			.subject("CN=intermediate")
			.setIsCertificateAuthority(true)
			.buildIssuedBy(root);
		this.client = new CertificateBuilder().ecp256().subject("CN=client").buildIssuedBy(intermediate);
		X509Bundle localhost = new CertificateBuilder().ecp256().subject("CN=localhost").buildIssuedBy(root);
		TrustManager[] managers = this.trust.equals("jdk") ? root.toTrustManagerFactory().getTrustManagers()
				: new TrustManager[] { new PeerTrustManager(
						PeerVerifier.of(TrustAnchors.of(List.of(root.getCertificate()),
								List.of(list(root), list(intermediate)))),
						true, false, List.of(root.getCertificate())) };
		this.server = context(localhost.toKeyManagerFactory().getKeyManagers(), managers);
	}

	private static X509CRL list(X509Bundle issuer) throws Exception {
		Instant now = Instant.now();
		X509v2CRLBuilder builder = new X509v2CRLBuilder(
				X500Name.getInstance(issuer.getCertificate().getSubjectX500Principal().getEncoded()), Date.from(now));
		builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
		SecureRandom random = new SecureRandom();
		for (int i = 0; i < ENTRIES; i++) {
			builder.addCRLEntry(new BigInteger(120, random), Date.from(now), CRLReason.keyCompromise);
		}
		byte[] encoded = builder
			.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getKeyPair().getPrivate()))
			.getEncoded();
		return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
	}

	private static SSLContext context(KeyManager[] keys, TrustManager[] trust) throws Exception {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys, trust, null);
		return context;
	}

	/**
	 * Shake hands.
	 * @return the server's session
	 * @throws Exception never
	 */
	@Benchmark
	public Object handshake() throws Exception {
		SSLEngine ours = this.server.createSSLEngine();
		ours.setUseClientMode(false);
		ours.setNeedClientAuth(true);
		// a context of its own has no session to resume
		SSLEngine theirs = context(this.client.toKeyManagerFactory().getKeyManagers(),
				InsecureTrustManagerFactory.INSTANCE.getTrustManagers())
			.createSSLEngine("localhost", 1);
		theirs.setUseClientMode(true);
		ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);
		ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);
		ByteBuffer data = ByteBuffer.allocate(64 * 1024);
		theirs.beginHandshake();
		ours.beginHandshake();
		while (isHandshaking(ours) || isHandshaking(theirs)) {
			step(theirs, toClient, toServer, data);
			step(ours, toServer, toClient, data);
		}
		ours.getSession().getPeerCertificates();
		return ours.getSession();
	}

	private static boolean isHandshaking(SSLEngine engine) {
		return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
	}

	private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out, ByteBuffer data) throws Exception {
		switch (engine.getHandshakeStatus()) {
			case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
			case NEED_TASK -> engine.getDelegatedTask().run();
			case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
				in.flip();
				engine.unwrap(in, data);
				in.compact();
			}
			default -> {
			}
		}
	}

}
