package dev.tlsboot.session;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals with AES-256-GCM (NIST SP 800-38D): a byte for the format, a random nonce of 96
 * bits, the ciphertext and a tag of 128 bits.
 */
final class AesGcmSeal implements SessionSeal {

	private static final byte FORMAT = 1;

	private static final int NONCE_LENGTH = 12;

	private static final int TAG_LENGTH = 16;

	private static final int OVERHEAD = 1 + NONCE_LENGTH + TAG_LENGTH;

	private final SecureRandom random = new SecureRandom();

	private final List<SealingKey> keys;

	/**
	 * Create a seal.
	 * @param keys one key or more: the first closes, all open
	 */
	AesGcmSeal(List<SealingKey> keys) {
		this.keys = List.copyOf(keys);
	}

	@Override
	public byte[] close(byte[] content, byte[] binding) {
		byte[] nonce = new byte[NONCE_LENGTH];
		this.random.nextBytes(nonce);
		try {
			Cipher cipher = cipher(Cipher.ENCRYPT_MODE, this.keys.get(0), nonce, binding);
			return ByteBuffer.allocate(OVERHEAD + content.length)
				.put(FORMAT)
				.put(nonce)
				.put(cipher.doFinal(content))
				.array();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("AES-GCM does not work here", ex);
		}
	}

	@Override
	public Optional<byte[]> open(byte[] closed, byte[] binding) {
		if (closed.length < OVERHEAD || closed[0] != FORMAT) {
			return Optional.empty();
		}
		byte[] nonce = new byte[NONCE_LENGTH];
		System.arraycopy(closed, 1, nonce, 0, NONCE_LENGTH);
		for (SealingKey key : this.keys) {
			try {
				Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, binding);
				return Optional.of(cipher.doFinal(closed, 1 + NONCE_LENGTH, closed.length - 1 - NONCE_LENGTH));
			}
			catch (AEADBadTagException ex) {
				// of another key, or of something else
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException("AES-GCM does not work here", ex);
			}
		}
		return Optional.empty();
	}

	private static Cipher cipher(int mode, SealingKey key, byte[] nonce, byte[] binding)
			throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(mode, key.derive(binding), new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
		cipher.updateAAD(new byte[] { FORMAT });
		cipher.updateAAD(binding);
		return cipher;
	}

}
