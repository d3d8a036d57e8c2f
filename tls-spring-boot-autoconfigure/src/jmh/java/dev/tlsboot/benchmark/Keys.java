package dev.tlsboot.benchmark;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * The server's key and certificate.
 */
record Keys(X509Bundle bundle) {

	static Keys rsa2048() {
		try {
			X509Bundle authority = new CertificateBuilder().ecp256()
				.subject("CN=Benchmark CA")
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
			return new Keys(
					new CertificateBuilder().rsa2048().subject("CN=localhost").addSanDnsName("localhost").buildIssuedBy(authority));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	PrivateKey key() {
		return this.bundle.getKeyPair().getPrivate();
	}

	X509Certificate[] certificates() {
		return this.bundle.getCertificatePath();
	}

	String keyPem() {
		return this.bundle.getPrivateKeyPEM();
	}

	String certificatePem() {
		return this.bundle.getCertificatePathPEM();
	}

}
