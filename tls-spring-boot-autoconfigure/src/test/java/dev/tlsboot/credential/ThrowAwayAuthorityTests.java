package dev.tlsboot.credential;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ThrowAwayAuthorityTests {

	private final Credentials credentials = Credentials.selfSigned();

	private final Identity identity = this.credentials.identities().get(0);

	private final X509Certificate authority = this.credentials.authorities().get(0);

	@Test
	void certificateIsForThisMachineOnly() throws Exception {
		X509Certificate certificate = this.identity.certificate();
		assertThat(certificate.getSubjectAlternativeNames()).containsExactlyInAnyOrder(List.of(2, "localhost"),
				List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
		assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
		assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
		assertThat(KeyMatch.isPair(this.identity.key(), certificate.getPublicKey())).isTrue();
	}

	@Test
	void authorityEndsTheChainAndSignsNoOtherAuthority() throws Exception {
		assertThat(this.identity.chain()).containsExactly(this.identity.certificate(), this.authority);
		assertThat(this.credentials.authorities()).containsExactly(this.authority);
		this.identity.certificate().verify(this.authority.getPublicKey());
		assertThat(this.authority.getBasicConstraints()).isZero();
		assertThat(KeyMatch.isPair(this.identity.key(), this.authority.getPublicKey())).isFalse();
	}

	@Test
	void certificatesAreValidNowAndNotForLong() throws Exception {
		for (X509Certificate certificate : this.identity.chain()) {
			certificate.checkValidity();
			assertThat(Duration.between(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
				.isLessThan(Duration.ofDays(31));
			assertThat(certificate.getSerialNumber().signum()).isOne();
		}
	}

	@Test
	void eachStartHasItsOwnAuthority() {
		X509Certificate another = Credentials.selfSigned().authorities().get(0);
		assertThat(another.getPublicKey()).isNotEqualTo(this.authority.getPublicKey());
		assertThat(another.getSerialNumber()).isNotEqualTo(this.authority.getSerialNumber());
	}

}
