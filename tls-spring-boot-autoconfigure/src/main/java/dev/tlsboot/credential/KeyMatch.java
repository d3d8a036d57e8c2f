package dev.tlsboot.credential;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;

/**
 * Whether a private key belongs to a public one.
 */
final class KeyMatch {

	private static final byte[] PROBE = "does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);

	private KeyMatch() {
	}

	static boolean matches(PrivateKey privateKey, PublicKey publicKey) {
		if (privateKey instanceof RSAPrivateCrtKey key && publicKey instanceof RSAPublicKey other) {
			return key.getModulus().equals(other.getModulus())
					&& key.getPublicExponent().equals(other.getPublicExponent());
		}
		try {
			String algorithm = switch (privateKey.getAlgorithm()) {
				case "EC" -> "SHA256withECDSA";
				case "RSA" -> "SHA256withRSA";
				// EdDSA
				default -> privateKey.getAlgorithm();
			};
			Signature signature = Signature.getInstance(algorithm);
			signature.initSign(privateKey);
			signature.update(PROBE);
			byte[] signed = signature.sign();
			signature.initVerify(publicKey);
			signature.update(PROBE);
			return signature.verify(signed);
		}
		catch (GeneralSecurityException ex) {
			// keys of different algorithms or curves
			return false;
		}
	}

}
