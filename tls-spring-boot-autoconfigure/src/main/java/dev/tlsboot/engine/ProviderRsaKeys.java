package dev.tlsboot.engine;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.net.ssl.SSLEngine;

import dev.tlsboot.credential.Identity;
import io.netty.handler.ssl.OpenSslPrivateKeyMethod;

/**
 * RSA on behalf of BoringSSL, by Amazon's provider where an application has put it in
 * front of the JVM's own: the other engines take theirs from there as well. Keys of other
 * kinds stay with BoringSSL.
 */
final class ProviderRsaKeys implements OpenSslPrivateKeyMethod {

	/**
	 * The one that makes use of AVX-512. Others in that place, such as Bouncy Castle's,
	 * are slower than BoringSSL.
	 */
	private static final String FAST = "AmazonCorrettoCryptoProvider";

	private static final String RSA = "RSA";

	private static final String PSS = "RSASSA-PSS";

	private final Provider provider;

	private final Map<Certificate, PrivateKey> keys = new HashMap<>();

	/**
	 * Create the keys.
	 * @param provider signs
	 * @param identities whose keys it signs with, as far as they are RSA keys that it can
	 * have
	 */
	ProviderRsaKeys(Provider provider, List<Identity> identities) {
		this.provider = provider;
		for (Identity identity : identities) {
			if (isRsa(identity)) {
				translate(identity);
			}
		}
	}

	/**
	 * Return the RSA keys among those of some identities.
	 * @return the keys, or empty if there are none, or nobody signs faster than BoringSSL
	 */
	static Optional<ProviderRsaKeys> of(List<Identity> identities) {
		if (identities.stream().noneMatch(ProviderRsaKeys::isRsa)) {
			return Optional.empty();
		}
		try {
			Provider provider = Signature.getInstance(PSS).getProvider();
			return provider.getName().equals(FAST) ? Optional.of(new ProviderRsaKeys(provider, identities))
					: Optional.empty();
		}
		catch (NoSuchAlgorithmException ex) {
			return Optional.empty();
		}
	}

	private static boolean isRsa(Identity identity) {
		return identity.certificate().getPublicKey().getAlgorithm().equals(RSA);
	}

	/**
	 * A key of somebody else's would be translated for each signature, which may take
	 * longer than to sign.
	 */
	private void translate(Identity identity) {
		try {
			Key translated = KeyFactory.getInstance(RSA, this.provider).translateKey(identity.key());
			this.keys.put(identity.certificate(), (PrivateKey) translated);
		}
		catch (GeneralSecurityException ex) {
			// stays with BoringSSL
		}
	}

	/**
	 * Return whether an identity's key is among these, and BoringSSL need not have it.
	 */
	boolean contains(Identity identity) {
		return this.keys.containsKey(identity.certificate());
	}

	/**
	 * Sign by a scheme of RFC 8446, section 4.2.3.
	 */
	@Override
	public byte[] sign(SSLEngine engine, int algorithm, byte[] input) throws GeneralSecurityException {
		PrivateKey key = key(engine);
		// as TLS numbers them, but for the last, which has no number there
		return switch (algorithm) {
			case 0x0804 -> signPss(key, "SHA-256", input);
			case 0x0805 -> signPss(key, "SHA-384", input);
			case 0x0806 -> signPss(key, "SHA-512", input);
			case 0x0201 -> sign(key, signature("SHA1withRSA"), input);
			case 0x0401 -> sign(key, signature("SHA256withRSA"), input);
			case 0x0501 -> sign(key, signature("SHA384withRSA"), input);
			case 0x0601 -> sign(key, signature("SHA512withRSA"), input);
			case 0xFF01 -> signMd5AndSha1(key, input);
			default -> throw new NoSuchAlgorithmException(
					"BoringSSL wants a signature by 0x" + Integer.toHexString(algorithm) + " with an RSA key");
		};
	}

	private byte[] signPss(PrivateKey key, String digest, byte[] input) throws GeneralSecurityException {
		Signature signature = signature(PSS);
		// the salt is as long as the digest (RFC 8446, section 4.2.3)
		int saltLength = MessageDigest.getInstance(digest).getDigestLength();
		signature.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), saltLength,
				PSSParameterSpec.TRAILER_FIELD_BC));
		return sign(key, signature, input);
	}

	private Signature signature(String algorithm) throws NoSuchAlgorithmException {
		return Signature.getInstance(algorithm, this.provider);
	}

	private static byte[] sign(PrivateKey key, Signature signature, byte[] input) throws GeneralSecurityException {
		signature.initSign(key);
		signature.update(input);
		return signature.sign();
	}

	/**
	 * Before TLS 1.2 there are two digests, and nothing says which (RFC 4346, section
	 * 4.7).
	 */
	private byte[] signMd5AndSha1(PrivateKey key, byte[] input) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", this.provider);
		cipher.init(Cipher.ENCRYPT_MODE, key);
		cipher.update(MessageDigest.getInstance("MD5").digest(input));
		return cipher.doFinal(MessageDigest.getInstance("SHA-1").digest(input));
	}

	/**
	 * BoringSSL checks the padding itself, in a time that tells nothing about it.
	 */
	@Override
	public byte[] decrypt(SSLEngine engine, byte[] input) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding", this.provider);
		cipher.init(Cipher.DECRYPT_MODE, key(engine));
		return cipher.doFinal(input);
	}

	/**
	 * Return the key of the certificate that has been chosen for a connection.
	 */
	private PrivateKey key(SSLEngine engine) {
		Certificate[] chosen = engine.getSession().getLocalCertificates();
		return Objects.requireNonNull(this.keys.get(chosen[0]), "The key of the certificate is missing");
	}

}
