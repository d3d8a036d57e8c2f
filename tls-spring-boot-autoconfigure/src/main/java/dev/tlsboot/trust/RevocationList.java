package dev.tlsboot.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.jspecify.annotations.Nullable;

/**
 * A revocation list, taken apart once: a serial number is found by its hash, and a
 * signature that was seen to be good is not checked again. Safe for use by several
 * threads.
 */
final class RevocationList {

	private static final Set<String> KNOWN_CRITICAL = Set.of(Extension.issuingDistributionPoint.getId(),
			Extension.authorityKeyIdentifier.getId());

	private final X509CRL crl;

	private final @Nullable AuthorityKeyIdentifier authority;

	private final boolean complete;

	private final boolean understood;

	private final @Nullable IssuingDistributionPoint scope;

	private final Set<BigInteger> revoked = new HashSet<>();

	/**
	 * The key of a trusted path that was seen to have signed the list. There is only one
	 * such key, so this does not grow with what peers send.
	 */
	private volatile @Nullable PublicKey signer;

	RevocationList(X509CRL crl) {
		this.crl = crl;
		this.authority = Extensions.parse(crl, Extension.authorityKeyIdentifier, AuthorityKeyIdentifier::getInstance);
		this.scope = Extensions.parse(crl, Extension.issuingDistributionPoint, IssuingDistributionPoint::getInstance);
		this.complete = crl.getExtensionValue(Extension.deltaCRLIndicator.getId()) == null && isOfOneIssuer(crl);
		Set<? extends X509CRLEntry> entries = (crl.getRevokedCertificates() != null) ? crl.getRevokedCertificates()
				: Set.of();
		boolean entriesUnderstood = true;
		for (X509CRLEntry entry : entries) {
			entriesUnderstood &= !entry.hasUnsupportedCriticalExtension();
			if (entry.getRevocationReason() != CRLReason.REMOVE_FROM_CRL) {
				this.revoked.add(entry.getSerialNumber());
			}
		}
		Set<String> critical = crl.getCriticalExtensionOIDs();
		this.understood = entriesUnderstood && (critical == null || KNOWN_CRITICAL.containsAll(critical));
	}

	/**
	 * A list of several issuers' certificates, or of some reasons only, tells less than a
	 * list is asked for here.
	 */
	private boolean isOfOneIssuer(X509CRL crl) {
		if (this.scope == null) {
			return crl.getExtensionValue(Extension.issuingDistributionPoint.getId()) == null;
		}
		return !this.scope.isIndirectCRL() && this.scope.getOnlySomeReasons() == null;
	}

	X500Principal issuer() {
		return this.crl.getIssuerX500Principal();
	}

	/**
	 * Return whether the list is one of an issuer's and tells about a certificate (RFC
	 * 5280, section 6.3.3).
	 */
	boolean covers(PathCertificate certificate, PathCertificate issuer) {
		return this.complete && issuer.matches(this.authority)
				&& (this.scope == null || isInScope(certificate, this.scope));
	}

	private static boolean isInScope(PathCertificate certificate, IssuingDistributionPoint scope) {
		boolean authority = certificate.x509().getBasicConstraints() >= 0;
		if (scope.onlyContainsAttributeCerts()
				|| (authority ? scope.onlyContainsUserCerts() : scope.onlyContainsCACerts())) {
			return false;
		}
		DistributionPointName point = scope.getDistributionPoint();
		if (point == null) {
			return true;
		}
		CRLDistPoint points = Extensions.parse(certificate.x509(), Extension.cRLDistributionPoints,
				CRLDistPoint::getInstance);
		return points != null && Arrays.stream(points.getDistributionPoints())
			.filter((each) -> each.getCRLIssuer() == null && each.getReasons() == null)
			.map(DistributionPoint::getDistributionPoint)
			.anyMatch((each) -> each != null && shareName(each, point));
	}

	private static boolean shareName(DistributionPointName one, DistributionPointName other) {
		List<GeneralName> names = names(one);
		return names(other).stream().anyMatch(names::contains);
	}

	private static List<GeneralName> names(DistributionPointName point) {
		ASN1Encodable name = point.getName();
		return (point.getType() == DistributionPointName.FULL_NAME) ? List.of(GeneralNames.getInstance(name).getNames())
				: List.of();
	}

	boolean isUnderstood() {
		return this.understood;
	}

	boolean isStarted(Instant now) {
		return !this.crl.getThisUpdate().toInstant().isAfter(now);
	}

	boolean isOver(Instant now) {
		return this.crl.getNextUpdate() != null && this.crl.getNextUpdate().toInstant().isBefore(now);
	}

	boolean isRevoked(PathCertificate certificate) {
		return this.revoked.contains(certificate.x509().getSerialNumber());
	}

	/**
	 * Return whether a key has signed this list.
	 * @param trusted whether the key belongs to a path that is good, and the answer may
	 * be kept
	 */
	boolean isSignedBy(PublicKey key, boolean trusted) {
		PublicKey known = this.signer;
		if (known != null) {
			return known.equals(key) || Arrays.equals(known.getEncoded(), key.getEncoded());
		}
		try {
			this.crl.verify(key);
			if (trusted) {
				this.signer = key;
			}
			return true;
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	/**
	 * Order lists as OpenSSL does: those that are understood and in their time last, and
	 * among equals the latest.
	 */
	static Comparator<RevocationList> bestLast(Instant now) {
		return Comparator.comparing(RevocationList::isUnderstood)
			.thenComparing((list) -> list.isStarted(now) && !list.isOver(now))
			.thenComparing((list) -> list.crl.getThisUpdate());
	}

}
