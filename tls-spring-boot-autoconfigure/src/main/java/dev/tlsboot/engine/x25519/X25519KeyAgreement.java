package dev.tlsboot.engine.x25519;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;

import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;

import org.jspecify.annotations.Nullable;

/**
 * Agrees on a secret, by a private key of the source's and anybody's public key.
 */
final class X25519KeyAgreement extends KeyAgreementSpi {

	private final Provider source;

	private final KeyAgreement agreement;

	X25519KeyAgreement(Provider source) throws NoSuchAlgorithmException {
		this.source = source;
		this.agreement = KeyAgreement.getInstance("XDH", source);
	}

	@Override
	protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
		this.agreement.init(key);
	}

	@Override
	protected void engineInit(Key key, @Nullable AlgorithmParameterSpec parameters, SecureRandom random)
			throws InvalidKeyException, InvalidAlgorithmParameterException {
		if (parameters != null) {
			throw new InvalidAlgorithmParameterException("X25519 has no parameters");
		}
		engineInit(key, random);
	}

	@Override
	protected @Nullable Key engineDoPhase(Key key, boolean lastPhase) throws InvalidKeyException {
		return this.agreement.doPhase(translate(key), lastPhase);
	}

	private PublicKey translate(Key key) throws InvalidKeyException {
		if (key instanceof X25519PublicKey ours) {
			return ours.key();
		}
		if (!(key instanceof XECPublicKey theirs) || !X25519PublicKey.hasParameters(theirs.getParams())) {
			throw new InvalidKeyException("Not a public key of X25519");
		}
		try {
			KeyFactory factory = KeyFactory.getInstance("XDH", this.source);
			return X25519PublicKey.of(theirs.getU(), factory).key();
		}
		catch (NoSuchAlgorithmException | InvalidKeySpecException ex) {
			throw new InvalidKeyException("Not a public key of X25519", ex);
		}
	}

	@Override
	protected byte[] engineGenerateSecret() {
		return this.agreement.generateSecret();
	}

	@Override
	protected int engineGenerateSecret(byte[] secret, int offset) throws ShortBufferException {
		return this.agreement.generateSecret(secret, offset);
	}

	@Override
	protected SecretKey engineGenerateSecret(String algorithm) throws NoSuchAlgorithmException, InvalidKeyException {
		return this.agreement.generateSecret(algorithm);
	}

}
