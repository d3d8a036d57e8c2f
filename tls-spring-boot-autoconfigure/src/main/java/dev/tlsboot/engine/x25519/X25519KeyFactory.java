package dev.tlsboot.engine.x25519;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPublicKeySpec;

/**
 * Makes the public keys of peers. All else is left to the JVM's next provider.
 */
final class X25519KeyFactory extends KeyFactorySpi {

	private final KeyFactory factory;

	X25519KeyFactory(Provider source) throws NoSuchAlgorithmException {
		this.factory = KeyFactory.getInstance("XDH", source);
	}

	@Override
	protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
		if (spec instanceof XECPublicKeySpec number && X25519PublicKey.hasParameters(number.getParams())) {
			return X25519PublicKey.of(number.getU(), this.factory);
		}
		if (spec instanceof X509EncodedKeySpec) {
			return new X25519PublicKey(this.factory.generatePublic(spec));
		}
		throw new InvalidKeySpecException("Not a public key of X25519");
	}

	@Override
	protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
		throw new InvalidKeySpecException("Private keys are generated only");
	}

	@Override
	protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type) throws InvalidKeySpecException {
		throw new InvalidKeySpecException("Keys are left as they are");
	}

	@Override
	protected Key engineTranslateKey(Key key) throws InvalidKeyException {
		throw new InvalidKeyException("Keys are left as they are");
	}

}
