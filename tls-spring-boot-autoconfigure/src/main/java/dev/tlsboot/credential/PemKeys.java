package dev.tlsboot.credential;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;

import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * Private keys as PEM has them: PKCS#8 (RFC 5958), PKCS#1 and SEC 1, in clear, encrypted
 * as PKCS#8 has it, or encrypted as OpenSSL did before ({@code DEK-Info}). The keys come
 * out as the JDK's own, for the JDK's own TLS.
 */
final class PemKeys {

	private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

	private PemKeys() {
	}

	static boolean isKey(Object pemObject) {
		return pemObject instanceof PEMKeyPair || pemObject instanceof PEMEncryptedKeyPair
				|| pemObject instanceof PrivateKeyInfo || pemObject instanceof PKCS8EncryptedPrivateKeyInfo;
	}

	static PrivateKey read(CredentialSource source, Object pemObject, @Nullable String passphrase) {
		if (pemObject instanceof PEMKeyPair pair) {
			return convert(source, pair.getPrivateKeyInfo());
		}
		if (pemObject instanceof PrivateKeyInfo info) {
			return convert(source, info);
		}
		if (passphrase == null) {
			throw new TlsConfigurationException("passphrase", source.location(),
					"The private key is encrypted, and no passphrase is set.", "Set the passphrase of the key.", null);
		}
		try {
			return convert(source, decrypt(pemObject, passphrase.toCharArray()));
		}
		catch (IOException | OperatorCreationException | PKCSException | IllegalArgumentException
				| IllegalStateException ex) {
			throw new TlsConfigurationException("passphrase", source.location(),
					"The passphrase does not open the private key.",
					"Correct the passphrase; \"openssl pkey -in <file>\" asks for it and tells whether it fits.", null);
		}
	}

	private static PrivateKeyInfo decrypt(Object pemObject, char[] passphrase)
			throws IOException, OperatorCreationException, PKCSException {
		if (pemObject instanceof PEMEncryptedKeyPair pair) {
			return pair.decryptKeyPair(new BcPEMDecryptorProvider(passphrase)).getPrivateKeyInfo();
		}
		return ((PKCS8EncryptedPrivateKeyInfo) pemObject).decryptPrivateKeyInfo(
				new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(BOUNCY_CASTLE).build(passphrase));
	}

	static PrivateKey convert(CredentialSource source, PrivateKeyInfo info) {
		ASN1ObjectIdentifier identifier = info.getPrivateKeyAlgorithm().getAlgorithm();
		// providers know their key factories by object identifier as well; that of EC
		// came
		// after JDK 17
		String algorithm = X9ObjectIdentifiers.id_ecPublicKey.equals(identifier) ? "EC" : identifier.getId();
		try {
			return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new TlsConfigurationException(source.option(), source.location(),
					"This JVM cannot use the private key (algorithm " + algorithm + ").",
					"Use an RSA, RSA-PSS, EC (P-256, P-384 or P-521) or Ed25519 key.", null);
		}
	}

}
