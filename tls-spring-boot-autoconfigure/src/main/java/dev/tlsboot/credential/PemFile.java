package dev.tlsboot.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;
import org.bouncycastle.util.encoders.DecoderException;
import org.jspecify.annotations.Nullable;

/**
 * What is in one PEM or DER file. PEM blocks may stand among other text (RFC 7468,
 * section 5.2), may have any line ends, and may be preceded by a byte-order mark.
 */
final class PemFile {

	/**
	 * More than any bundle of authorities or revocation list has, in bytes: a larger file
	 * is the wrong one.
	 */
	private static final int MAX_SIZE = 64 * 1024 * 1024;

	private final CredentialSource source;

	private final List<Object> objects;

	private PemFile(CredentialSource source, List<Object> objects) {
		this.source = source;
		this.objects = objects;
	}

	/**
	 * Read a file.
	 * @throws TlsConfigurationException if it is empty, far too large or damaged
	 */
	static PemFile read(CredentialSource source) {
		byte[] content = source.content();
		if (content.length == 0) {
			throw failure(source, "The file is empty.", "Name the file that was meant.", null);
		}
		if (content.length > MAX_SIZE) {
			throw failure(source, "The file has " + content.length + " bytes, which no key or certificate file has.",
					"Name the file that was meant.", null);
		}
		// ISO 8859-1 keeps the bytes of whatever stands between the blocks
		String text = new String(content, StandardCharsets.ISO_8859_1);
		List<Object> objects = new ArrayList<>();
		if (text.contains("-----BEGIN ")) {
			// a byte-order mark, or other text, may stand before the first block on its
			// line
			try (PEMParser parser = new PEMParser(new StringReader(text.substring(text.indexOf("-----BEGIN "))))) {
				for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
					objects.add(each);
				}
			}
			catch (IOException | DecoderException | IllegalArgumentException ex) {
				throw failure(source, "A PEM block in it is damaged.",
						"Write the file anew, and copy whole lines from -----BEGIN to -----END.", ex);
			}
		}
		return new PemFile(source, objects);
	}

	boolean isPem() {
		return !this.objects.isEmpty();
	}

	/**
	 * Return the one private key.
	 * @throws TlsConfigurationException if there is none or more than one, or if the
	 * passphrase does not open it
	 */
	PrivateKey privateKey(@Nullable String passphrase) {
		List<Object> keys = this.objects.stream().filter(PemKeys::isKey).toList();
		if (keys.isEmpty()) {
			throw failure(this.source, "There is no private key in PEM form in it.",
					"Name a file with a block -----BEGIN PRIVATE KEY-----, or set pfx for a PKCS#12 file.", null);
		}
		if (keys.size() > 1) {
			throw failure(this.source, "There are " + keys.size() + " private keys in it.",
					"Put each key into a file of its own, and list the files.", null);
		}
		return PemKeys.read(this.source, keys.get(0), passphrase);
	}

	/**
	 * Return the certificates, in the order of the file.
	 * @throws TlsConfigurationException if there is none
	 */
	List<X509Certificate> certificates() {
		CertificateFactory factory = factory();
		List<X509Certificate> certificates = new ArrayList<>();
		try {
			if (!isPem()) {
				certificates.add(
						(X509Certificate) factory.generateCertificate(new ByteArrayInputStream(this.source.content())));
			}
			for (Object each : this.objects) {
				X509CertificateHolder holder = (each instanceof X509TrustedCertificateBlock trusted)
						? trusted.getCertificateHolder() : (each instanceof X509CertificateHolder plain) ? plain : null;
				if (holder != null) {
					certificates.add((X509Certificate) factory
						.generateCertificate(new ByteArrayInputStream(holder.getEncoded())));
				}
			}
		}
		catch (CertificateException | IOException ex) {
			throw failure(this.source, "There is no certificate in it that can be read.",
					"Name a file with a block -----BEGIN CERTIFICATE-----.", ex);
		}
		if (certificates.isEmpty()) {
			throw failure(this.source, "There is no certificate in it.",
					"Name a file with a block -----BEGIN CERTIFICATE-----.", null);
		}
		return certificates;
	}

	/**
	 * Return the revocation lists.
	 * @throws TlsConfigurationException if there is none
	 */
	List<X509CRL> revocationLists() {
		CertificateFactory factory = factory();
		List<X509CRL> lists = new ArrayList<>();
		try {
			if (!isPem()) {
				lists.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(this.source.content())));
			}
			for (Object each : this.objects) {
				if (each instanceof X509CRLHolder holder) {
					lists.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(holder.getEncoded())));
				}
			}
		}
		catch (CRLException | IOException ex) {
			throw failure(this.source, "There is no revocation list in it that can be read.",
					"Name a file with a block -----BEGIN X509 CRL-----, or a CRL in DER form.", ex);
		}
		if (lists.isEmpty()) {
			throw failure(this.source, "There is no revocation list in it.",
					"Name a file with a block -----BEGIN X509 CRL-----, or a CRL in DER form.", null);
		}
		return lists;
	}

	static CertificateFactory factory() {
		try {
			return CertificateFactory.getInstance("X.509");
		}
		catch (CertificateException ex) {
			throw new IllegalStateException("Every JVM reads X.509", ex);
		}
	}

	static TlsConfigurationException failure(CredentialSource source, String message, String remedy,
			@Nullable Exception cause) {
		// what parsers throw may quote what they read
		Exception safe = (cause instanceof PEMException) ? null : cause;
		return new TlsConfigurationException(source.option(), source.location(), message, remedy, safe);
	}

}
