package dev.tlsboot.trust;

import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.util.Collection;
import java.util.Set;

import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * Tells the JDK's PKIX that the extensions which {@link Purpose} and
 * {@link ServerIdentity} check are taken care of, should they be critical.
 */
final class CheckedExtensions extends PKIXCertPathChecker {

	private static final Set<String> CHECKED = Set.of(Extension.extendedKeyUsage.getId(), Extension.keyUsage.getId(),
			Extension.subjectAlternativeName.getId());

	@Override
	public void init(boolean forward) {
	}

	@Override
	public boolean isForwardCheckingSupported() {
		return true;
	}

	@Override
	public Set<String> getSupportedExtensions() {
		return CHECKED;
	}

	@Override
	public void check(Certificate certificate, @Nullable Collection<String> unresolved) {
		if (unresolved != null) {
			unresolved.removeAll(CHECKED);
		}
	}

}
