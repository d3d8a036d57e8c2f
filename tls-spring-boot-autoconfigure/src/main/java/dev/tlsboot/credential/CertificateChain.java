package dev.tlsboot.credential;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts certificates into the order of a chain (RFC 8446, section 4.4.2).
 */
final class CertificateChain {

	private CertificateChain() {
	}

	/**
	 * Return the certificates with each followed by its issuer. What is not an issuer of
	 * the first, directly or not, is left out: sending it helps nobody.
	 * @param certificates the leaf, then the others in any order
	 */
	static List<X509Certificate> order(List<X509Certificate> certificates) {
		List<X509Certificate> others = new ArrayList<>(certificates);
		List<X509Certificate> chain = new ArrayList<>();
		X509Certificate current = others.remove(0);
		while (current != null) {
			chain.add(current);
			X509Certificate subject = current;
			current = isSelfIssued(subject) ? null
					: others.stream().filter((candidate) -> isIssuer(candidate, subject)).findFirst().orElse(null);
			others.remove(current);
		}
		return chain;
	}

	static boolean isSelfIssued(X509Certificate certificate) {
		return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
	}

	private static boolean isIssuer(X509Certificate candidate, X509Certificate subject) {
		if (!candidate.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) {
			return false;
		}
		try {
			subject.verify(candidate.getPublicKey());
			return true;
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

}
