package dev.tlsboot.credential;

import java.util.Objects;

/**
 * The bytes of one key, certificate, PKCS#12 or CRL file, and where they came from. The
 * library reads no files by itself: whoever has the files hands over their content.
 *
 * @param option the option that named the file, as in {@code key} or {@code ca}
 * @param location where the content came from, for people, as in {@code file:server.pem};
 * never the content
 * @param content the bytes
 */
public record CredentialSource(String option, String location, byte[] content) {

	public CredentialSource {
		Objects.requireNonNull(option, "option");
		Objects.requireNonNull(location, "location");
		content = content.clone();
	}

	@Override
	public byte[] content() {
		return this.content.clone();
	}

	/**
	 * Return option and location; the content may be a secret.
	 */
	@Override
	public String toString() {
		return this.option + " " + this.location;
	}

}
