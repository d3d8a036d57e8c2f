package dev.tlsboot.trust;

import java.util.Arrays;
import java.util.List;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Reads the parts of a subject.
 */
final class SubjectNames {

	private SubjectNames() {
	}

	/**
	 * Return all values of an attribute that are text.
	 */
	static List<String> values(X500Name subject, ASN1ObjectIdentifier type) {
		return Arrays.stream(subject.getRDNs())
			.flatMap((rdn) -> Arrays.stream(rdn.getTypesAndValues()))
			.filter((each) -> each.getType().equals(type))
			.map(AttributeTypeAndValue::getValue)
			.filter(ASN1String.class::isInstance)
			.map((value) -> ((ASN1String) value).getString())
			.toList();
	}

}
