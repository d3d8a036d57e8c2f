package dev.tlsboot.credential;

import java.io.IOException;
import java.security.PrivateKey;
import java.util.List;
import java.util.Set;

import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key in each of its forms: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) and SEC
 * 1 (RFC 5915), each plain or encrypted.
 */
final class PrivateKeyBlockReader {

	private static final Set<String> PEM_CIPHERS = Set.of("DES-CBC", "DES-EDE3-CBC", "AES-128-CBC", "AES-192-CBC",
			"AES-256-CBC");

	private final Origin origin;

	private final PrivateKeyDecoder decoder;

	private final @Nullable Passphrase passphrase;

	PrivateKeyBlockReader(Origin origin, @Nullable Passphrase passphrase) {
		this.origin = origin;
		this.decoder = new PrivateKeyDecoder(origin);
		this.passphrase = passphrase;
	}

	/**
	 * Read a key.
	 * @param key the block with the key
	 * @param parameters the blocks {@code EC PARAMETERS} of the same file
	 */
	PrivateKey read(PemBlock key, List<PemBlock> parameters) {
		return switch (key.label()) {
			case "PRIVATE KEY" -> this.decoder.decode(parse(key.content(), PrivateKeyInfo::getInstance));
			case "ENCRYPTED PRIVATE KEY" ->
				this.decoder.decode(parse(key.content(), EncryptedPrivateKeyInfo::getInstance), requirePassphrase());
			case "RSA PRIVATE KEY" -> this.decoder.decode(traditional(key, PrivateKeyBlockReader::rsa));
			case "EC PRIVATE KEY" -> this.decoder.decode(traditional(key, (content) -> ec(content, parameters)));
			default -> throw this.origin.failure(
					"The private key has the form '%s', which is not supported.".formatted(key.label()),
					"Convert it to PKCS#8 with 'openssl pkcs8 -topk8'.");
		};
	}

	/**
	 * Read a key in the form of before PKCS#8, where the encryption is one of PEM (RFC
	 * 1421).
	 */
	private PrivateKeyInfo traditional(PemBlock block, Parser<byte[], PrivateKeyInfo> parser) {
		String procType = block.headers().get("Proc-Type");
		if (procType == null || !procType.endsWith("ENCRYPTED")) {
			return parse(block.content(), parser);
		}
		String dekInfo = block.headers().get("DEK-Info");
		if (dekInfo == null) {
			throw malformed(null);
		}
		Passphrase opener = requirePassphrase();
		String[] parts = dekInfo.split(",", 2);
		String cipher = parts[0].strip();
		if (!PEM_CIPHERS.contains(cipher)) {
			throw this.decoder.unknownEncryption(cipher, null);
		}
		byte[] iv = parse(parts, (both) -> Hex.decode(both[1].strip()));
		try {
			return parser.parse(opener.decryptPem(cipher, iv, block.content()));
		}
		catch (IOException | RuntimeException ex) {
			throw this.decoder.wrongPassphrase(ex);
		}
	}

	private static PrivateKeyInfo rsa(byte[] content) throws IOException {
		return new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
				RSAPrivateKey.getInstance(content));
	}

	private static PrivateKeyInfo ec(byte[] content, List<PemBlock> parameters) throws IOException {
		ECPrivateKey key = ECPrivateKey.getInstance(content);
		ASN1Encodable curve = key.getParametersObject();
		if (curve == null && !parameters.isEmpty()) {
			curve = ASN1Primitive.fromByteArray(parameters.get(0).content());
		}
		if (curve == null) {
			throw new IOException("Neither the key nor a block before it names the curve");
		}
		return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
	}

	private Passphrase requirePassphrase() {
		if (this.passphrase == null) {
			throw this.origin.sibling("passphrase")
				.failure("The private key is encrypted, and there is no passphrase.",
						"Set the passphrase the file was written with.");
		}
		return this.passphrase;
	}

	private <I, O> O parse(I input, Parser<I, O> parser) {
		try {
			return parser.parse(input);
		}
		catch (IOException | RuntimeException ex) {
			throw malformed(ex);
		}
	}

	private TlsConfigurationException malformed(@Nullable Exception cause) {
		return this.origin.failure("The private key is damaged: its content does not have the form its label says.",
				"Copy the file again, or check it with 'openssl pkey -noout -in FILE'.", cause);
	}

	private interface Parser<I, O> {

		O parse(I input) throws IOException;

	}

}
