package dev.tlsboot.engine.x25519;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;

/**
 * Generates keys, with random numbers of the source's own.
 */
final class X25519KeyPairGenerator extends KeyPairGeneratorSpi {

	private static final int BITS = 255;

	private final KeyPairGenerator generator;

	X25519KeyPairGenerator(Provider source) throws NoSuchAlgorithmException {
		this.generator = KeyPairGenerator.getInstance("XDH", source);
	}

	@Override
	public void initialize(int bits, SecureRandom random) {
		if (bits != BITS) {
			throw new InvalidParameterException("Keys of X25519 have " + BITS + " bits, not " + bits);
		}
	}

	@Override
	public void initialize(AlgorithmParameterSpec parameters, SecureRandom random)
			throws InvalidAlgorithmParameterException {
		if (!X25519PublicKey.hasParameters(parameters)) {
			throw new InvalidAlgorithmParameterException("Not X25519");
		}
	}

	@Override
	public KeyPair generateKeyPair() {
		KeyPair pair = this.generator.generateKeyPair();
		return new KeyPair(new X25519PublicKey(pair.getPublic()), pair.getPrivate());
	}

}
