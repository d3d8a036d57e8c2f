package dev.tlsboot.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.security.auth.x500.X500Principal;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * Revocation by the lists we have, and nothing else (RFC 5280, section 6.3): no look-up
 * on the network. Lists are taken apart once; a serial number is found by its hash. Safe
 * for use by several threads.
 */
final class RevocationCheck {

	private final Map<X500Principal, List<RevocationList>> byIssuer = new HashMap<>();

	RevocationCheck(Collection<X509CRL> crls) {
		for (X509CRL crl : crls) {
			this.byIssuer.computeIfAbsent(crl.getIssuerX500Principal(), (issuer) -> new ArrayList<>())
				.add(new RevocationList(crl));
		}
	}

	/**
	 * Check every certificate below the last of a path.
	 * @return the last error, as OpenSSL reports it, or {@code null}
	 */
	@Nullable Code check(List<X509Certificate> path, Instant now) {
		Code error = null;
		for (int depth = 0; depth < path.size() - 1 && !this.byIssuer.isEmpty(); depth++) {
			Code each = check(path.get(depth), path.get(depth + 1), now);
			error = (each != null) ? each : error;
		}
		return error;
	}

	/**
	 * A list that is in order decides. Without one, it is told what is wrong with the
	 * best there is.
	 */
	private @Nullable Code check(X509Certificate certificate, X509Certificate issuer, Instant now) {
		Code error = Code.UNABLE_TO_GET_CRL;
		for (RevocationList list : this.byIssuer.getOrDefault(certificate.getIssuerX500Principal(), List.of())) {
			Code problem = list.problem(issuer.getPublicKey(), now);
			if (problem != null) {
				error = problem;
			}
			else {
				return list.revoked.contains(certificate.getSerialNumber()) ? Code.CERT_REVOKED : null;
			}
		}
		return error;
	}

	private static final class RevocationList {

		private final X509CRL crl;

		private final Set<BigInteger> revoked = new HashSet<>();

		/**
		 * The key that was seen to have signed the list. There is only one such key, so
		 * this does not grow with what peers send.
		 */
		private volatile @Nullable PublicKey signer;

		RevocationList(X509CRL crl) {
			this.crl = crl;
			Set<? extends X509CRLEntry> entries = crl.getRevokedCertificates();
			if (entries != null) {
				entries.forEach((entry) -> this.revoked.add(entry.getSerialNumber()));
			}
		}

		@Nullable Code problem(PublicKey issuer, Instant now) {
			// lists of a part of the certificates, or of changes only, do not cover a
			// certificate by themselves
			if (this.crl.getExtensionValue(Extension.issuingDistributionPoint.getId()) != null
					|| this.crl.getExtensionValue(Extension.deltaCRLIndicator.getId()) != null) {
				return Code.UNABLE_TO_GET_CRL;
			}
			if (!isSignedBy(issuer)) {
				return Code.CRL_SIGNATURE_FAILURE;
			}
			if (this.crl.getThisUpdate().toInstant().isAfter(now)) {
				return Code.CRL_NOT_YET_VALID;
			}
			if (this.crl.getNextUpdate() != null && this.crl.getNextUpdate().toInstant().isBefore(now)) {
				return Code.CRL_HAS_EXPIRED;
			}
			return null;
		}

		private boolean isSignedBy(PublicKey key) {
			if (key.equals(this.signer)) {
				return true;
			}
			try {
				this.crl.verify(key);
				this.signer = key;
				return true;
			}
			catch (GeneralSecurityException ex) {
				return false;
			}
		}

	}

}
