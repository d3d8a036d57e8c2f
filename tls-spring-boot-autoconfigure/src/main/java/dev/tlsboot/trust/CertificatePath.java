package dev.tlsboot.trust;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.security.auth.x500.X500Principal;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * A peer's certificate and its issuers, as far as they are known: looked for among the
 * anchors first, then among what the peer sent, as OpenSSL does. There is one candidate
 * at each step, so that a hostile chain costs no more than its length.
 *
 * @param certificates the peer's certificate, then each one's issuer; a complete path
 * ends with its anchor
 * @param error why the path is not complete, or {@code null} when it is
 */
record CertificatePath(List<X509Certificate> certificates, @Nullable Code error) {

	/**
	 * As OpenSSL has it.
	 */
	private static final int MAX_DEPTH = 100;

	static CertificatePath build(List<X509Certificate> chain, Anchors anchors) {
		List<X509Certificate> path = new ArrayList<>();
		List<X509Certificate> sent = chain.subList(1, chain.size());
		X509Certificate current = chain.get(0);
		boolean currentIsLocal = anchors.contains(current);
		while (true) {
			path.add(current);
			if (path.size() > MAX_DEPTH) {
				return new CertificatePath(path, Code.CERT_CHAIN_TOO_LONG);
			}
			if (isSelfIssued(current)) {
				return new CertificatePath(path, currentIsLocal ? null
						: (path.size() == 1) ? Code.DEPTH_ZERO_SELF_SIGNED_CERT : Code.SELF_SIGNED_CERT_IN_CHAIN);
			}
			X509Certificate issuer = issuer(current, anchors.named(current.getIssuerX500Principal()), path);
			boolean issuerIsLocal = issuer != null;
			if (issuer == null) {
				issuer = issuer(current, sent, path);
			}
			if (issuer == null) {
				return new CertificatePath(path, currentIsLocal ? Code.UNABLE_TO_GET_ISSUER_CERT : (path.size() == 1)
						? Code.UNABLE_TO_VERIFY_LEAF_SIGNATURE : Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
			}
			current = issuer;
			currentIsLocal = issuerIsLocal;
		}
	}

	X509Certificate leaf() {
		return this.certificates.get(0);
	}

	X509Certificate anchor() {
		return this.certificates.get(this.certificates.size() - 1);
	}

	private static boolean isSelfIssued(X509Certificate certificate) {
		return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
	}

	private static @Nullable X509Certificate issuer(X509Certificate subject, List<X509Certificate> candidates,
			List<X509Certificate> path) {
		List<X509Certificate> issuers = candidates.stream()
			.filter((candidate) -> candidate.getSubjectX500Principal().equals(subject.getIssuerX500Principal()))
			.filter((candidate) -> keyIdentifiersAgree(subject, candidate) && !path.contains(candidate))
			.toList();
		// signatures are checked with the whole path; here only where names do not decide
		return (issuers.size() < 2) ? issuers.stream().findFirst().orElse(null)
				: issuers.stream()
					.filter((candidate) -> isSignedBy(subject, candidate))
					.findFirst()
					.orElse(issuers.get(0));
	}

	private static boolean isSignedBy(X509Certificate subject, X509Certificate issuer) {
		try {
			subject.verify(issuer.getPublicKey());
			return true;
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	private static boolean keyIdentifiersAgree(X509Certificate subject, X509Certificate issuer) {
		byte[] authority = subject.getExtensionValue(Extension.authorityKeyIdentifier.getId());
		byte[] own = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
		if (authority == null || own == null) {
			return true;
		}
		try {
			byte[] wanted = AuthorityKeyIdentifier.getInstance(ASN1OctetString.getInstance(authority).getOctets())
				.getKeyIdentifierOctets();
			byte[] found = SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(own).getOctets())
				.getKeyIdentifier();
			return wanted == null || Arrays.equals(wanted, found);
		}
		catch (IllegalArgumentException ex) {
			// damaged identifiers tell nothing
			return true;
		}
	}

	/**
	 * The anchors by their names.
	 */
	static final class Anchors {

		private final Map<X500Principal, List<X509Certificate>> byName = new HashMap<>();

		Anchors(List<X509Certificate> certificates) {
			for (X509Certificate certificate : certificates) {
				this.byName.computeIfAbsent(certificate.getSubjectX500Principal(), (name) -> new ArrayList<>())
					.add(certificate);
			}
		}

		List<X509Certificate> named(X500Principal name) {
			return this.byName.getOrDefault(name, List.of());
		}

		boolean contains(X509Certificate certificate) {
			return named(certificate.getSubjectX500Principal()).contains(certificate);
		}

	}

}
