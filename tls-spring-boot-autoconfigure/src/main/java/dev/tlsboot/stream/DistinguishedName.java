package dev.tlsboot.stream;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;

/**
 * A distinguished name as OpenSSL tells it.
 */
final class DistinguishedName {

	private static final Charset UTF_32 = Charset.forName("UTF-32BE");

	/**
	 * OpenSSL's short names of the attributes that people put into names.
	 */
	private static final Map<String, String> SHORT_NAMES = """
			2.5.4.3 CN
			2.5.4.4 SN
			2.5.4.5 serialNumber
			2.5.4.6 C
			2.5.4.7 L
			2.5.4.8 ST
			2.5.4.9 street
			2.5.4.10 O
			2.5.4.11 OU
			2.5.4.12 title
			2.5.4.13 description
			2.5.4.15 businessCategory
			2.5.4.16 postalAddress
			2.5.4.17 postalCode
			2.5.4.18 postOfficeBox
			2.5.4.19 physicalDeliveryOfficeName
			2.5.4.20 telephoneNumber
			2.5.4.23 facsimileTelephoneNumber
			2.5.4.26 registeredAddress
			2.5.4.41 name
			2.5.4.42 GN
			2.5.4.43 initials
			2.5.4.44 generationQualifier
			2.5.4.45 x500UniqueIdentifier
			2.5.4.46 dnQualifier
			2.5.4.49 distinguishedName
			2.5.4.51 houseIdentifier
			2.5.4.54 dmdName
			2.5.4.65 pseudonym
			2.5.4.72 role
			2.5.4.97 organizationIdentifier
			2.5.4.98 c3
			2.5.4.99 n3
			2.5.4.100 dnsName
			0.9.2342.19200300.100.1.1 UID
			0.9.2342.19200300.100.1.3 mail
			0.9.2342.19200300.100.1.9 host
			0.9.2342.19200300.100.1.25 DC
			0.9.2342.19200300.100.1.41 mobileTelephoneNumber
			0.9.2342.19200300.100.1.43 friendlyCountryName
			0.9.2342.19200300.100.1.44 uid
			1.2.840.113549.1.9.1 emailAddress
			1.2.840.113549.1.9.2 unstructuredName
			1.2.840.113549.1.9.7 challengePassword
			1.2.840.113549.1.9.8 unstructuredAddress
			1.3.6.1.4.1.311.60.2.1.1 jurisdictionL
			1.3.6.1.4.1.311.60.2.1.2 jurisdictionST
			1.3.6.1.4.1.311.60.2.1.3 jurisdictionC
			1.2.643.3.131.1.1 INN
			1.2.643.100.1 OGRN
			1.2.643.100.3 SNILS
			1.2.643.100.5 OGRNIP
			""".lines()
		.map((line) -> line.split(" "))
		.collect(Collectors.toUnmodifiableMap((line) -> line[0], (line) -> line[1]));

	private final X500Name name;

	DistinguishedName(X500Name name) {
		this.name = name;
	}

	/**
	 * Return the attributes in their order, under short names or object identifiers.
	 */
	Map<String, List<String>> attributes() {
		Map<String, List<String>> attributes = new LinkedHashMap<>();
		for (RDN part : this.name.getRDNs()) {
			for (AttributeTypeAndValue attribute : part.getTypesAndValues()) {
				String value = text(attribute.getValue());
				attributes.computeIfAbsent(nameOf(attribute.getType()), (key) -> new ArrayList<>(1))
					.add((value != null) ? value : hex(attribute.getValue()));
			}
		}
		attributes.replaceAll((type, values) -> List.copyOf(values));
		return Collections.unmodifiableMap(attributes);
	}

	/**
	 * Return the name in the form of RFC 2253, other than ASCII left as it is.
	 */
	@Override
	public String toString() {
		StringJoiner parts = new StringJoiner(",");
		for (RDN part : reversed(this.name.getRDNs())) {
			StringJoiner attributes = new StringJoiner("+");
			for (AttributeTypeAndValue attribute : reversed(part.getTypesAndValues())) {
				attributes.add(nameOf(attribute.getType()) + "=" + rfc2253(attribute));
			}
			parts.add(attributes.toString());
		}
		return parts.toString();
	}

	private static String rfc2253(AttributeTypeAndValue attribute) {
		String value = SHORT_NAMES.containsKey(attribute.getType().getId()) ? text(attribute.getValue()) : null;
		if (value == null) {
			return hex(attribute.getValue());
		}
		StringBuilder escaped = new StringBuilder();
		for (int index = 0; index < value.length(); index++) {
			char character = value.charAt(index);
			boolean first = index == 0;
			boolean last = index == value.length() - 1;
			if (",+\"\\<>;".indexOf(character) >= 0 || (character == '#' && first)
					|| (character == ' ' && (first || last))) {
				escaped.append('\\');
			}
			escaped.append(character);
		}
		return escaped.toString();
	}

	private static String nameOf(ASN1ObjectIdentifier type) {
		return SHORT_NAMES.getOrDefault(type.getId(), type.getId());
	}

	/**
	 * Return the text of a string, or {@code null} if it is none: peers may put anything
	 * into a certificate.
	 */
	private static @Nullable String text(ASN1Encodable value) {
		if (value instanceof ASN1UniversalString universal) {
			return new String(universal.getOctets(), UTF_32);
		}
		try {
			return (value instanceof ASN1String string) ? string.getString() : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static String hex(ASN1Encodable value) {
		try {
			return "#" + Hex.toHexString(value.toASN1Primitive().getEncoded(ASN1Encoding.DER)).toUpperCase(Locale.ROOT);
		}
		catch (IOException ex) {
			throw new IllegalStateException("What was decoded can be encoded", ex);
		}
	}

	private static <T> List<T> reversed(T[] items) {
		List<T> reversed = new ArrayList<>(List.of(items));
		Collections.reverse(reversed);
		return reversed;
	}

}
