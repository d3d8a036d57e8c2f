package dev.tlsboot.credential;

import java.security.cert.X509Certificate;
import java.util.List;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CertificateChainTests {

	private final X509Bundle root = authority("CN=root").buildSelfSigned();

	private final X509Bundle intermediate = authority("CN=intermediate").buildIssuedBy(this.root);

	private final X509Certificate leaf = new CertificateBuilder().subject("CN=leaf")
		.buildIssuedBy(this.intermediate)
		.getCertificate();

	CertificateChainTests() throws Exception {
	}

	@Test
	void ordersByIssuer() {
		CertificateChain chain = CertificateChain.of(this.leaf,
				List.of(this.root.getCertificate(), this.leaf, this.intermediate.getCertificate()));
		assertThat(chain.certificates()).containsExactly(this.leaf, this.intermediate.getCertificate(),
				this.root.getCertificate());
		assertThat(chain.others()).isEmpty();
		assertThat(chain.root()).contains(this.root.getCertificate());
	}

	@Test
	void endsWhereTheIssuerIsMissing() {
		CertificateChain chain = CertificateChain.of(this.leaf, List.of(this.root.getCertificate()));
		assertThat(chain.certificates()).containsExactly(this.leaf);
		assertThat(chain.others()).containsExactly(this.root.getCertificate());
		assertThat(chain.root()).isEmpty();
	}

	@Test
	void selfSignedCertificateIsNotItsOwnRoot() {
		CertificateChain chain = CertificateChain.of(this.root.getCertificate(), List.of());
		assertThat(chain.certificates()).containsExactly(this.root.getCertificate());
		assertThat(chain.root()).isEmpty();
	}

	@Test
	void nameWithoutSignatureIsNoIssuer() throws Exception {
		X509Certificate impostor = authority("CN=intermediate").buildIssuedBy(this.root).getCertificate();
		CertificateChain chain = CertificateChain.of(this.leaf, List.of(impostor, this.intermediate.getCertificate()));
		assertThat(chain.certificates()).containsExactly(this.leaf, this.intermediate.getCertificate());
		assertThat(chain.others()).containsExactly(impostor);
	}

	@Test
	void crossSignedAuthorityLeadsOnToTheOtherRoot() throws Exception {
		X509Bundle otherRoot = authority("CN=other root").buildSelfSigned();
		X509Certificate cross = authority("CN=root").publicKey(this.root.getKeyPair().getPublic())
			.buildIssuedBy(otherRoot)
			.getCertificate();
		CertificateChain chain = CertificateChain.of(this.leaf, List.of(otherRoot.getCertificate(),
				this.root.getCertificate(), cross, this.intermediate.getCertificate()));
		assertThat(chain.certificates()).containsExactly(this.leaf, this.intermediate.getCertificate(), cross,
				otherRoot.getCertificate());
		assertThat(chain.others()).containsExactly(this.root.getCertificate());
	}

	@Test
	void authoritiesThatSignEachOtherEnd() throws Exception {
		X509Certificate one = authority("CN=root").publicKey(this.root.getKeyPair().getPublic())
			.buildIssuedBy(this.intermediate)
			.getCertificate();
		CertificateChain chain = CertificateChain.of(this.leaf, List.of(one, this.intermediate.getCertificate()));
		assertThat(chain.certificates()).containsExactly(this.leaf, this.intermediate.getCertificate(), one);
	}

	private static CertificateBuilder authority(String subject) {
		return new CertificateBuilder().subject(subject).setIsCertificateAuthority(true);
	}

}
