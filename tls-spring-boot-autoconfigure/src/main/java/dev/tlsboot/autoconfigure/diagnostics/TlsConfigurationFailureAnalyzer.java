package dev.tlsboot.autoconfigure.diagnostics;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Reports on options that an application has set by itself, with the builders. What comes
 * from properties is {@linkplain InvalidTlsPropertyException reported} with their names.
 */
class TlsConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<TlsConfigurationException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, TlsConfigurationException cause) {
		if (findCause(rootFailure, FailureAnalyzedException.class) != null) {
			return null;
		}
		return new FailureAnalysis(
				describe("option", cause.option(), cause.location(), String.valueOf(cause.getMessage())),
				cause.remedy(), cause);
	}

	static String describe(String kind, String name, @Nullable String location, String message) {
		String where = (location != null) ? " (" + location + ")" : "";
		return "The TLS " + kind + " '" + name + "'" + where + " cannot work: " + message;
	}

}
