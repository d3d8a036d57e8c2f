package dev.tlsboot.trust;

import java.util.ArrayList;
import java.util.List;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.jspecify.annotations.Nullable;

/**
 * Whether the names below an authority are such as it may issue for (RFC 5280, section
 * 4.2.1.10). The JDK does this for every authority but the anchor, and gives a violation
 * no reason of its own; hence again here, for all of them.
 */
final class NameConstraintsCheck {

	/**
	 * Comparing every name with every constraint is the one place where a hostile
	 * certificate could cost more than its length.
	 */
	private static final int MAX_COMPARISONS = 1 << 18;

	private NameConstraintsCheck() {
	}

	/**
	 * Check the names of a certificate against one of the authorities above it.
	 * @return the violation, or {@code null}
	 */
	static @Nullable Code check(PathCertificate certificate, boolean isPeer, PathCertificate authority) {
		if (!authority.has(Extension.nameConstraints)) {
			return null;
		}
		NameConstraints constraints = Extensions.parse(authority.x509(), Extension.nameConstraints,
				NameConstraints::getInstance);
		if (constraints == null) {
			return Code.UNSUPPORTED_CONSTRAINT_SYNTAX;
		}
		try {
			return check(names(certificate, isPeer), orNone(constraints.getPermittedSubtrees()),
					orNone(constraints.getExcludedSubtrees()));
		}
		catch (RuntimeException ex) {
			// Bouncy Castle throws all kinds of them at constraints it cannot read
			return Code.UNSUPPORTED_CONSTRAINT_SYNTAX;
		}
	}

	private static @Nullable Code check(List<GeneralName> names, GeneralSubtree[] permitted,
			GeneralSubtree[] excluded) {
		long constraints = (long) permitted.length + excluded.length;
		if (constraints * (constraints + names.size()) > MAX_COMPARISONS) {
			return Code.UNSPECIFIED;
		}
		PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
		if (permitted.length > 0) {
			validator.intersectPermittedSubtree(permitted);
		}
		for (GeneralSubtree each : excluded) {
			validator.addExcludedSubtree(each);
		}
		for (GeneralName name : names) {
			try {
				validator.checkPermitted(name);
			}
			catch (NameConstraintValidatorException ex) {
				return Code.PERMITTED_VIOLATION;
			}
			try {
				validator.checkExcluded(name);
			}
			catch (NameConstraintValidatorException ex) {
				return Code.EXCLUDED_VIOLATION;
			}
		}
		return null;
	}

	private static List<GeneralName> names(PathCertificate certificate, boolean isPeer) {
		List<GeneralName> names = new ArrayList<>();
		X500Name subject = X500Name.getInstance(certificate.subject().getEncoded());
		if (subject.size() > 0) {
			names.add(new GeneralName(subject));
		}
		for (String address : SubjectNames.values(subject, BCStyle.EmailAddress)) {
			names.add(new GeneralName(GeneralName.rfc822Name, address));
		}
		GeneralNames alternatives = Extensions.parse(certificate.x509(), Extension.subjectAlternativeName,
				GeneralNames::getInstance);
		boolean hasHosts = false;
		if (alternatives != null) {
			for (GeneralName name : alternatives.getNames()) {
				names.add(name);
				hasHosts |= name.getTagNo() == GeneralName.dNSName;
			}
		}
		if (isPeer && !hasHosts) {
			SubjectNames.values(subject, BCStyle.CN)
				.stream()
				.filter(HostNames::isPlain)
				.map((name) -> new GeneralName(GeneralName.dNSName, name))
				.forEach(names::add);
		}
		return names;
	}

	private static GeneralSubtree[] orNone(GeneralSubtree @Nullable [] subtrees) {
		return (subtrees != null) ? subtrees : new GeneralSubtree[0];
	}

}
