package dev.tlsboot.engine.bc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Function;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.jspecify.annotations.Nullable;

/**
 * AES-GCM or ChaCha20-Poly1305 of the JDK, which has hardware for them. Bouncy Castle's
 * own takes a detour for the former, and looks for another name of the latter.
 */
final class AeadCipher implements TlsAEADCipherImpl {

	static final String AES_GCM = "AES/GCM/NoPadding";

	static final String CHACHA20_POLY1305 = "ChaCha20-Poly1305";

	static final int TAG_LENGTH = 16;

	private final Cipher cipher;

	private final String keyAlgorithm;

	private final Function<byte[], AlgorithmParameterSpec> parameters;

	private final boolean encrypting;

	private @Nullable SecretKey key;

	private AeadCipher(Cipher cipher, String keyAlgorithm, Function<byte[], AlgorithmParameterSpec> parameters,
			boolean encrypting) {
		this.cipher = cipher;
		this.keyAlgorithm = keyAlgorithm;
		this.parameters = parameters;
		this.encrypting = encrypting;
	}

	static AeadCipher aesGcm(Cipher cipher, boolean encrypting) {
		return new AeadCipher(cipher, "AES", (nonce) -> new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce),
				encrypting);
	}

	static AeadCipher chaCha20Poly1305(Cipher cipher, boolean encrypting) {
		return new AeadCipher(cipher, "ChaCha20", IvParameterSpec::new, encrypting);
	}

	@Override
	public void setKey(byte[] key, int offset, int length) {
		this.key = new SecretKeySpec(key, offset, length, this.keyAlgorithm);
	}

	@Override
	public void init(byte[] nonce, int tagLength) throws IOException {
		try {
			this.cipher.init(this.encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE, this.key,
					this.parameters.apply(nonce));
		}
		catch (GeneralSecurityException ex) {
			throw new TlsFatalAlert(AlertDescription.internal_error, ex);
		}
	}

	@Override
	public int getOutputSize(int inputLength) {
		return this.encrypting ? inputLength + TAG_LENGTH : inputLength - TAG_LENGTH;
	}

	@Override
	public int doFinal(byte[] additionalData, byte[] input, int inputOffset, int inputLength, byte[] output,
			int outputOffset) throws IOException {
		try {
			this.cipher.updateAAD(additionalData);
			return this.cipher.doFinal(input, inputOffset, inputLength, output, outputOffset);
		}
		catch (GeneralSecurityException ex) {
			throw new TlsFatalAlert(this.encrypting ? AlertDescription.internal_error : AlertDescription.bad_record_mac,
					ex);
		}
	}

}
