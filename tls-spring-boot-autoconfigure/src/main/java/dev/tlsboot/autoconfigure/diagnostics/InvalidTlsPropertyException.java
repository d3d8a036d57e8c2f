package dev.tlsboot.autoconfigure.diagnostics;

import java.util.function.Supplier;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * A property with a value that cannot work. Keeps the application from starting, with a
 * report that names the property, the file and the remedy.
 */
public class InvalidTlsPropertyException extends FailureAnalyzedException {

	private static final long serialVersionUID = 1L;

	private final String property;

	/**
	 * Create an exception.
	 * @param property the full name of the property
	 * @param location where the value came from, as in {@code file:server.pem}, or the
	 * value itself where it says more than the message; {@code null} for neither
	 * @param message what is wrong, a full sentence
	 * @param remedy what to do about it, an imperative sentence
	 * @param cause what it came from
	 */
	public InvalidTlsPropertyException(String property, @Nullable String location, String message, String remedy,
			Throwable cause) {
		super(TlsConfigurationFailureAnalyzer.describe("property", property, location, message), remedy, cause);
		this.property = property;
	}

	/**
	 * Return the property at fault.
	 * @return the full name of the property
	 */
	public String property() {
		return this.property;
	}

	/**
	 * Run a step of the start-up that works on properties.
	 * @param <T> the type of its result
	 * @param prefix the prefix of the properties, as in {@code tls.server}
	 * @param step the step
	 * @return what the step returned
	 * @throws InvalidTlsPropertyException in place of the step's
	 * {@link TlsConfigurationException}
	 */
	public static <T> T reporting(String prefix, Supplier<T> step) {
		try {
			return step.get();
		}
		catch (TlsConfigurationException ex) {
			throw new InvalidTlsPropertyException(prefix + "." + ex.option(), ex.location(),
					String.valueOf(ex.getMessage()), ex.remedy(), ex);
		}
	}

}
