package dev.tlsboot.autoconfigure;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import dev.tlsboot.credential.CredentialSource;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.TrustAnchors;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * What a context was made of: digests of the files that were read, so that it can be told
 * whether there is anything new, and the credentials that came out.
 */
class ContextInputs {

	private final List<Input> read = new ArrayList<>();

	private @Nullable Credentials credentials;

	private @Nullable TrustAnchors trust;

	private boolean bundle;

	void read(CredentialSource source) {
		this.read.add(new Input(source.option(), source.location(), digest(source.content())));
	}

	void read(String option, String name, SslBundle bundle) {
		this.bundle = true;
		this.read.add(new Input(option, name, bundle));
	}

	void made(Credentials credentials, @Nullable TrustAnchors trust) {
		this.credentials = credentials;
		this.trust = trust;
	}

	/**
	 * Take over what counts for all contexts of a server that have nothing of their own.
	 */
	void inherit(ContextInputs server) {
		server.read.stream()
			.filter((input) -> !input.option().equals("key") && !input.option().equals("cert"))
			.forEach(this.read::add);
	}

	/**
	 * Return whether the same came out of the same places.
	 */
	boolean sameAs(ContextInputs other) {
		return this.read.equals(other.read);
	}

	Credentials credentials() {
		return (this.credentials != null) ? this.credentials : Credentials.NONE;
	}

	/**
	 * Return whom somebody chose to trust.
	 * @return the authorities, or {@code null} for those of the JVM
	 */
	@Nullable TrustAnchors trust() {
		return this.trust;
	}

	/**
	 * Return whether an SSL bundle of the application has it all already.
	 */
	boolean ofBundle() {
		return this.bundle;
	}

	private static String digest(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private record Input(String option, String location, Object content) {

	}

}
