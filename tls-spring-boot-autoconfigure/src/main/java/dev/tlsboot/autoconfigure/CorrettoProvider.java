package dev.tlsboot.autoconfigure;

import java.security.Security;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.RuntimeCryptoException;
import dev.tlsboot.failure.TlsConfigurationException;
import io.netty.util.internal.PlatformDependent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Amazon's provider. JSSE asks the JVM's list of providers for each algorithm by its
 * name, and has no way to take one from a context; Bouncy Castle's TLS is told here to do
 * the same. So the list is changed, and with it all that looks something up there.
 */
final class CorrettoProvider {

	static final String OPTION = "crypto-provider";

	static final String REMEDY = "Add software.amazon.cryptools:AmazonCorrettoCryptoProvider "
			+ "with the classifier of this machine, as in linux-x86_64 or linux-aarch_64, or leave crypto-provider out.";

	private static final Logger logger = LoggerFactory.getLogger(CorrettoProvider.class);

	private CorrettoProvider() {
	}

	static void install() {
		AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
		try {
			provider.assertHealthy();
		}
		catch (RuntimeCryptoException ex) {
			Throwable cause = (provider.getLoadingError() != null) ? provider.getLoadingError() : ex;
			throw new TlsConfigurationException(OPTION, "corretto",
					"Amazon Corretto Crypto Provider does not load on " + PlatformDependent.normalizedOs() + " "
							+ PlatformDependent.normalizedArch() + ": " + cause.getMessage(),
					REMEDY, cause);
		}
		// which does nothing if it is there, wherever
		if (Security.insertProviderAt(provider, 1) > 0) {
			logger.info("Cryptography by {} from now on, before the JVM's own, for everything in this JVM",
					provider.getInfo());
		}
	}

}
