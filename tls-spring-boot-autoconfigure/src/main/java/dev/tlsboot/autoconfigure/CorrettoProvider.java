package dev.tlsboot.autoconfigure;

import java.security.Provider;
import java.security.ProviderException;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.RuntimeCryptoException;

/**
 * Knows the classes of Amazon's provider, which may be missing.
 */
final class CorrettoProvider {

	private CorrettoProvider() {
	}

	static Provider load() {
		AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
		try {
			provider.assertHealthy();
			return provider;
		}
		catch (RuntimeCryptoException ex) {
			Throwable cause = (provider.getLoadingError() != null) ? provider.getLoadingError() : ex;
			throw new ProviderException(cause.getMessage(), cause);
		}
	}

}
