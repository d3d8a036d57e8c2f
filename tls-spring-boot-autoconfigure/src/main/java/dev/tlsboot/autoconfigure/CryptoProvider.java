package dev.tlsboot.autoconfigure;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * Providers of cryptography that can be put in front of the JVM's own.
 */
public enum CryptoProvider {

	/**
	 * Amazon Corretto Crypto Provider: native code of AWS-LC, for Linux and macOS.
	 */
	CORRETTO;

	/**
	 * Put it in front, unless it is among the JVM's providers already.
	 * @throws TlsConfigurationException if its jar is missing, or not for this machine
	 */
	void install() {
		try {
			CorrettoProvider.install();
		}
		catch (NoClassDefFoundError ex) {
			throw new TlsConfigurationException(CorrettoProvider.OPTION, "corretto",
					"Amazon Corretto Crypto Provider is not on the class path.", CorrettoProvider.REMEDY, ex);
		}
	}

}
