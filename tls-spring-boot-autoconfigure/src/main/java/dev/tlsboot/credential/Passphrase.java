package dev.tlsboot.credential;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A passphrase in the form each of the password-based schemes wants it: PKCS#12 (RFC 7292
 * appendix B) counts UTF-16 code units, everything else the bytes of UTF-8, as OpenSSL
 * does.
 */
final class Passphrase {

	/**
	 * The empty passphrase: zero octets to PKCS#12, which repeats them to a whole block.
	 * It makes no difference to the HMAC that PBKDF2 and scrypt are made of, which pads
	 * its key with zeros, and where the library would refuse an empty array.
	 */
	private static final Passphrase EMPTY = new Passphrase("\0");

	/**
	 * No octet at all: what some writers of PKCS#12 make of the empty passphrase.
	 */
	private static final Passphrase ABSENT = new Passphrase("");

	private final String value;

	private Passphrase(String value) {
		this.value = value;
	}

	static Passphrase of(String value) {
		return value.isEmpty() ? EMPTY : new Passphrase(value);
	}

	/**
	 * Return what a PKCS#12 file may mean by a passphrase, in the order to try.
	 */
	static List<Passphrase> candidates(@Nullable String value) {
		return (value == null || value.isEmpty()) ? List.of(EMPTY, ABSENT) : List.of(of(value));
	}

	char[] characters() {
		return this.value.toCharArray();
	}

	/**
	 * Return the decryptors of PKCS#5 (PBES1, PBES2 with PBKDF2 or scrypt) and PKCS#12.
	 */
	InputDecryptorProvider decryptors() {
		// made for each file, not kept: it is large, and needed at start and reload only
		BouncyCastleProvider provider = new BouncyCastleProvider();
		return (algorithm) -> decryptors(provider, algorithm.getAlgorithm()).get(algorithm);
	}

	/**
	 * Decrypt the content of a PEM block with a {@code DEK-Info} header (RFC 1423, and
	 * OpenSSL's {@code PEM_read_PrivateKey(3)} for how the key is made).
	 * @param algorithm the first part of the header, as in {@code AES-256-CBC}
	 * @param iv the second part
	 * @param content the encrypted bytes
	 * @throws PEMException if the algorithm is unknown, or the padding wrong
	 */
	byte[] decryptPem(String algorithm, byte[] iv, byte[] content) throws PEMException {
		return new BcPEMDecryptorProvider(octets()).get(algorithm).decrypt(content, iv);
	}

	private InputDecryptorProvider decryptors(BouncyCastleProvider provider, ASN1ObjectIdentifier scheme)
			throws OperatorCreationException {
		boolean pbes2 = scheme.equals(PKCSObjectIdentifiers.id_PBES2);
		if (scheme.on(PKCSObjectIdentifiers.pkcs_5) && !pbes2) {
			return new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(provider).build(octets());
		}
		return new JcePKCSPBEInputDecryptorProviderBuilder().setProvider(provider)
			.build((pbes2 && this == ABSENT) ? EMPTY.characters() : characters());
	}

	/**
	 * Return one character for each byte of UTF-8: the library drops the upper half.
	 */
	private char[] octets() {
		byte[] utf8 = (this == EMPTY) ? new byte[0] : this.value.getBytes(StandardCharsets.UTF_8);
		return new String(utf8, StandardCharsets.ISO_8859_1).toCharArray();
	}

	/**
	 * Return nothing of the secret.
	 */
	@Override
	public String toString() {
		return "Passphrase";
	}

}
