package dev.tlsboot.autoconfigure.diagnostics;

import java.util.Map;

import dev.tlsboot.failure.TlsConfigurationException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TlsConfigurationFailureAnalyzerTests {

	private final TlsConfigurationException failure = new TlsConfigurationException("key", "file:server.pem",
			"It is empty.", "Put a key into it.", null);

	private final TlsConfigurationFailureAnalyzer analyzer = new TlsConfigurationFailureAnalyzer();

	@Test
	void reportsOptionLocationAndRemedy() {
		FailureAnalysis analysis = this.analyzer.analyze(new IllegalStateException(this.failure));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription())
			.isEqualTo("The TLS option 'key' (file:server.pem) cannot work: It is empty.");
		assertThat(analysis.getAction()).isEqualTo("Put a key into it.");
	}

	@Test
	void leavesToOthersWhatHasItsReport() {
		assertThatExceptionOfType(InvalidTlsPropertyException.class)
			.isThrownBy(() -> InvalidTlsPropertyException.reporting("tls.server", () -> {
				throw this.failure;
			}))
			.satisfies((ex) -> assertThat(this.analyzer.analyze(new IllegalStateException(ex))).isNull())
			.satisfies((ex) -> assertThat(ex.property()).isEqualTo("tls.server.key"))
			.withMessage("The TLS property 'tls.server.key' (file:server.pem) cannot work: It is empty.")
			.withCause(this.failure);
	}

	@Test
	void isKnownToSpringBoot() {
		Map<Class<?>, Object> noArguments = Map.of();
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.from(noArguments::get), (type, name, failure) -> {
			})).hasAtLeastOneElementOfType(TlsConfigurationFailureAnalyzer.class);
	}

}
