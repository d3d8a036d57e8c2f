package dev.tlsboot.engine.bc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;

import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsKemConfig;
import org.bouncycastle.tls.crypto.TlsKemDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsMLKemDomain;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Cryptography by the JVM's own providers, and by Bouncy Castle where the JVM has none:
 * the key encapsulation of ML-KEM. What the JDK has under another name than Bouncy Castle
 * looks for is named as in the JDK. Safe for use by several threads.
 */
final class JdkCrypto extends JcaTlsCrypto {

	/**
	 * It knows what the JVM's providers have, which takes a while to find out.
	 */
	static final JdkCrypto INSTANCE = new JdkCrypto(new SecureRandom());

	private static final String PSS_OF_BOUNCY_CASTLE = "WITHRSAANDMGF1";

	private static final String PSS = "RSASSA-PSS";

	private static final int CHACHA20_KEY_LENGTH = 32;

	private final BcTlsCrypto lightweight;

	private JdkCrypto(SecureRandom random) {
		super(new DefaultJcaJceHelper(), random, random);
		this.lightweight = new BcTlsCrypto(random);
	}

	@Override
	public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
		// the JVM's generator needs no other one on top of it for each connection
		return this::randomBytes;
	}

	byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		getSecureRandom().nextBytes(bytes);
		return bytes;
	}

	@Override
	protected @Nullable Boolean isSupportedEncryptionAlgorithm(int encryptionAlgorithm) {
		return (encryptionAlgorithm == EncryptionAlgorithm.CHACHA20_POLY1305)
				? Boolean.valueOf(isUsableCipher(AeadCipher.CHACHA20_POLY1305, CHACHA20_KEY_LENGTH * Byte.SIZE))
				: super.isSupportedEncryptionAlgorithm(encryptionAlgorithm);
	}

	@Override
	public TlsCipher createCipher(TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
			throws IOException {
		if (encryptionAlgorithm != EncryptionAlgorithm.CHACHA20_POLY1305) {
			return super.createCipher(parameters, encryptionAlgorithm, macAlgorithm);
		}
		try {
			return new TlsAEADCipher(parameters, chaCha20Poly1305(true), chaCha20Poly1305(false), CHACHA20_KEY_LENGTH,
					AeadCipher.TAG_LENGTH, TlsAEADCipher.AEAD_CHACHA20_POLY1305, null);
		}
		catch (GeneralSecurityException ex) {
			throw new TlsFatalAlert(AlertDescription.internal_error, ex);
		}
	}

	private AeadCipher chaCha20Poly1305(boolean encrypting) throws GeneralSecurityException {
		return AeadCipher.chaCha20Poly1305(getHelper().createCipher(AeadCipher.CHACHA20_POLY1305), encrypting);
	}

	@Override
	protected TlsAEADCipherImpl createAEADCipher(String cipherName, String algorithm, int keySize, boolean encrypting)
			throws GeneralSecurityException {
		return cipherName.equals(AeadCipher.AES_GCM)
				? AeadCipher.aesGcm(getHelper().createCipher(cipherName), encrypting)
				: super.createAEADCipher(cipherName, algorithm, keySize, encrypting);
	}

	@Override
	protected TlsStreamSigner createStreamSigner(String algorithm, @Nullable AlgorithmParameterSpec parameters,
			PrivateKey key, boolean needsRandom) throws IOException {
		return super.createStreamSigner(signature(algorithm), parameters, key, needsRandom);
	}

	@Override
	protected TlsStreamVerifier createStreamVerifier(String algorithm, @Nullable AlgorithmParameterSpec parameters,
			byte[] signature, PublicKey key) throws IOException {
		return super.createStreamVerifier(signature(algorithm), parameters, signature, key);
	}

	@Override
	protected Tls13Verifier createTls13Verifier(String algorithm, @Nullable AlgorithmParameterSpec parameters,
			PublicKey key) throws IOException {
		return super.createTls13Verifier(signature(algorithm), parameters, key);
	}

	private static String signature(String algorithm) {
		return algorithm.endsWith(PSS_OF_BOUNCY_CASTLE) ? PSS : algorithm;
	}

	@Override
	protected @Nullable Boolean isSupportedNamedGroup(int namedGroup) {
		return NamedGroup.refersToASpecificKem(namedGroup) ? Boolean.TRUE : super.isSupportedNamedGroup(namedGroup);
	}

	@Override
	public TlsKemDomain createKemDomain(TlsKemConfig config) {
		return new BcTlsMLKemDomain(this.lightweight, config);
	}

}
