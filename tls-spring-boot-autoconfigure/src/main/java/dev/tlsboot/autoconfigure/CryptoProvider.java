package dev.tlsboot.autoconfigure;

import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;

import dev.tlsboot.failure.TlsConfigurationException;
import io.netty.util.internal.PlatformDependent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Providers of cryptography that can be put in front of the JVM's own. JSSE asks the
 * JVM's list of providers for each algorithm by its name, and has no way to take one from
 * a context; Bouncy Castle's TLS is told here to do the same. So the list is changed, and
 * with it all that looks something up there.
 */
public enum CryptoProvider {

	/**
	 * Amazon Corretto Crypto Provider: native code of AWS-LC, for Linux and macOS.
	 */
	CORRETTO("Amazon Corretto Crypto Provider", "Add software.amazon.cryptools:AmazonCorrettoCryptoProvider "
			+ "with the classifier of this machine, as in linux-x86_64 or linux-aarch_64") {

		@Override
		Provider load() {
			return CorrettoProvider.load();
		}

	},

	/**
	 * X25519 of Conscrypt: native code of BoringSSL, for Linux, macOS and Windows.
	 */
	CONSCRYPT("Conscrypt", "Add org.conscrypt:conscrypt-openjdk-uber of 2.6 or newer, which has the code for "
			+ "linux-x86_64, linux-aarch_64, osx-x86_64, osx-aarch_64 and windows-x86_64") {

		@Override
		Provider load() {
			return ConscryptProvider.load();
		}

	};

	private static final Logger logger = LoggerFactory.getLogger(CryptoProvider.class);

	private static final String OPTION = "crypto-provider";

	private final String product;

	private final String remedy;

	CryptoProvider(String product, String remedy) {
		this.product = product;
		this.remedy = remedy + ", or leave crypto-provider out.";
	}

	/**
	 * Return the provider.
	 * @throws NoClassDefFoundError if its jar is missing
	 * @throws ProviderException if it does not work on this machine
	 */
	abstract Provider load();

	/**
	 * Put it in front, unless it is among the JVM's providers already.
	 * @throws TlsConfigurationException if its jar is missing, or not for this machine
	 */
	void install() {
		Provider provider;
		try {
			provider = load();
		}
		catch (NoClassDefFoundError ex) {
			throw failure(this.product + " is not on the class path.", ex);
		}
		catch (ProviderException ex) {
			throw failure(this.product + " does not load on " + PlatformDependent.normalizedOs() + " "
					+ PlatformDependent.normalizedArch() + ": " + ex.getMessage(), ex);
		}
		// which does nothing if it is there, wherever
		if (Security.insertProviderAt(provider, 1) > 0) {
			logger.info("Cryptography by {} from now on, before the JVM's own, for everything in this JVM",
					provider.getInfo());
		}
	}

	private TlsConfigurationException failure(String message, Throwable cause) {
		return new TlsConfigurationException(OPTION, ConfigurationPropertyName.adapt(name(), '_').toString(), message,
				this.remedy, cause);
	}

}
