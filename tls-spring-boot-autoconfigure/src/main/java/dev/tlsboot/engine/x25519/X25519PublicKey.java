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
 */
final class X25519PublicKey implements XECPublicKey {

	private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

	private static final long serialVersionUID = 1;

	private static final int LENGTH = 32;

	private static final byte[] HEADER = HexFormat.of().parseHex("302a300506032b656e032100");

	private final PublicKey key;

	/**
	 * Create a key.
	 * @param key the same, of the one who calculates with it
	 */
	X25519PublicKey(PublicKey key) {
		this.key = key;
	}

	/**
	 * Return the key that has a number, which counts modulo the prime (RFC 7748, section
	 * 5).
	 */
	static X25519PublicKey of(BigInteger u, KeyFactory factory) throws InvalidKeySpecException {
		byte[] encoded = Arrays.copyOf(HEADER, HEADER.length + LENGTH);
		byte[] bigEndian = u.mod(PRIME).toByteArray();
		for (int i = 0; i < Math.min(bigEndian.length, LENGTH); i++) {
			encoded[HEADER.length + i] = bigEndian[bigEndian.length - 1 - i];
		}
		return new X25519PublicKey(factory.generatePublic(new X509EncodedKeySpec(encoded)));
	}

	/**
	 * Return whether keys that have some parameters are keys of X25519.
	 */
	static boolean hasParameters(AlgorithmParameterSpec parameters) {
		return parameters instanceof NamedParameterSpec named
				&& named.getName().equalsIgnoreCase(NamedParameterSpec.X25519.getName());
	}

	PublicKey key() {
		return this.key;
	}

	@Override
	public BigInteger getU() {
		byte[] encoded = getEncoded();
		byte[] bigEndian = new byte[LENGTH];
		for (int i = 0; i < LENGTH; i++) {
			bigEndian[i] = encoded[encoded.length - 1 - i];
		}
		return new BigInteger(1, bigEndian);
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

	@Override
	public boolean equals(Object other) {
		return other instanceof XECPublicKey that && Arrays.equals(getEncoded(), that.getEncoded());
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(getEncoded());
	}

}
