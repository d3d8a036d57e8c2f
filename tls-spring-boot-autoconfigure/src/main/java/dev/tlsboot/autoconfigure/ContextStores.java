package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;

import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.credential.TrustAnchors;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.util.function.SingletonSupplier;

/**
 * Credentials as key stores, which are made when somebody looks at them. Without
 * authorities that somebody chose, there is no trust store: it is the JVM's.
 */
final class ContextStores implements SslStoreBundle {

	/**
	 * The keys do not leave this process.
	 */
	private static final String PASSWORD = "";

	private final List<Identity> identities;

	private final List<X509Certificate> authorities;

	private final SingletonSupplier<KeyStore> keyStore = SingletonSupplier.of(this::makeKeyStore);

	private final SingletonSupplier<KeyStore> trustStore = SingletonSupplier.of(this::makeTrustStore);

	private ContextStores(List<Identity> identities, List<X509Certificate> authorities) {
		this.identities = identities;
		this.authorities = authorities;
	}

	static ContextStores of(ContextInputs inputs) {
		Credentials credentials = inputs.credentials();
		TrustAnchors trust = inputs.trust();
		return new ContextStores(credentials.identities(),
				(trust == null || trust.wellKnown()) ? credentials.authorities() : trust.certificates());
	}

	boolean isEmpty() {
		return this.identities.isEmpty() && this.authorities.isEmpty();
	}

	@Override
	public @Nullable KeyStore getKeyStore() {
		return this.identities.isEmpty() ? null : this.keyStore.obtain();
	}

	@Override
	public @Nullable String getKeyStorePassword() {
		return this.identities.isEmpty() ? null : PASSWORD;
	}

	@Override
	public @Nullable KeyStore getTrustStore() {
		return this.authorities.isEmpty() ? null : this.trustStore.obtain();
	}

	private KeyStore makeKeyStore() {
		try {
			KeyStore store = emptyStore();
			for (int i = 0; i < this.identities.size(); i++) {
				Identity identity = this.identities.get(i);
				store.setKeyEntry(alias("ssl", i), identity.key(), PASSWORD.toCharArray(),
						identity.chain().toArray(X509Certificate[]::new));
			}
			return store;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("The keys could not be put into a key store", ex);
		}
	}

	private KeyStore makeTrustStore() {
		try {
			KeyStore store = emptyStore();
			for (int i = 0; i < this.authorities.size(); i++) {
				store.setCertificateEntry(alias("ca", i), this.authorities.get(i));
			}
			return store;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("The authorities could not be put into a key store", ex);
		}
	}

	private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

	private static String alias(String kind, int index) {
		return (index == 0) ? kind : kind + "-" + (index + 1);
	}

	/**
	 * Return the subjects; the keys are secrets.
	 */
	@Override
	public String toString() {
		return Objects.toString(this.identities);
	}

}
