package dev.tlsboot.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * Key stores, and PKCS#12 files (RFC 7292) as one kind of them.
 */
final class KeyStoreReader {

	private KeyStoreReader() {
	}

	/**
	 * Bouncy Castle reads the file: the JDK leaves out certificates that belong to no key
	 * unless an attribute of its own marks them as trusted.
	 */
	static Credentials readPkcs12(CredentialSource pfx, @Nullable String passphrase) {
		char[] password = (passphrase != null) ? passphrase.toCharArray() : new char[0];
		try {
			KeyStore keyStore = KeyStore.getInstance("PKCS12", new BouncyCastleProvider());
			keyStore.load(new ByteArrayInputStream(pfx.content()), password);
			return read(pfx.option(), pfx.location(), keyStore, passphrase);
		}
		catch (IOException ex) {
			if (isWrongPassword(ex)) {
				throw new TlsConfigurationException("passphrase", pfx.location(),
						"The passphrase does not open the PKCS#12 file.",
						"Correct the passphrase; \"openssl pkcs12 -info -noout -in <file>\" asks for it.", null);
			}
			throw new TlsConfigurationException(pfx.option(), pfx.location(), "The file is not in PKCS#12 form.",
					"Name a PKCS#12 file, or set key and cert for PEM files.", null);
		}
		catch (GeneralSecurityException ex) {
			throw new TlsConfigurationException(pfx.option(), pfx.location(),
					"The PKCS#12 file cannot be read: " + ex.getMessage(),
					"Write the file anew with OpenSSL or keytool.", ex);
		}
	}

	private static boolean isWrongPassword(IOException ex) {
		String message = String.valueOf(ex.getMessage());
		return message.contains("wrong password") || message.contains("mac invalid")
				|| message.contains("exception unwrapping") || message.contains("exception decrypting");
	}

	static Credentials read(String option, String location, KeyStore keyStore, @Nullable String keyPassword) {
		List<Identity> identities = new ArrayList<>();
		List<X509Certificate> authorities = new ArrayList<>();
		try {
			List<String> aliases = Collections.list(keyStore.aliases());
			Collections.sort(aliases);
			for (String alias : aliases) {
				if (keyStore.isKeyEntry(alias)) {
					Identity identity = identity(option, location, keyStore, alias, keyPassword);
					identities.add(identity);
					X509Certificate last = identity.chain().get(identity.chain().size() - 1);
					if (identity.chain().size() > 1 && CertificateChain.isSelfIssued(last)) {
						authorities.add(last);
					}
				}
				else if (keyStore.getCertificate(alias) instanceof X509Certificate authority) {
					authorities.add(authority);
				}
			}
		}
		catch (GeneralSecurityException ex) {
			throw new TlsConfigurationException(option, location, "A private key cannot be read: " + ex.getMessage(),
					"Check that the key has the same password as is set here.", ex);
		}
		if (identities.isEmpty()) {
			throw new TlsConfigurationException(option, location, "There is no private key in it.",
					"Name one that holds the private key together with its certificate.", null);
		}
		return Credentials.of(identities, authorities.stream().distinct().toList());
	}

	private static Identity identity(String option, String location, KeyStore keyStore, String alias,
			@Nullable String keyPassword) throws GeneralSecurityException {
		Key key = keyStore.getKey(alias, (keyPassword != null) ? keyPassword.toCharArray() : new char[0]);
		Certificate[] chain = keyStore.getCertificateChain(alias);
		if (!(key instanceof PrivateKey privateKey) || chain == null || chain.length == 0) {
			throw new TlsConfigurationException(option, location,
					"The entry '" + alias + "' is not a private key with a certificate.",
					"Take the entry out, or import the certificate for its key.", null);
		}
		List<X509Certificate> certificates = new ArrayList<>();
		for (Certificate certificate : chain) {
			certificates.add((X509Certificate) PemFile.factory()
				.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
		}
		CredentialSource source = new CredentialSource(option, location, new byte[0]);
		// a key that lives in hardware has no encoding; it is used as it is
		PrivateKey usable = (privateKey.getEncoded() != null)
				? PemKeys.convert(source, PrivateKeyInfo.getInstance(privateKey.getEncoded())) : privateKey;
		return new Identity(usable, certificates);
	}

}
