package dev.tlsboot.credential;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Who we are: any number of identities, and the authorities that came with them in a
 * PKCS#12 file. Immutable.
 * <p>
 * The methods that read check that each key belongs to its certificate and that the
 * certificates make a chain. They leave dates alone: an expired certificate is a matter
 * of each handshake, not of the start.
 */
public final class Credentials {

	/**
	 * No identity at all: a client that shows no certificate.
	 */
	public static final Credentials NONE = new Credentials(List.of(), List.of());

	private final List<Identity> identities;

	private final List<X509Certificate> authorities;

	private Credentials(Collection<Identity> identities, Collection<X509Certificate> authorities) {
		this.identities = List.copyOf(identities);
		this.authorities = List.copyOf(authorities);
	}

	/**
	 * Return credentials of identities that are there already.
	 * @param identities the identities, the preferred one first
	 * @return the credentials
	 */
	public static Credentials of(Collection<Identity> identities) {
		return of(identities, List.of());
	}

	static Credentials of(Collection<Identity> identities, Collection<X509Certificate> authorities) {
		return new Credentials(identities, authorities);
	}

	/**
	 * Return the identities.
	 * @return the identities in the order they were listed, empty for {@link #NONE}
	 */
	public List<Identity> identities() {
		return this.identities;
	}

	/**
	 * Return the authorities that came along and are to be trusted.
	 * @return the certificates, often empty
	 */
	public List<X509Certificate> authorities() {
		return this.authorities;
	}

	/**
	 * Read identities from PEM files. A key may be in the form of PKCS#8 (RFC 5958),
	 * PKCS#1 (RFC 8017) or SEC 1 (RFC 5915), plain or encrypted, of the kind RSA,
	 * RSA-PSS, EC or EdDSA. A certificate file (which may be DER as well) has the
	 * certificate of the key first, then its issuers in any order; a certificate that is
	 * neither is an error. One file may be both.
	 * @param keys the files of the keys, one key in each
	 * @param certificates the files of the certificates, in the order of their keys
	 * @param passphrase opens the keys that are encrypted, or {@code null}
	 * @return the identities, or {@link #NONE} for empty lists
	 * @throws TlsConfigurationException if a file is not what it should be, a key does
	 * not belong to its certificate, or the passphrase is missing or wrong
	 */
	public static Credentials fromPem(List<CredentialSource> keys, List<CredentialSource> certificates,
			@Nullable String passphrase) {
		if (keys.size() != certificates.size()) {
			throw unpaired(keys, certificates);
		}
		Passphrase opener = (passphrase != null) ? Passphrase.of(passphrase) : null;
		List<Identity> identities = new ArrayList<>();
		for (int i = 0; i < keys.size(); i++) {
			CredentialSource key = keys.get(i);
			CredentialSource certificate = certificates.get(i);
			identities.add(new IdentityAssembler(key.origin(), certificate.origin())
				.assemble(PrivateKeyReader.read(key, opener), CertificateReader.read(certificate)));
		}
		return identities.isEmpty() ? NONE : new Credentials(identities, List.of());
	}

	/**
	 * Read a PKCS#12 file (RFC 7292), whoever wrote it: each key is an identity. The
	 * authorities are the certificates that are in no chain of ours, and the self-signed
	 * ones our chains end with.
	 * @param pfx the file
	 * @param passphrase opens the file; {@code null} is tried as the empty one
	 * @return at least one identity, and the authorities
	 * @throws TlsConfigurationException if the file is not what it should be, has no key,
	 * or none with a certificate, or the passphrase is missing or wrong
	 */
	public static Credentials fromPkcs12(CredentialSource pfx, @Nullable String passphrase) {
		return new Pkcs12Reader(pfx, passphrase).read();
	}

	/**
	 * Take the identities of a key store: each private key is one, in the order of the
	 * aliases. Certificates without a key are left to
	 * {@link TrustAnchors#fromKeyStore(String, String, KeyStore)}.
	 * @param option the option that named the key store, as in {@code ssl-bundle}
	 * @param location where the key store came from, for people
	 * @param keyStore the key store, loaded
	 * @param keyPassword opens the keys, or {@code null} where the store needs none
	 * @return at least one identity, and no authorities
	 * @throws TlsConfigurationException if there is no private key, one has no
	 * certificate or another's, or the password is wrong
	 */
	public static Credentials fromKeyStore(String option, String location, KeyStore keyStore,
			@Nullable String keyPassword) {
		return fromKeyStore(option, location, keyStore, keyPassword, null);
	}

	/**
	 * Take one identity of a key store, or all.
	 * @param option the option that named the key store, as in {@code ssl-bundle}
	 * @param location where the key store came from, for people
	 * @param keyStore the key store, loaded
	 * @param keyPassword opens the key, or {@code null} where the store needs none
	 * @param alias the alias of the key, or {@code null} for all keys
	 * @return at least one identity, and no authorities
	 * @throws TlsConfigurationException if there is no such private key, one has no
	 * certificate or another's, or the password is wrong
	 */
	public static Credentials fromKeyStore(String option, String location, KeyStore keyStore,
			@Nullable String keyPassword, @Nullable String alias) {
		KeyStoreReader reader = new KeyStoreReader(new Origin(option, location), keyStore);
		return new Credentials(reader.identities(keyPassword, alias), List.of());
	}

	/**
	 * Make a throw-away authority and a certificate of it for {@code localhost},
	 * {@code 127.0.0.1} and {@code ::1}, valid for 30 days: for development.
	 * @return one identity, whose chain ends with the authority, and the authority
	 */
	public static Credentials selfSigned() {
		ThrowAwayAuthority authority = ThrowAwayAuthority.create();
		return new Credentials(List.of(authority.issueLocalhost()), List.of(authority.certificate()));
	}

	private static TlsConfigurationException unpaired(List<CredentialSource> keys,
			List<CredentialSource> certificates) {
		boolean keyMissing = keys.size() < certificates.size();
		List<CredentialSource> longer = keyMissing ? certificates : keys;
		CredentialSource single = longer.get(Math.min(keys.size(), certificates.size()));
		return single.origin()
			.sibling(keyMissing ? "key" : "cert")
			.failure("There are %d keys and %d certificates.".formatted(keys.size(), certificates.size()),
					"Give each key its certificate: 'key' and 'cert' are paired in the order they are listed.");
	}

	/**
	 * Return the subjects; the keys are secrets.
	 */
	@Override
	public String toString() {
		return this.identities.toString();
	}

}
