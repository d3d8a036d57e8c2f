package dev.tlsboot.credential;

import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import dev.tlsboot.failure.TlsConfigurationException;
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

	/**
	 * Return credentials of identities that are there already.
	 * @param identities the identities, the preferred one first
	 * @return the credentials
	 */
	public static Credentials of(List<Identity> identities) {
		return of(identities, List.of());
	}

	static Credentials of(List<Identity> identities, List<X509Certificate> authorities) {
		return new Credentials(identities, authorities);
	}

	/**
	 * Read private keys and certificates in PEM form. A key may be PKCS#8, PKCS#1 or SEC
	 * 1, in clear or encrypted; a certificate may be followed by its intermediates in any
	 * order, and may be in the same file as its key.
	 * @param keys the private keys, one in each file
	 * @param certificates their certificates, in the same order
	 * @param passphrase opens the keys that are encrypted, or {@code null}
	 * @return an identity for each key
	 * @throws TlsConfigurationException if a file cannot be used, or if a key does not
	 * belong to its certificate
	 */
	public static Credentials fromPem(List<CredentialSource> keys, List<CredentialSource> certificates,
			@Nullable String passphrase) {
		if (keys.size() != certificates.size()) {
			boolean keyMissing = keys.size() < certificates.size();
			throw new TlsConfigurationException(keyMissing ? "key" : "cert", null,
					"There are " + keys.size() + " private keys and " + certificates.size() + " certificates.",
					"Set " + (keyMissing ? "a key for each cert." : "a cert for each key."), null);
		}
		List<Identity> identities = new ArrayList<>();
		for (int i = 0; i < keys.size(); i++) {
			identities.add(identity(keys.get(i), certificates.get(i), passphrase));
		}
		return of(identities);
	}

	private static Identity identity(CredentialSource keySource, CredentialSource certificateSource,
			@Nullable String passphrase) {
		PrivateKey key = PemFile.read(keySource).privateKey(passphrase);
		List<X509Certificate> chain = CertificateChain.order(PemFile.read(certificateSource).certificates());
		if (!KeyMatch.matches(key, chain.get(0).getPublicKey())) {
			throw new TlsConfigurationException(keySource.option(), keySource.location(),
					"The private key does not belong to the first certificate of " + certificateSource.location() + " ("
							+ chain.get(0).getSubjectX500Principal() + ").",
					"Set the key that the certificate was issued for, and put that certificate first in its file.",
					null);
		}
		return new Identity(key, chain);
	}

	/**
	 * Read a PKCS#12 file. Certificates in it that belong to no key, and the root at the
	 * end of a key's chain, become {@link #authorities()}.
	 * @param pfx the file
	 * @param passphrase opens the file; {@code null} is the empty one
	 * @return an identity for each key in the file
	 * @throws TlsConfigurationException if the file cannot be used or holds no key
	 */
	public static Credentials fromPkcs12(CredentialSource pfx, @Nullable String passphrase) {
		return KeyStoreReader.readPkcs12(pfx, passphrase);
	}

	/**
	 * Take the keys and their chains out of a key store.
	 * @param option the option that named the key store
	 * @param location where it came from, for people
	 * @param keyStore the key store, loaded
	 * @param keyPassword opens the keys, or {@code null}
	 * @return an identity for each key, in the order of their aliases
	 * @throws TlsConfigurationException if a key does not open, or if there is none
	 */
	public static Credentials fromKeyStore(String option, String location, KeyStore keyStore,
			@Nullable String keyPassword) {
		return KeyStoreReader.read(option, location, keyStore, keyPassword);
	}

	/**
	 * Make an authority and a certificate for {@code localhost} that nobody else has and
	 * that are gone with this process. For development.
	 * @return the identity, with the authority at the end of its chain and in
	 * {@link #authorities()}
	 */
	public static Credentials selfSigned() {
		return SelfSigned.create();
	}

	/**
	 * Return our identities.
	 * @return the identities, the preferred one first; may be empty
	 */
	public List<Identity> identities() {
		return this.identities;
	}

	/**
	 * Return the authorities that came with our identities.
	 * @return the authorities; may be empty
	 */
	public List<X509Certificate> authorities() {
		return this.authorities;
	}

	/**
	 * Return the subjects; the keys are secrets.
	 */
	@Override
	public String toString() {
		return this.identities.toString();
	}

}
