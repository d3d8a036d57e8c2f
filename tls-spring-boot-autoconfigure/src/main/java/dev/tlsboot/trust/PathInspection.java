package dev.tlsboot.trust;

import java.time.Instant;

import dev.tlsboot.trust.AuthorizationError.Code;

/**
 * Finds the errors of a path in the order in which OpenSSL's {@code X509_verify_cert}
 * looks for them: what its certificates say they may do, strength, revocation, signatures
 * and times from the top downwards, name constraints.
 *
 * @param path the path, complete or not
 * @param purpose what the peer's certificate is used for
 * @param now the time that counts
 * @param validated whether PKIX has accepted the path already, and with it the signatures
 */
record PathInspection(CertificatePath path, Purpose purpose, Instant now, boolean validated) {

	void run(RevocationCheck revocation, Findings findings) {
		if (!SignatureAlgorithms.isStrong(this.path.leaf().publicKey())) {
			findings.add(Code.EE_KEY_TOO_SMALL, this.path.leaf());
		}
		if (this.path.flaw() != null) {
			findings.add(this.path.flaw(), this.path.top());
		}
		checkRoles(findings);
		checkStrength(findings);
		revocation.check(this.path, this.validated, this.now, findings);
		checkSignaturesAndTimes(findings);
		checkNames(findings);
	}

	private void checkRoles(Findings findings) {
		int authoritiesBelow = 0;
		for (int depth = 0; depth < this.path.size(); depth++) {
			PathCertificate each = this.path.get(depth);
			if (!HandledExtensions.handleAll(each)) {
				findings.add(Code.UNHANDLED_CRITICAL_EXTENSION, each);
			}
			if (depth > 0 && !isAuthority(depth)) {
				findings.add(Code.INVALID_CA, each);
			}
			if ((depth == 0) ? !this.purpose.allowsPeer(each) : !this.purpose.allowsIssuer(each)) {
				findings.add(Code.INVALID_PURPOSE, each);
			}
			if (depth > 1 && authoritiesBelow > each.pathLength()) {
				findings.add(Code.PATH_LENGTH_EXCEEDED, each);
			}
			// RFC 5280, section 4.2.1.9: self-issued ones do not count
			if (depth > 0 && !each.isSelfIssued()) {
				authoritiesBelow++;
			}
		}
	}

	private boolean isAuthority(int depth) {
		PathCertificate certificate = this.path.get(depth);
		return (depth < this.path.size() - 1) ? certificate.isAuthority() : certificate.isAuthorityAsRoot();
	}

	private void checkStrength(Findings findings) {
		for (int depth = 0; depth < this.path.size(); depth++) {
			PathCertificate each = this.path.get(depth);
			if (depth > 0 && !SignatureAlgorithms.isStrong(each.publicKey())) {
				findings.add(Code.CA_KEY_TOO_SMALL, each);
			}
			if (depth < this.path.size() - 1 && !SignatureAlgorithms.hasStrongDigest(each.x509().getSigAlgName())) {
				findings.add(Code.CA_MD_TOO_WEAK, each);
			}
		}
	}

	private void checkSignaturesAndTimes(Findings findings) {
		int last = this.path.size() - 1;
		if (!this.path.top().isSelfSigned()) {
			if (last == 0) {
				findings.add(Code.UNABLE_TO_VERIFY_LEAF_SIGNATURE, this.path.leaf());
			}
			else {
				// nobody is there to vouch for it, so its time tells nothing
				last--;
			}
		}
		for (int depth = last; depth >= 0; depth--) {
			if (depth < this.path.size() - 1) {
				checkSignature(depth, findings);
			}
			checkTime(this.path.get(depth), findings);
		}
	}

	private void checkSignature(int depth, Findings findings) {
		PathCertificate issuer = this.path.get(depth + 1);
		if (!issuer.allows(PathCertificate.KEY_CERT_SIGN)) {
			findings.add(Code.KEYUSAGE_NO_CERTSIGN, issuer);
		}
		if (!this.validated && !this.path.get(depth).isSignedBy(issuer)) {
			findings.add(Code.CERT_SIGNATURE_FAILURE, this.path.get(depth));
		}
	}

	private void checkTime(PathCertificate certificate, Findings findings) {
		if (!certificate.isStarted(this.now)) {
			findings.add(Code.CERT_NOT_YET_VALID, certificate);
		}
		if (certificate.isOver(this.now)) {
			findings.add(Code.CERT_HAS_EXPIRED, certificate);
		}
	}

	private void checkNames(Findings findings) {
		for (int depth = this.path.size() - 1; depth >= 0; depth--) {
			PathCertificate each = this.path.get(depth);
			if (depth > 0 && each.isSelfIssued()) {
				continue;
			}
			for (int above = this.path.size() - 1; above > depth; above--) {
				Code violation = NameConstraintsCheck.check(each, depth == 0, this.path.get(above));
				if (violation != null) {
					findings.add(violation, each);
				}
			}
		}
	}

}
