package dev.tlsboot.trust;

import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.security.auth.x500.X500Principal;

import dev.tlsboot.trust.AuthorizationError.Code;

/**
 * Revocation by the lists we have and nothing else: no look-up on the network. Every
 * certificate of a path has to be covered when there are any lists. Safe for use by
 * several threads.
 */
final class RevocationCheck {

	private final Map<X500Principal, List<RevocationList>> byIssuer = new HashMap<>();

	RevocationCheck(Collection<X509CRL> lists, PathBuilder anchors) {
		for (X509CRL each : lists) {
			RevocationList list = new RevocationList(each);
			this.byIssuer.computeIfAbsent(list.issuer(), (issuer) -> new ArrayList<>()).add(list);
			// the long lists are hashed now, and not in somebody's handshake
			anchors.anchorsNamed(list.issuer()).forEach((anchor) -> list.isSignedBy(anchor.publicKey(), true));
		}
	}

	void check(CertificatePath path, boolean trusted, Instant now, Findings findings) {
		if (this.byIssuer.isEmpty()) {
			return;
		}
		for (int depth = 0; depth < path.size(); depth++) {
			check(path.get(depth), path.issuerAt(depth), trusted, now, findings);
		}
	}

	private void check(PathCertificate certificate, PathCertificate issuer, boolean trusted, Instant now,
			Findings findings) {
		Optional<RevocationList> found = this.byIssuer.getOrDefault(certificate.issuer(), List.of())
			.stream()
			.filter((list) -> list.covers(certificate, issuer))
			.max(RevocationList.bestLast(now));
		if (found.isEmpty() || !issuer.subject().equals(certificate.issuer())) {
			findings.add(Code.UNABLE_TO_GET_CRL, certificate);
			return;
		}
		RevocationList list = found.get();
		if (!issuer.allows(PathCertificate.CRL_SIGN)) {
			findings.add(Code.KEYUSAGE_NO_CRL_SIGN, issuer);
		}
		if (!list.isStarted(now)) {
			findings.add(Code.CRL_NOT_YET_VALID, certificate);
		}
		if (list.isOver(now)) {
			findings.add(Code.CRL_HAS_EXPIRED, certificate);
		}
		if (!list.isSignedBy(issuer.publicKey(), trusted)) {
			findings.add(Code.CRL_SIGNATURE_FAILURE, certificate);
		}
		if (!list.isUnderstood()) {
			findings.add(Code.UNHANDLED_CRITICAL_CRL_EXTENSION, certificate);
		}
		if (list.isRevoked(certificate)) {
			findings.add(Code.CERT_REVOKED, certificate);
		}
	}

}
