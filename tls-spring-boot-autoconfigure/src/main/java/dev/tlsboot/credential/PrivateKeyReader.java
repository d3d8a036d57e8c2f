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
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/**
 * Reads the one private key of a PEM file: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) and SEC 1
 * (RFC 5915), each plain or encrypted.
 */
final class PrivateKeyReader {

	private static final Set<String> PEM_CIPHERS = Set.of("DES-CBC", "DES-EDE3-CBC", "AES-128-CBC", "AES-192-CBC",
			"AES-256-CBC");

	private final Origin origin;

	private final PrivateKeyDecoder decoder;

	private final @Nullable Passphrase passphrase;

	private PrivateKeyReader(Origin origin, @Nullable Passphrase passphrase) {
		this.origin = origin;
		this.decoder = new PrivateKeyDecoder(origin);
		this.passphrase = passphrase;
	}

	/**
	 * Read the private key of a file.
	 * @param source the file; certificates in it are left alone
	 * @param passphrase what opens the key; not looked at when the key is plain
	 */
	static PrivateKey read(CredentialSource source, @Nullable Passphrase passphrase) {
		return new PrivateKeyReader(source.origin(), passphrase).read(PemFile.read(source));
	}

	private PrivateKey read(PemFile file) {
		List<PemObject> keys = file.blocks((label) -> label.endsWith("PRIVATE KEY"));
		if (keys.isEmpty()) {
			throw this.origin.failure("There is no private key in the file; it holds %s.".formatted(file.inventory()),
					"Name the file that holds the private key ('-----BEGIN PRIVATE KEY-----').");
		}
		if (keys.size() > 1) {
			throw this.origin.failure("There are %d private keys in the file.".formatted(keys.size()),
					"Write each key into a file of its own, and list the files and their certificates in the same "
							+ "order.");
		}
		PemObject key = keys.get(0);
		return switch (key.getType()) {
			case "PRIVATE KEY" -> this.decoder.decode(parse(key.getContent(), PrivateKeyInfo::getInstance));
			case "ENCRYPTED PRIVATE KEY" ->
				this.decoder.decode(parse(key.getContent(), EncryptedPrivateKeyInfo::getInstance), requirePassphrase());
			case "RSA PRIVATE KEY" -> this.decoder.decode(traditional(key, PrivateKeyReader::rsa));
			case "EC PRIVATE KEY" ->
				this.decoder.decode(traditional(key, (content) -> ec(content, file.blocks("EC PARAMETERS"::equals))));
			default -> throw this.origin.failure(
					"The private key has the form '%s', which is not supported.".formatted(key.getType()),
					"Convert it to PKCS#8 with 'openssl pkcs8 -topk8'.");
		};
	}

	/**
	 * Read a key in the form of before PKCS#8, where the encryption is one of PEM (RFC
	 * 1421).
	 */
	private PrivateKeyInfo traditional(PemObject block, Parser<byte[], PrivateKeyInfo> parser) {
		String procType = header(block, "Proc-Type");
		if (procType == null || !procType.endsWith("ENCRYPTED")) {
			return parse(block.getContent(), parser);
		}
		String dekInfo = header(block, "DEK-Info");
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
			return parser.parse(opener.decryptPem(cipher, iv, block.getContent()));
		}
		catch (IOException | RuntimeException ex) {
			throw this.decoder.wrongPassphrase(ex);
		}
	}

	private static PrivateKeyInfo rsa(byte[] content) throws IOException {
		return new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
				RSAPrivateKey.getInstance(content));
	}

	private static PrivateKeyInfo ec(byte[] content, List<PemObject> parameters) throws IOException {
		ECPrivateKey key = ECPrivateKey.getInstance(content);
		ASN1Encodable curve = key.getParametersObject();
		if (curve == null && !parameters.isEmpty()) {
			curve = ASN1Primitive.fromByteArray(parameters.get(0).getContent());
		}
		if (curve == null) {
			throw new IOException("Neither the key nor a block before it names the curve");
		}
		return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
	}

	private static @Nullable String header(PemObject block, String name) {
		for (Object header : block.getHeaders()) {
			if (header instanceof PemHeader pemHeader && name.equals(pemHeader.getName())) {
				return pemHeader.getValue();
			}
		}
		return null;
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
