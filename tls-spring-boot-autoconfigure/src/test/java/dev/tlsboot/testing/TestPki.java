package dev.tlsboot.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.credential.TrustAnchors;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * An authority and what it issued, made once for all tests.
 */
public final class TestPki {

	private static final TestPki INSTANCE = new TestPki();

	private final X509Bundle authority;

	private final X509Bundle rsaServer;

	private final X509Bundle ecServer;

	private final X509Bundle client;

	private final X509Bundle stranger;

	private TestPki() {
		this.authority = build(null,
				new CertificateBuilder().ecp256().subject("CN=Test CA,O=tlsboot").setIsCertificateAuthority(true));
		this.rsaServer = build(this.authority, localhost(new CertificateBuilder().rsa2048()));
		this.ecServer = build(this.authority, localhost(new CertificateBuilder().ecp256()));
		this.client = build(this.authority,
				new CertificateBuilder().ecp256().subject("CN=client").addExtendedKeyUsageClientAuth());
		this.stranger = build(null, localhost(new CertificateBuilder().ecp256()).setIsCertificateAuthority(true));
	}

	public static TestPki get() {
		return INSTANCE;
	}

	private static CertificateBuilder localhost(CertificateBuilder builder) {
		return builder.subject("CN=localhost").addSanDnsName("localhost").addSanIpAddress("127.0.0.1");
	}

	private static X509Bundle build(X509Bundle issuer, CertificateBuilder builder) {
		try {
			return (issuer != null) ? builder.buildIssuedBy(issuer) : builder.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	public X509Bundle rsaServer() {
		return this.rsaServer;
	}

	public X509Bundle ecServer() {
		return this.ecServer;
	}

	public X509Bundle client() {
		return this.client;
	}

	/**
	 * Return a certificate for {@code localhost} that nobody trusts.
	 */
	public X509Bundle stranger() {
		return this.stranger;
	}

	/**
	 * Issue a certificate for one test.
	 */
	public X509Bundle issue(CertificateBuilder builder) {
		return build(this.authority, builder);
	}

	public TrustAnchors anchors() {
		return TrustAnchors.of(List.of(this.authority.getCertificate()));
	}

	public static Credentials credentials(X509Bundle... bundles) {
		return Credentials.of(List.of(bundles)
			.stream()
			.map((bundle) -> new Identity(bundle.getKeyPair().getPrivate(), bundle.getCertificatePathList()))
			.toList());
	}

	public Path writeAuthority(Path folder) {
		return write(folder.resolve("ca.pem"), this.authority.getCertificatePEM());
	}

	public static Path writeKey(Path folder, X509Bundle bundle) {
		return write(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
	}

	public static Path writeChain(Path folder, X509Bundle bundle) {
		return write(folder.resolve("cert.pem"), bundle.getCertificatePathPEM());
	}

	private static Path write(Path file, String text) {
		try {
			return Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
