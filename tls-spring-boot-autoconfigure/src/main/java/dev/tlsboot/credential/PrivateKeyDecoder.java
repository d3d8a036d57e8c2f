package dev.tlsboot.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;
import java.util.Set;

import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.OperatorCreationException;
import org.jspecify.annotations.Nullable;

/**
 * Makes PKCS#8 structures (RFC 5958) into keys of the JVM's own providers, which its TLS
 * engine accepts everywhere.
 */
final class PrivateKeyDecoder {

	private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS = Map.of(PKCSObjectIdentifiers.rsaEncryption,
			"RSA", PKCSObjectIdentifiers.id_RSASSA_PSS, "RSASSA-PSS", X9ObjectIdentifiers.id_ecPublicKey, "EC",
			EdECObjectIdentifiers.id_Ed25519, "Ed25519", EdECObjectIdentifiers.id_Ed448, "Ed448");

	private static final Set<ASN1ObjectIdentifier> CURVES = Set.of(SECObjectIdentifiers.secp256r1,
			SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);

	private final Origin origin;

	PrivateKeyDecoder(Origin origin) {
		this.origin = origin;
	}

	PrivateKey decode(PrivateKeyInfo info) {
		AlgorithmIdentifier identifier = info.getPrivateKeyAlgorithm();
		String algorithm = ALGORITHMS.get(identifier.getAlgorithm());
		if (algorithm == null) {
			throw this.origin.failure("The private key has the algorithm %s, which TLS has no use for."
				.formatted(identifier.getAlgorithm()), "Use a key of the kind RSA, RSA-PSS, EC or Ed25519.");
		}
		if (algorithm.equals("EC") && !isKnownCurve(identifier.getParameters())) {
			throw wrongCurve(identifier.getParameters());
		}
		try {
			// without the extras of version 2 (RFC 5958), which not all JVMs read
			PrivateKeyInfo plain = new PrivateKeyInfo(identifier, info.getPrivateKey().getOctets());
			return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(plain.getEncoded()));
		}
		catch (GeneralSecurityException | IOException ex) {
			throw this.origin.failure("The %s key is damaged, or the JVM does not know its kind.".formatted(algorithm),
					"Check the key with 'openssl pkey -noout -check -in FILE'.", ex);
		}
	}

	PrivateKey decode(EncryptedPrivateKeyInfo info, Passphrase passphrase) {
		InputDecryptor decryptor;
		try {
			decryptor = passphrase.decryptors().get(info.getEncryptionAlgorithm());
		}
		catch (OperatorCreationException | RuntimeException ex) {
			throw unknownEncryption(info.getEncryptionAlgorithm().getAlgorithm().getId(), ex);
		}
		PrivateKeyInfo decrypted;
		try (InputStream plain = decryptor.getInputStream(new ByteArrayInputStream(info.getEncryptedData()))) {
			decrypted = PrivateKeyInfo.getInstance(plain.readAllBytes());
		}
		catch (IOException | RuntimeException ex) {
			throw wrongPassphrase(ex);
		}
		return decode(decrypted);
	}

	TlsConfigurationException unknownEncryption(String algorithm, @Nullable Exception cause) {
		return this.origin.failure("The private key is encrypted in an unknown way (%s).".formatted(algorithm),
				"Encrypt it with 'openssl pkcs8 -topk8 -v2 aes-256-cbc'.", cause);
	}

	TlsConfigurationException wrongPassphrase(Exception cause) {
		return this.origin.sibling("passphrase")
			.failure("The passphrase does not open the private key.", "Set the passphrase the file was written with.",
					cause);
	}

	private static boolean isKnownCurve(@Nullable ASN1Encodable parameters) {
		return parameters instanceof ASN1ObjectIdentifier curve && CURVES.contains(curve);
	}

	private TlsConfigurationException wrongCurve(@Nullable ASN1Encodable parameters) {
		if (parameters instanceof ASN1ObjectIdentifier curve) {
			String name = ECNamedCurveTable.getName(curve);
			return this.origin.failure("The EC key is on the curve %s, which the JVM's TLS does not have."
				.formatted((name != null) ? name : curve), "Use a key on the curve P-256, P-384 or P-521.");
		}
		return this.origin.failure("The EC key spells out the parameters of its curve.",
				"Name the curve with 'openssl ec -in FILE -param_enc named_curve -out FILE'.");
	}

}
