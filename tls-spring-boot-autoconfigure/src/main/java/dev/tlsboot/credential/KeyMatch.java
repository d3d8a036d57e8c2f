package dev.tlsboot.credential;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;

/**
 * Whether a private and a public key are halves of one pair.
 */
final class KeyMatch {

	private static final byte[] PROBE = { 'p', 'r', 'o', 'b', 'e' };

	private KeyMatch() {
	}

	static boolean isPair(PrivateKey privateKey, PublicKey publicKey) {
		if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
			return false;
		}
		// RSA-PSS keys may allow one kind of signature only; the modulus says enough
		if (privateKey instanceof RSAKey one && publicKey instanceof RSAKey other) {
			return one.getModulus().equals(other.getModulus());
		}
		try {
			return verifies(privateKey, publicKey);
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	private static boolean verifies(PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
		String algorithm = switch (privateKey.getAlgorithm()) {
			case "RSA" -> "SHA256withRSA";
			case "EC" -> "SHA256withECDSA";
			default -> privateKey.getAlgorithm();
		};
		Signature signer = Signature.getInstance(algorithm);
		signer.initSign(privateKey);
		signer.update(PROBE);
		byte[] signature = signer.sign();
		Signature verifier = Signature.getInstance(algorithm);
		verifier.initVerify(publicKey);
		verifier.update(PROBE);
		return verifier.verify(signature);
	}

}
