package dev.tlsboot.stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CipherInfoTests {

	/**
	 * The rows are what Node.js 20 answers from {@code getCipher()}.
	 */
	@ParameterizedTest
	@CsvSource({ "TLS_RSA_WITH_AES_256_CBC_SHA, AES256-SHA, SSLv3",
			"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, ECDHE-RSA-AES256-SHA, TLSv1.0",
			"TLS_RSA_WITH_AES_256_CBC_SHA256, AES256-SHA256, TLSv1.2",
			"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ECDHE-RSA-AES128-GCM-SHA256, TLSv1.2",
			"TLS_AES_256_GCM_SHA384, TLS_AES_256_GCM_SHA384, TLSv1.3" })
	void tellsWhatNodeTells(String standardName, String name, String version) {
		assertThat(CipherInfo.of(standardName)).isEqualTo(new CipherInfo(name, standardName, version));
	}

	@Test
	void toleratesASuiteItDoesNotKnow() {
		assertThat(CipherInfo.of("TLS_FOO_WITH_BAR").name()).isEqualTo("TLS_FOO_WITH_BAR");
	}

}
