package dev.tlsboot.credential;

import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.List;

/**
 * Reads the revocation lists of a file. Dates and signatures are not looked at: they are
 * a matter of each handshake.
 */
final class RevocationListReader {

	private static final List<String> LABELS = List.of("X509 CRL");

	private RevocationListReader() {
	}

	static List<X509CRL> read(CredentialSource source) {
		CertificateFactory factory = X509FileReader.factory();
		return new X509FileReader<>(source, "revocation list", LABELS, (label, in) -> (X509CRL) factory.generateCRL(in))
			.read();
	}

}
