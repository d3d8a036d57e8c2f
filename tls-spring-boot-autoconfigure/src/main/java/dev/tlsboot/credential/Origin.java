package dev.tlsboot.credential;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Where a value was configured and where its content came from: what every complaint
 * about it has to name.
 *
 * @param option the option, as in {@code key} or {@code sni.contexts[0].key}
 * @param location the place, for people
 */
record Origin(String option, @Nullable String location) {

	/**
	 * Return the origin of an option beside this one, as {@code passphrase} is beside
	 * {@code key}: the file at fault stays the same.
	 */
	Origin sibling(String name) {
		int parent = this.option.lastIndexOf('.') + 1;
		return new Origin(this.option.substring(0, parent) + name, this.location);
	}

	TlsConfigurationException failure(String message, String remedy) {
		return failure(message, remedy, null);
	}

	TlsConfigurationException failure(String message, String remedy, @Nullable Throwable cause) {
		return new TlsConfigurationException(this.option, this.location, message, remedy, cause);
	}

}
