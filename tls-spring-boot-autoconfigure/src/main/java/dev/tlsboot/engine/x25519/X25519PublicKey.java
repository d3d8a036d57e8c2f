package dev.tlsboot.engine.x25519;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key as JSSE wants it. It stands for its number alone: there is one encoding
 * for each (RFC 8410, section 4).
 *
 * @param key the same, of the one who calculates with it
 */
record X25519PublicKey(PublicKey key) implements XECPublicKey {

	private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

	private static final int LENGTH = 32;

	private static final byte[] HEADER = HexFormat.of().parseHex("302a300506032b656e032100");

	/**
	 * Return the key that has a number, which counts modulo the prime (RFC 7748, section
	 * 5).
	 */
	static X25519PublicKey of(BigInteger u, KeyFactory factory) throws InvalidKeySpecException {
		byte[] encoded = Arrays.copyOf(HEADER, HEADER.length + LENGTH);
		System.arraycopy(reversed(u.mod(PRIME).toByteArray()), 0, encoded, HEADER.length, LENGTH);
		return new X25519PublicKey(factory.generatePublic(new X509EncodedKeySpec(encoded)));
	}

	/**
	 * Return the last bytes, the last one first: the encoding is little-endian.
	 */
	private static byte[] reversed(byte[] bytes) {
		byte[] reversed = new byte[LENGTH];
		for (int i = 0; i < Math.min(bytes.length, LENGTH); i++) {
			reversed[i] = bytes[bytes.length - 1 - i];
		}
		return reversed;
	}

	/**
	 * Return whether keys that have some parameters are keys of X25519.
	 */
	static boolean hasParameters(AlgorithmParameterSpec parameters) {
		return parameters instanceof NamedParameterSpec named
				&& named.getName().equalsIgnoreCase(NamedParameterSpec.X25519.getName());
	}

	@Override
	public BigInteger getU() {
		return new BigInteger(1, reversed(getEncoded()));
	}

	@Override
	public NamedParameterSpec getParams() {
		return NamedParameterSpec.X25519;
	}

	@Override
	public String getAlgorithm() {
		return "XDH";
	}

	@Override
	public String getFormat() {
		return "X.509";
	}

	@Override
	public byte[] getEncoded() {
		return this.key.getEncoded();
	}

}
