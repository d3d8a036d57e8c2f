package dev.tlsboot.credential;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A certificate and its issuers in order, found among any number of certificates by name
 * and signature.
 *
 * @param certificates the certificate, and each followed by its issuer, as far as there
 * is one
 * @param others the certificates that are not part of the chain, in their order
 */
record CertificateChain(List<X509Certificate> certificates, List<X509Certificate> others) {

	static CertificateChain of(X509Certificate leaf, Collection<X509Certificate> candidates) {
		Set<X509Certificate> others = new LinkedHashSet<>(candidates);
		others.remove(leaf);
		List<X509Certificate> chain = new ArrayList<>();
		Optional<X509Certificate> next = Optional.of(leaf);
		while (next.isPresent()) {
			X509Certificate current = next.get();
			others.remove(current);
			chain.add(current);
			next = (others.isEmpty() || isSelfIssued(current)) ? Optional.empty() : issuer(current, others);
		}
		return new CertificateChain(List.copyOf(chain), List.copyOf(others));
	}

	/**
	 * Return the last certificate if it is an authority of its own, so that there is no
	 * issuer to look for, and not the one the chain is for.
	 */
	Optional<X509Certificate> root() {
		X509Certificate last = this.certificates.get(this.certificates.size() - 1);
		return (this.certificates.size() > 1 && isSelfIssued(last)) ? Optional.of(last) : Optional.empty();
	}

	/**
	 * Find the issuer. Of a self-signed and a cross-signed certificate for one authority
	 * the second is taken: its chain leads on.
	 */
	private static Optional<X509Certificate> issuer(X509Certificate certificate, Collection<X509Certificate> others) {
		List<X509Certificate> issuers = others.stream().filter((other) -> isIssuedBy(certificate, other)).toList();
		return issuers.stream()
			.filter((issuer) -> !isSelfIssued(issuer))
			.findFirst()
			.or(() -> issuers.stream().findFirst());
	}

	private static boolean isSelfIssued(X509Certificate certificate) {
		return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
	}

	private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
		if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
			return false;
		}
		try {
			certificate.verify(issuer.getPublicKey());
			return true;
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

}
