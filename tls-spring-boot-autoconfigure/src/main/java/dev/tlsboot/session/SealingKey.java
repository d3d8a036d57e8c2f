package dev.tlsboot.session;

import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * A secret that sealed sessions come from and open with. Immutable.
 */
public final class SealingKey {

	/**
	 * The length of a key, in bytes.
	 */
	public static final int LENGTH = 32;

	private static final String MAC = "HmacSHA256";

	private final SecretKey key;

	private SealingKey(SecretKey key) {
		this.key = key;
	}

	/**
	 * Make a key of random bytes.
	 * @param bytes 32 bytes; they are copied
	 * @return the key
	 * @throws TlsConfigurationException if there are more or less
	 */
	public static SealingKey of(byte[] bytes) {
		if (bytes.length != LENGTH) {
			throw new TlsConfigurationException("session.encryption-key", null,
					"An encryption key has " + LENGTH + " bytes, not " + bytes.length + ".",
					"Make one, as with 'openssl rand -base64 32'.", null);
		}
		return new SealingKey(new SecretKeySpec(bytes, MAC));
	}

	/**
	 * Derive the key for what is bound to something. No two sessions share one, so that
	 * random nonces never run out (NIST SP 800-38D, section 8.3).
	 */
	SecretKey derive(byte[] binding) throws GeneralSecurityException {
		Mac mac = Mac.getInstance(MAC);
		mac.init(this.key);
		return new SecretKeySpec(mac.doFinal(binding), "AES");
	}

	/**
	 * Return words that give nothing away.
	 */
	@Override
	public String toString() {
		return "sealing key";
	}

}
