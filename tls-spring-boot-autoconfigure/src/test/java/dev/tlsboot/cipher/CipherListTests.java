package dev.tlsboot.cipher;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.net.ssl.SSLContext;

import dev.tlsboot.failure.TlsConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CipherListTests {

	@Test
	void theModernListBeginsWithTls13AndHasNothingWithoutForwardSecrecy() {
		assertThat(CipherList.modern().suites()).extracting(CipherSuite::name)
			.startsWith("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256",
					"ECDHE-ECDSA-AES256-GCM-SHA384")
			.allMatch((name) -> name.startsWith("TLS_") || name.startsWith("ECDHE-"))
			.noneMatch((name) -> name.contains("-CBC") || name.endsWith("-SHA"));
	}

	@Test
	void theModernListIsInOpenSslsOrder() {
		CipherList list = CipherList.parse("TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:"
				+ "ECDHE+AESGCM:ECDHE+CHACHA20");
		assertThat(CipherList.modern().suites()).isEqualTo(list.suites());
		assertThat(CipherList.parse(CipherList.modern().toString()).suites()).isEqualTo(list.suites());
	}

	@Test
	void suitesOfTls13ThatAreNamedComeInPlaceOfAllOfThem() {
		assertThat(names("AES128-SHA:TLS_AES_128_GCM_SHA256")).containsExactly("TLS_AES_128_GCM_SHA256", "AES128-SHA");
		assertThat(names("TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384")).containsExactly("TLS_AES_128_GCM_SHA256",
				"TLS_AES_256_GCM_SHA384");
		assertThat(names("AES128-SHA:!TLS_CHACHA20_POLY1305_SHA256")).containsExactly("TLS_AES_256_GCM_SHA384",
				"TLS_AES_128_GCM_SHA256", "AES128-SHA");
	}

	@Test
	void suitesMayHaveTheirStandardNames() {
		assertThat(names("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")).endsWith("ECDHE-RSA-AES128-GCM-SHA256");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			value = { "AES128-SHA:+ | character 13, at the end | a word is missing",
					"AES128-SHA:AES*:HIGH | character 15, before \"*:HIGH\" | a word is missing",
					"HIGH:@SECLEVEL=9 | character 6, before \"@SECLEVEL=9\" | '@SECLEVEL=9' is no command",
					"FOO:BAR | selects no cipher suite | no cipher suite" })
	void saysWhereAListIsWrong(String expression, String where, String what) {
		assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(() -> CipherList.parse(expression))
			.withMessageContaining(where)
			.withMessageContaining(what)
			.satisfies((failure) -> assertThat(failure.option()).isEqualTo("ciphers"));
	}

	@Test
	void saysWhatTheEngineLacks() {
		CipherList list = CipherList.parse("TLS_AES_128_GCM_SHA256");
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> list.select(Set.of("TLS_AES_256_GCM_SHA384")))
			.withMessageContaining("TLS_AES_128_GCM_SHA256");
	}

	@Test
	void theSuitesOfTls13ThatNobodyNamedAreNoResult() {
		CipherList list = CipherList.parse("ECDHE+CAMELLIA");
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> list.select(Set.of("TLS_AES_256_GCM_SHA384")))
			.withMessageContaining("ECDHE-ECDSA-CAMELLIA256-SHA384")
			.withMessageNotContaining("TLS_AES_256_GCM_SHA384");
		assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(() -> CipherList.parse("PSK:SRP"));
	}

	@Test
	void anEngineOfTls13AloneServesTheModernList() {
		assertThat(CipherList.modern().select(Set.of("TLS_AES_128_GCM_SHA256"))).extracting(CipherSuite::name)
			.containsExactly("TLS_AES_128_GCM_SHA256");
	}

	@Test
	void doesNotListAHundredSuites() {
		CipherList list = CipherList.parse("ALL");
		assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(() -> list.select(Set.of()))
			.withMessageEndingWith(" more.")
			.satisfies((failure) -> assertThat(failure.getMessage()).hasSizeLessThan(500));
	}

	@Test
	void knowsSuitesByTheNamesOfJsse() {
		assertThat(CipherList.parse("NULL-SHA:@SECLEVEL=0").select(Set.of("SSL_RSA_WITH_NULL_SHA")))
			.extracting(CipherSuite::standardName)
			.containsExactly("TLS_RSA_WITH_NULL_SHA");
		assertThat(CipherSuites.byStandardName("SSL_RSA_WITH_NULL_MD5")).map(CipherSuite::name).hasValue("NULL-MD5");
	}

	@Test
	void theTableKnowsEverySuiteOfTheJvmThatOpenSslHas() throws Exception {
		Set<String> jvm = new HashSet<>(
				Arrays.asList(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
		// renegotiation info is no suite; OpenSSL has dropped static ECDH and 3DES
		jvm.removeIf((name) -> name.equals("TLS_EMPTY_RENEGOTIATION_INFO_SCSV") || name.contains("_ECDH_")
				|| name.contains("3DES"));
		assertThat(jvm).isNotEmpty()
			.allSatisfy((name) -> assertThat(CipherSuites.byStandardName(name)).as(name).isPresent());
	}

	private static List<String> names(String expression) {
		return CipherList.parse(expression).suites().stream().map(CipherSuite::name).toList();
	}

}
