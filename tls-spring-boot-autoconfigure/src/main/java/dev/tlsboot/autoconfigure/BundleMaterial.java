package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.cipher.CipherSuites;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * What an SSL bundle of Spring Boot says about a server or client.
 *
 * @param credentials who we are
 * @param trust whom we trust, or {@code null} when the bundle has no trust store
 * @param ciphers the cipher suites as OpenSSL names them; empty when the bundle has no
 * say
 * @param protocols the protocol versions; empty when the bundle has no say
 */
record BundleMaterial(Credentials credentials, @Nullable TrustAnchors trust, List<String> ciphers,
		List<String> protocols) {

	private static final String OPTION = "ssl-bundle";

	static BundleMaterial of(@Nullable SslBundles bundles, String name, ContextInputs inputs) {
		SslBundle bundle = find(bundles, name);
		inputs.read(OPTION, name, bundle);
		if (!SslBundle.DEFAULT_PROTOCOL.equals(bundle.getProtocol())) {
			throw new TlsConfigurationException(OPTION, name,
					"The bundle is bound to the protocol '" + bundle.getProtocol() + "'.",
					"Name protocol versions in the bundle's options.enabled-protocols instead.", null);
		}
		return new BundleMaterial(credentials(name, bundle), trust(name, bundle),
				ciphers(name, bundle.getOptions().getCiphers()), listOf(bundle.getOptions().getEnabledProtocols()));
	}

	private static SslBundle find(@Nullable SslBundles bundles, String name) {
		if (bundles == null) {
			throw new TlsConfigurationException(OPTION, name, "This application has no SSL bundles.",
					"Do not exclude SslAutoConfiguration, or declare a bean of type SslBundles.", null);
		}
		try {
			return bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			List<String> names = bundles.getBundleNames();
			throw new TlsConfigurationException(OPTION, name, "There is no SSL bundle of this name.",
					"Define it under spring.ssl.bundle.pem." + name + " or spring.ssl.bundle.jks." + name
							+ (names.isEmpty() ? "." : ", or use one of " + String.join(", ", names) + "."),
					ex);
		}
	}

	private static Credentials credentials(String name, SslBundle bundle) {
		SslStoreBundle stores = bundle.getStores();
		KeyStore keyStore = store(name, stores::getKeyStore);
		if (keyStore == null) {
			return Credentials.NONE;
		}
		String keyPassword = bundle.getKey().getPassword();
		String password = (keyPassword != null) ? keyPassword : stores.getKeyStorePassword();
		String alias = bundle.getKey().getAlias();
		return Credentials.fromKeyStore(OPTION, name,
				(alias != null) ? only(name, alias, keyStore, password) : keyStore, password);
	}

	private static KeyStore only(String name, String alias, KeyStore keyStore, @Nullable String password) {
		char[] characters = (password != null) ? password.toCharArray() : new char[0];
		try {
			if (!keyStore.isKeyEntry(alias)) {
				throw new TlsConfigurationException(OPTION, name, "Its key store has no key '" + alias + "'.",
						"Correct the alias in the bundle's key.alias.", null);
			}
			KeyStore single = KeyStore.getInstance("PKCS12");
			single.load(null, null);
			single.setKeyEntry(alias, keyStore.getKey(alias, characters), characters,
					keyStore.getCertificateChain(alias));
			return single;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw unusable(name, ex);
		}
	}

	private static @Nullable TrustAnchors trust(String name, SslBundle bundle) {
		KeyStore trustStore = store(name, bundle.getStores()::getTrustStore);
		return (trustStore != null) ? TrustAnchors.fromKeyStore(OPTION, name, trustStore) : null;
	}

	private static @Nullable KeyStore store(String name, Supplier<@Nullable KeyStore> store) {
		try {
			return store.get();
		}
		catch (RuntimeException ex) {
			throw unusable(name, ex);
		}
	}

	private static TlsConfigurationException unusable(String name, Exception cause) {
		return new TlsConfigurationException(OPTION, name, "The bundle could not be loaded: " + cause.getMessage(),
				"Correct the bundle's files and passwords.", cause);
	}

	private static List<String> ciphers(String name, String @Nullable [] standardNames) {
		return listOf(standardNames).stream()
			.map((standardName) -> CipherSuites.byStandardName(standardName)
				.map(CipherSuite::name)
				.orElseThrow(() -> new TlsConfigurationException(OPTION, name,
						"The bundle names an unknown cipher suite '" + standardName + "'.",
						"Correct the bundle's options.ciphers.", null)))
			.toList();
	}

	private static List<String> listOf(String @Nullable [] values) {
		return (values != null) ? Arrays.asList(values) : List.of();
	}

}
