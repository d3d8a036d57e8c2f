package dev.tlsboot.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.security.auth.x500.X500Principal;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the path from a peer's certificate to an anchor, as OpenSSL does: at each
 * step among the anchors first, then among what the peer sent, and once among the anchors
 * it stays there. Only a self-signed anchor ends the search. There is no way back, so a
 * hostile chain costs no more than its length. Safe for use by several threads.
 */
final class PathBuilder {

	/**
	 * As OpenSSL has it: a hundred authorities between the two ends.
	 */
	static final int MAX_SIZE = 102;

	private final Map<X500Principal, List<PathCertificate>> anchors = new HashMap<>();

	PathBuilder(Collection<X509Certificate> anchors) {
		for (X509Certificate anchor : anchors) {
			PathCertificate certificate = new PathCertificate(anchor);
			this.anchors.computeIfAbsent(certificate.subject(), (name) -> new ArrayList<>()).add(certificate);
		}
	}

	List<PathCertificate> anchorsNamed(X500Principal name) {
		return this.anchors.getOrDefault(name, List.of());
	}

	CertificatePath build(List<X509Certificate> chain, Instant now) {
		// who sends more than fits into a path does not make us look at all of it
		List<PathCertificate> sent = new ArrayList<>(chain.stream().limit(MAX_SIZE).map(PathCertificate::new).toList());
		List<PathCertificate> path = new ArrayList<>();
		PathCertificate current = sent.remove(0);
		path.add(current);
		boolean amongAnchors = false;
		while (!current.isSelfSigned() && path.size() < MAX_SIZE) {
			PathCertificate issuer = best(current, anchorsNamed(current.issuer()), now);
			if (issuer != null) {
				amongAnchors = true;
			}
			else if (!amongAnchors) {
				issuer = best(current, sent, now);
			}
			if (issuer == null) {
				break;
			}
			sent.remove(issuer);
			path.add(issuer);
			current = issuer;
		}
		boolean trusted = current.isSelfSigned() && (amongAnchors || isAnchor(current));
		return new CertificatePath(path, trusted ? null : flaw(path, amongAnchors));
	}

	private static Code flaw(List<PathCertificate> path, boolean amongAnchors) {
		if (path.get(path.size() - 1).isSelfSigned()) {
			return (path.size() == 1) ? Code.DEPTH_ZERO_SELF_SIGNED_CERT : Code.SELF_SIGNED_CERT_IN_CHAIN;
		}
		return amongAnchors ? Code.UNABLE_TO_GET_ISSUER_CERT : Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
	}

	/**
	 * Return whether this very certificate is an anchor: anyone can make one that looks
	 * like it.
	 */
	private boolean isAnchor(PathCertificate certificate) {
		return anchorsNamed(certificate.subject()).contains(certificate);
	}

	/**
	 * Return the first issuer whose time it is, else the one that lasts longest.
	 */
	private static @Nullable PathCertificate best(PathCertificate subject, List<PathCertificate> candidates,
			Instant now) {
		PathCertificate best = null;
		for (PathCertificate candidate : candidates) {
			if (candidate.mayHaveIssued(subject)) {
				if (candidate.isStarted(now) && !candidate.isOver(now)) {
					return candidate;
				}
				if (best == null || candidate.x509().getNotAfter().after(best.x509().getNotAfter())) {
					best = candidate;
				}
			}
		}
		return best;
	}

}
