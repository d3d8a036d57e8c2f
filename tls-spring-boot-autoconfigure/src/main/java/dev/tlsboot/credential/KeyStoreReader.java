package dev.tlsboot.credential;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads key stores that somebody else loaded, in the order of their aliases.
 */
final class KeyStoreReader {

	private final Origin origin;

	private final KeyStore keyStore;

	KeyStoreReader(Origin origin, KeyStore keyStore) {
		this.origin = origin;
		this.keyStore = keyStore;
	}

	/**
	 * Return an identity for each private key, or for the one with the alias; at least
	 * one.
	 */
	List<Identity> identities(@Nullable String keyPassword, @Nullable String alias) {
		char[] password = (keyPassword != null) ? keyPassword.toCharArray() : null;
		List<Identity> identities = new ArrayList<>();
		try {
			for (String candidate : (alias != null) ? List.of(alias) : aliases()) {
				if (this.keyStore.isKeyEntry(candidate) && key(candidate, password) instanceof PrivateKey key) {
					identities.add(identity(key, candidate));
				}
			}
		}
		catch (KeyStoreException | NoSuchAlgorithmException ex) {
			throw unreadable(ex);
		}
		if (identities.isEmpty()) {
			throw this.origin.failure(
					"There is no private key%s in the key store.".formatted((alias != null) ? " '" + alias + "'" : ""),
					"Import a private key with its certificates, as with 'keytool -importkeystore'.");
		}
		return identities;
	}

	/**
	 * Return what the JVM trusts when it gets the key store as its trust store: the
	 * trusted certificates, and the first one of each private key.
	 */
	List<X509Certificate> authorities() {
		Set<X509Certificate> certificates = new LinkedHashSet<>();
		try {
			for (String alias : aliases()) {
				if (this.keyStore.getCertificate(alias) instanceof X509Certificate certificate) {
					certificates.add(certificate);
				}
			}
		}
		catch (KeyStoreException ex) {
			throw unreadable(ex);
		}
		if (certificates.isEmpty()) {
			throw this.origin.failure("There is no certificate in the trust store.",
					"Import the authorities with 'keytool -importcert'.");
		}
		return List.copyOf(certificates);
	}

	private List<String> aliases() throws KeyStoreException {
		return Collections.list(this.keyStore.aliases()).stream().sorted().toList();
	}

	private @Nullable Key key(String alias, char @Nullable [] password)
			throws KeyStoreException, NoSuchAlgorithmException {
		try {
			return this.keyStore.getKey(alias, password);
		}
		catch (UnrecoverableKeyException ex) {
			throw this.origin.failure("The key password does not open the key '%s'.".formatted(alias),
					"Set the password of the key; it may be another one than the store's.", ex);
		}
	}

	private Identity identity(PrivateKey key, String alias) throws KeyStoreException {
		Certificate[] chain = this.keyStore.getCertificateChain(alias);
		if (chain == null || chain.length == 0) {
			throw this.origin.failure("The key '%s' has no certificate.".formatted(alias),
					"Import its certificate under the same alias.");
		}
		if (!Arrays.stream(chain).allMatch(X509Certificate.class::isInstance)) {
			throw this.origin.failure("The key '%s' has a certificate that is not an X.509 one.".formatted(alias),
					"Import X.509 certificates.");
		}
		List<X509Certificate> certificates = Arrays.stream(chain).map(X509Certificate.class::cast).toList();
		return new IdentityAssembler(this.origin, this.origin).assemble(key, certificates);
	}

	private RuntimeException unreadable(GeneralSecurityException cause) {
		return this.origin.failure("The key store cannot be read.", "Check the type and the provider of the key store.",
				cause);
	}

}
