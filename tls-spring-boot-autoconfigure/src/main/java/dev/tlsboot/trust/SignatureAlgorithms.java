package dev.tlsboot.trust;

import java.security.PublicKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;

/**
 * Which signatures a key can have made, and how strong keys and digests are. The limit is
 * OpenSSL's security level 1, its default up to 3.1: 80 bits (man page
 * SSL_CTX_set_security_level).
 */
final class SignatureAlgorithms {

	private static final int MIN_MODULUS_BITS = 1024;

	private static final int MIN_CURVE_BITS = 160;

	private SignatureAlgorithms() {
	}

	static boolean fits(PublicKey key, String signatureAlgorithm) {
		String name = signatureAlgorithm.toUpperCase(Locale.ROOT);
		return switch (key.getAlgorithm()) {
			case "RSA" -> name.contains("RSA");
			case "RSASSA-PSS" -> name.contains("PSS");
			case "EC" -> name.contains("ECDSA");
			case "EdDSA", "Ed25519", "Ed448" -> name.startsWith("ED");
			default -> true;
		};
	}

	static boolean isStrong(PublicKey key) {
		if (key instanceof RSAPublicKey rsa) {
			return rsa.getModulus().bitLength() >= MIN_MODULUS_BITS;
		}
		if (key instanceof DSAPublicKey dsa) {
			return dsa.getParams() != null && dsa.getParams().getP().bitLength() >= MIN_MODULUS_BITS;
		}
		if (key instanceof ECPublicKey ec) {
			return ec.getParams().getOrder().bitLength() >= MIN_CURVE_BITS;
		}
		return true;
	}

	static boolean hasStrongDigest(String signatureAlgorithm) {
		String name = signatureAlgorithm.toUpperCase(Locale.ROOT);
		return !name.startsWith("SHA1WITH") && !name.startsWith("MD");
	}

}
