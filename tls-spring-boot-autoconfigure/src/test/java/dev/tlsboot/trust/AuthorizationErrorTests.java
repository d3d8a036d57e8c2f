package dev.tlsboot.trust;

import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.trust.AuthorizationError.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class AuthorizationErrorTests {

	@Test
	void readsAsItsCode() {
		assertThat(new AuthorizationError(Code.CERT_REVOKED, "CN=x was revoked")).hasToString("CERT_REVOKED");
	}

	@ParameterizedTest
	@CsvSource({ "CERT_HAS_EXPIRED, EXPIRED_CERTIFICATE, 45", "CERT_NOT_YET_VALID, EXPIRED_CERTIFICATE, 45",
			"CERT_REVOKED, REVOKED_CERTIFICATE, 44", "DEPTH_ZERO_SELF_SIGNED_CERT, UNKNOWN_CA, 48",
			"UNABLE_TO_VERIFY_LEAF_SIGNATURE, UNKNOWN_CA, 48", "INVALID_PURPOSE, BAD_CERTIFICATE, 43",
			"CERT_SIGNATURE_FAILURE, BAD_CERTIFICATE, 42", "UNABLE_TO_GET_CRL, BAD_CERTIFICATE, 46",
			"ERR_TLS_CERT_ALTNAME_INVALID, BAD_CERTIFICATE, 42" })
	void knowsReasonAndAlert(Code code, FailureReason reason, int alert) {
		AuthorizationError error = new AuthorizationError(code, "message");
		assertThat(error.failureReason()).isEqualTo(reason);
		assertThat(error.alert().number()).isEqualTo(alert);
	}

	@ParameterizedTest
	@EnumSource
	void everyCodeHasAnException(Code code) {
		AuthorizationError error = new AuthorizationError(code, "message");
		UnauthorizedPeerException exception = new UnauthorizedPeerException(error);
		assertThat(exception.error()).isEqualTo(error);
		assertThat(exception).hasMessage(code + ": message");
	}

}
