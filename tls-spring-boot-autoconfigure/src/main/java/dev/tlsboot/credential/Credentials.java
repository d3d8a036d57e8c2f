package dev.tlsboot.credential;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who we are: any number of identities, and the authorities that came with them in a
 * PKCS#12 file. Immutable.
 */
public final class Credentials {

	/**
	 * No identity at all: a client that shows no certificate.
	 */
	public static final Credentials NONE = new Credentials(List.of(), List.of());

	private final List<Identity> identities;

	private final List<X509Certificate> authorities;

	private Credentials(List<Identity> identities, List<X509Certificate> authorities) {
		this.identities = List.copyOf(identities);
		this.authorities = List.copyOf(authorities);
	}

	public List<Identity> identities() {
		return this.identities;
	}

	public List<X509Certificate> authorities() {
		return this.authorities;
	}

	public static Credentials fromPem(List<CredentialSource> keys, List<CredentialSource> certificates,
			@Nullable String passphrase) {
		throw new IllegalStateException("to be written");
	}

	public static Credentials fromPkcs12(CredentialSource pfx, @Nullable String passphrase) {
		throw new IllegalStateException("to be written");
	}

	public static Credentials fromKeyStore(String option, String location, KeyStore keyStore,
			@Nullable String keyPassword) {
		throw new IllegalStateException("to be written");
	}

	public static Credentials selfSigned() {
		throw new IllegalStateException("to be written");
	}

}
