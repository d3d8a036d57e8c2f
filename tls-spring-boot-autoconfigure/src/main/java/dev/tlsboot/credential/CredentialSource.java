package dev.tlsboot.credential;

import java.util.Arrays;
import java.util.Objects;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * The bytes of one key, certificate, PKCS#12 or CRL file, and where they came from. The
 * library reads no files by itself: whoever has the files hands over their content.
 *
 * @param option the option that named the file, as in {@code key} or {@code ca}
 * @param location where the content came from, for people, as in {@code file:server.pem};
 * never the content
 * @param content the bytes, at most {@link #MAX_SIZE}
 */
public record CredentialSource(String option, String location, byte[] content) {

	/**
	 * How many bytes a source may have: 64 MiB. The largest revocation lists in use stay
	 * below; whatever is above is another file than the one that was meant.
	 */
	public static final int MAX_SIZE = 64 * 1024 * 1024;

	/**
	 * Create a source. The content is copied.
	 * @throws TlsConfigurationException if there is more than {@link #MAX_SIZE}
	 */
	public CredentialSource {
		Objects.requireNonNull(option, "option");
		Objects.requireNonNull(location, "location");
		if (content.length > MAX_SIZE) {
			throw new Origin(option, location).failure(
					"The file is larger than %d MiB.".formatted(MAX_SIZE / 1024 / 1024),
					"Check that the option names the right file.");
		}
		content = content.clone();
	}

	@Override
	public byte[] content() {
		return this.content.clone();
	}

	Origin origin() {
		return new Origin(this.option, this.location);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof CredentialSource source && this.option.equals(source.option)
				&& this.location.equals(source.location) && Arrays.equals(this.content, source.content);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.option, this.location, Arrays.hashCode(this.content));
	}

	/**
	 * Return option and location; the content may be a secret.
	 */
	@Override
	public String toString() {
		return this.option + " " + this.location;
	}

}
