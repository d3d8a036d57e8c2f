package dev.tlsboot.trust;

import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.util.Collection;
import java.util.Set;

import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * The critical extensions that may be in a certificate, and word to the JDK's PKIX of the
 * two that only we look at.
 */
final class HandledExtensions extends PKIXCertPathChecker {

	private static final Set<String> OURS = Set.of(Extension.cRLDistributionPoints.getId(), Purpose.NETSCAPE_TYPE);

	private static final Set<String> JDK = Set.of(Extension.basicConstraints.getId(), Extension.keyUsage.getId(),
			Extension.extendedKeyUsage.getId(), Extension.subjectAlternativeName.getId(),
			Extension.nameConstraints.getId(), Extension.certificatePolicies.getId(),
			Extension.policyConstraints.getId(), Extension.policyMappings.getId(), Extension.inhibitAnyPolicy.getId());

	static boolean handleAll(PathCertificate certificate) {
		Set<String> critical = certificate.x509().getCriticalExtensionOIDs();
		return critical == null || critical.stream().allMatch((each) -> OURS.contains(each) || JDK.contains(each));
	}

	@Override
	public void init(boolean forward) {
	}

	@Override
	public boolean isForwardCheckingSupported() {
		return true;
	}

	@Override
	public Set<String> getSupportedExtensions() {
		return OURS;
	}

	@Override
	public void check(Certificate certificate, @Nullable Collection<String> unresolved) {
		if (unresolved != null) {
			unresolved.removeAll(OURS);
		}
	}

}
