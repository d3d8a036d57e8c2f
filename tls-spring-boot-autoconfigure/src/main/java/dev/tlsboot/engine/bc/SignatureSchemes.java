package dev.tlsboot.engine.bc;

import java.security.PublicKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;

/**
 * The signature schemes that are used here (RFC 8446, section 4.2.3), which are those
 * without SHA-1.
 */
final class SignatureSchemes {

	private static final int[] RSA_PSS_RSAE = { SignatureScheme.rsa_pss_rsae_sha256,
			SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_rsae_sha512 };

	private static final int[] RSA_PKCS1 = { SignatureScheme.rsa_pkcs1_sha256, SignatureScheme.rsa_pkcs1_sha384,
			SignatureScheme.rsa_pkcs1_sha512 };

	private static final int[] RSA_PSS_PSS = { SignatureScheme.rsa_pss_pss_sha256, SignatureScheme.rsa_pss_pss_sha384,
			SignatureScheme.rsa_pss_pss_sha512 };

	private static final int[] ECDSA = { SignatureScheme.ecdsa_secp256r1_sha256, SignatureScheme.ecdsa_secp384r1_sha384,
			SignatureScheme.ecdsa_secp521r1_sha512 };

	private static final int[] EDDSA = { SignatureScheme.ed25519, SignatureScheme.ed448 };

	private static final Vector<SignatureAndHashAlgorithm> ACCEPTED = collect();

	private SignatureSchemes() {
	}

	private static Vector<SignatureAndHashAlgorithm> collect() {
		Vector<SignatureAndHashAlgorithm> accepted = new Vector<>();
		for (int[] schemes : List.of(ECDSA, EDDSA, RSA_PSS_RSAE, RSA_PSS_PSS, RSA_PKCS1)) {
			for (int scheme : schemes) {
				accepted.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
			}
		}
		return accepted;
	}

	/**
	 * Return what clients may sign with.
	 * @return the schemes by preference; a copy
	 */
	static Vector<SignatureAndHashAlgorithm> accepted() {
		return new Vector<>(ACCEPTED);
	}

	/**
	 * Return what can be signed with a key.
	 * @param key the public half of the key
	 * @return the schemes; empty if it is of no use
	 */
	static int[] of(PublicKey key) {
		return switch (key.getAlgorithm()) {
			case "RSA" -> fitting(key, concat(RSA_PSS_RSAE, RSA_PKCS1));
			case "RSASSA-PSS" -> fitting(key, RSA_PSS_PSS);
			case "EC" -> (curve(key) >= 0) ? ECDSA : new int[0];
			default -> (key instanceof EdECKey edwards) ? new int[] {
					edwards.getParams().getName().equals("Ed25519") ? SignatureScheme.ed25519 : SignatureScheme.ed448 }
					: new int[0];
		};
	}

	/**
	 * Return the group of a key.
	 * @param key the key
	 * @return the group, or -1 if it is of none, or of one that is not used here
	 */
	static int curve(PublicKey key) {
		if (!key.getAlgorithm().equals("EC")) {
			return -1;
		}
		ASN1Encodable curve = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm().getParameters();
		return SECObjectIdentifiers.secp256r1.equals(curve) ? NamedGroup.secp256r1
				: SECObjectIdentifiers.secp384r1.equals(curve) ? NamedGroup.secp384r1
						: SECObjectIdentifiers.secp521r1.equals(curve) ? NamedGroup.secp521r1 : -1;
	}

	/**
	 * A short key has no room for a salted long digest, and a key may be bound to one
	 * digest (RFC 4055, section 3.3).
	 */
	private static int[] fitting(PublicKey key, int[] schemes) {
		int bits = ((RSAKey) key).getModulus().bitLength();
		AlgorithmParameterSpec parameters = ((RSAKey) key).getParams();
		return Arrays.stream(schemes)
			.filter((scheme) -> bits > 2 * digestBits(scheme) + 2 * Byte.SIZE)
			.filter((scheme) -> !(parameters instanceof PSSParameterSpec pss)
					|| pss.getDigestAlgorithm().equals("SHA-" + digestBits(scheme)))
			.toArray();
	}

	private static int digestBits(int scheme) {
		return switch (scheme) {
			case SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pss_pss_sha256,
					SignatureScheme.rsa_pkcs1_sha256 ->
				256;
			case SignatureScheme.rsa_pss_rsae_sha384, SignatureScheme.rsa_pss_pss_sha384,
					SignatureScheme.rsa_pkcs1_sha384 ->
				384;
			default -> 512;
		};
	}

	private static int[] concat(int[] first, int[] second) {
		int[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

}
