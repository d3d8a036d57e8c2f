package dev.tlsboot.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXReason;
import java.util.List;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The codes for refusals of the JDK alone, which depend on its configuration.
 */
class PkixValidationTests {

	private final Held leaf = CertificateRecipe.named("CN=leaf").selfSigned();

	@Test
	void namesTheReasonsOfTheJdk() throws Exception {
		assertThat(code(BasicReason.ALGORITHM_CONSTRAINED, "disabled algorithm: SHA384withRSA", 0))
			.isEqualTo(Code.CA_MD_TOO_WEAK);
		assertThat(code(BasicReason.ALGORITHM_CONSTRAINED, "RSA 2048bit key used with certificate: CN=leaf", 0))
			.isEqualTo(Code.EE_KEY_TOO_SMALL);
		assertThat(code(BasicReason.ALGORITHM_CONSTRAINED, "RSA 2048bit key used with certificate: CN=ca", -1))
			.isEqualTo(Code.CA_KEY_TOO_SMALL);
		assertThat(code(BasicReason.INVALID_SIGNATURE, "signature", 0)).isEqualTo(Code.CERT_SIGNATURE_FAILURE);
		assertThat(code(PKIXReason.INVALID_NAME, "names", 0)).isEqualTo(Code.PERMITTED_VIOLATION);
		assertThat(code(PKIXReason.NOT_CA_CERT, "authority", 0)).isEqualTo(Code.INVALID_CA);
		assertThat(code(PKIXReason.INVALID_KEY_USAGE, "usage", 0)).isEqualTo(Code.INVALID_CA);
		assertThat(code(PKIXReason.PATH_TOO_LONG, "path", 0)).isEqualTo(Code.PATH_LENGTH_EXCEEDED);
		assertThat(code(PKIXReason.UNRECOGNIZED_CRIT_EXT, "critical", 0)).isEqualTo(Code.UNHANDLED_CRITICAL_EXTENSION);
		assertThat(code(PKIXReason.INVALID_POLICY, "policy", 0)).isEqualTo(Code.UNSPECIFIED);
		assertThat(PkixValidation.code(new GeneralSecurityException())).isEqualTo(Code.UNSPECIFIED);
	}

	private Code code(Reason reason, String message, int index) throws Exception {
		CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(this.leaf.certificate()));
		return PkixValidation.code(new CertPathValidatorException(message, null, path, index, reason));
	}

}
