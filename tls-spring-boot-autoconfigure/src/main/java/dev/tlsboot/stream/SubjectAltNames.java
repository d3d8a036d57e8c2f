package dev.tlsboot.stream;

import java.util.Map;
import java.util.StringJoiner;
import java.util.function.IntPredicate;

import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * The alternative names of a subject in one line, as Node.js writes them: names that
 * could be mistaken for several, or for another kind, are quoted and escaped as JSON does
 * it (CVE-2021-44532).
 */
final class SubjectAltNames {

	/**
	 * The names that RFC 4985, 6120, 7585 and 8398 and Microsoft add.
	 */
	private static final Map<String, String> OTHER_NAMES = Map.of("1.3.6.1.5.5.7.8.5", "XmppAddr", "1.3.6.1.5.5.7.8.7",
			"SRVName", "1.3.6.1.5.5.7.8.8", "NAIRealm", "1.3.6.1.5.5.7.8.9", "SmtpUTF8Mailbox",
			"1.3.6.1.4.1.311.20.2.3", "UPN");

	private static final String SRV_NAME = "1.3.6.1.5.5.7.8.7";

	private static final IntPredicate PRINTABLE_ASCII = (character) -> character >= ' ' && character <= '~';

	private static final IntPredicate NO_CONTROL = (character) -> character >= ' ' && character != 0x7f;

	private SubjectAltNames() {
	}

	/**
	 * Write names in a line.
	 * @throws IllegalArgumentException if a name is not what its kind says
	 */
	static String print(GeneralNames names) {
		StringJoiner line = new StringJoiner(", ");
		for (GeneralName name : names.getNames()) {
			line.add(print(name));
		}
		return line.toString();
	}

	private static String print(GeneralName name) {
		return switch (name.getTagNo()) {
			case GeneralName.rfc822Name -> "email:" + quoteIfNeeded("", text(name), PRINTABLE_ASCII);
			case GeneralName.dNSName -> "DNS:" + quoteIfNeeded("", text(name), PRINTABLE_ASCII);
			case GeneralName.uniformResourceIdentifier -> "URI:" + quoteIfNeeded("", text(name), PRINTABLE_ASCII);
			case GeneralName.directoryName -> "DirName:" + quoteIfNeeded("",
					new DistinguishedName(X500Name.getInstance(name.getName())).toString(), NO_CONTROL);
			case GeneralName.iPAddress ->
				"IP Address:" + address(ASN1OctetString.getInstance(name.getName()).getOctets());
			case GeneralName.registeredID ->
				"Registered ID:" + ASN1ObjectIdentifier.getInstance(name.getName()).getId();
			case GeneralName.otherName -> "othername:" + other(OtherName.getInstance(name.getName()));
			case GeneralName.x400Address -> "X400Name:<unsupported>";
			default -> "EdiPartyName:<unsupported>";
		};
	}

	private static String text(GeneralName name) {
		return ASN1IA5String.getInstance(name.getName()).getString();
	}

	private static String other(OtherName name) {
		String type = name.getTypeID().getId();
		String kind = OTHER_NAMES.get(type);
		boolean ascii = type.equals(SRV_NAME);
		boolean expected = ascii ? name.getValue() instanceof ASN1IA5String : name.getValue() instanceof ASN1UTF8String;
		if (kind == null || !expected) {
			return "<unsupported>";
		}
		return quoteIfNeeded(kind + ":", ((ASN1String) name.getValue()).getString(),
				ascii ? PRINTABLE_ASCII : NO_CONTROL);
	}

	private static String address(byte[] address) {
		StringJoiner text;
		if (address.length == 4) {
			text = new StringJoiner(".");
			for (byte part : address) {
				text.add(Integer.toString(part & 0xff));
			}
		}
		else if (address.length == 16) {
			text = new StringJoiner(":");
			for (int index = 0; index < address.length; index += 2) {
				text.add(String.format("%X", (address[index] & 0xff) << 8 | address[index + 1] & 0xff));
			}
		}
		else {
			return "<invalid length=" + address.length + ">";
		}
		return text.toString();
	}

	private static String quoteIfNeeded(String prefix, String name, IntPredicate plain) {
		if (name.chars().allMatch((character) -> plain.test(character) && "\"\\,'".indexOf(character) < 0)) {
			return prefix + name;
		}
		StringBuilder quoted = new StringBuilder("\"").append(prefix);
		name.chars().forEach((character) -> {
			if (character == '"' || character == '\\') {
				quoted.append('\\').append((char) character);
			}
			else if (character != ',' && plain.test(character)) {
				quoted.append((char) character);
			}
			else {
				quoted.append(String.format("\\u%04x", character));
			}
		});
		return quoted.append('"').toString();
	}

}
