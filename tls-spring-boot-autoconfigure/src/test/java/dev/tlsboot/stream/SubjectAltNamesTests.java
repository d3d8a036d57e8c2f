package dev.tlsboot.stream;

import java.util.stream.Stream;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The expected texts are what Node.js 20 answers; {@link PeerCertificateTests} asks it
 * for the same names where it is installed.
 */
class SubjectAltNamesTests {

	@ParameterizedTest
	@MethodSource("names")
	void writesANameAsNodeDoes(GeneralName name, String expected) {
		assertThat(SubjectAltNames.print(new GeneralNames(name))).isEqualTo(expected);
	}

	@Test
	void oneNameCannotPassForTwo() {
		GeneralName forged = new GeneralName(GeneralName.dNSName, "good.example, DNS:evil.example");
		GeneralName other = new GeneralName(GeneralName.dNSName, "other.example");
		assertThat(SubjectAltNames.print(new GeneralNames(new GeneralName[] { forged, other })))
			.isEqualTo("DNS:\"good.example\\u002c DNS:evil.example\", DNS:other.example");
	}

	static GeneralName[] everyKind() {
		return names().map((arguments) -> (GeneralName) arguments.get()[0]).toArray(GeneralName[]::new);
	}

	private static Stream<Arguments> names() {
		return Stream.of(Arguments.of(new GeneralName(GeneralName.dNSName, "localhost"), "DNS:localhost"),
				Arguments.of(new GeneralName(GeneralName.dNSName, "*.example.com"), "DNS:*.example.com"),
				Arguments.of(new GeneralName(GeneralName.dNSName, ""), "DNS:"),
				Arguments.of(new GeneralName(GeneralName.dNSName, "a\"b\\c'd"), "DNS:\"a\\\"b\\\\c'd\""),
				Arguments.of(new GeneralName(GeneralName.dNSName, "a\u0000b\nc"), "DNS:\"a\\u0000b\\u000ac\""),
				Arguments.of(new GeneralName(GeneralName.rfc822Name, "a@b.c"), "email:a@b.c"),
				Arguments.of(new GeneralName(GeneralName.uniformResourceIdentifier, "http://x/?a,b'c"),
						"URI:\"http://x/?a\\u002cb'c\""),
				Arguments.of(new GeneralName(GeneralName.iPAddress, "10.0.0.255"), "IP Address:10.0.0.255"),
				Arguments.of(new GeneralName(GeneralName.iPAddress, "2001:db8::1"), "IP Address:2001:DB8:0:0:0:0:0:1"),
				Arguments.of(new GeneralName(GeneralName.registeredID, "1.2.840.113549.1.1.1"),
						"Registered ID:1.2.840.113549.1.1.1"),
				Arguments.of(new GeneralName(new X500Name("C=DE,O=A,CN=b")), "DirName:\"CN=b\\u002cO=A\\u002cC=DE\""),
				Arguments.of(new GeneralName(new X500Name("CN=a+OU=b,O=\\#hash")),
						"DirName:\"O=\\\\#hash\\u002cOU=b+CN=a\""),
				Arguments.of(new GeneralName(awkwardName()),
						"DirName:\"OU=a=b\\\\\\\\c\\\\;\\\\<d\\\\>\\u000a\\u0001\\u002c1.2.3.4=#0C027A7A"
								+ "\\u002cemailAddress=a@b\\u002cCN=\\\\ lead\\\\ "
								+ "\\u002cO=Zürich\\\\\\u002c \\\\\\\"x\\\\\\\"\\u002cC=DE\""),
				Arguments.of(other("1.3.6.1.4.1.311.20.2.3", new DERUTF8String("ü@x")), "othername:UPN:ü@x"),
				Arguments.of(other("1.3.6.1.5.5.7.8.5", new DERUTF8String("a,b")), "othername:\"XmppAddr:a\\u002cb\""),
				Arguments.of(other("1.3.6.1.5.5.7.8.7", new DERIA5String("_sip.x")), "othername:SRVName:_sip.x"),
				Arguments.of(other("1.3.6.1.5.5.7.8.7", new DERUTF8String("_sip.x")), "othername:<unsupported>"),
				Arguments.of(other("1.3.6.1.5.5.7.8.8", new DERUTF8String("x.y")), "othername:NAIRealm:x.y"),
				Arguments.of(other("1.3.6.1.5.5.7.8.9", new DERUTF8String("ä@x")), "othername:SmtpUTF8Mailbox:ä@x"),
				Arguments.of(other("1.2.3", new DERUTF8String("x")), "othername:<unsupported>"));
	}

	@Test
	void saysThatAnAddressHasNoLengthOfOne() {
		GeneralName name = new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[5]));
		assertThat(SubjectAltNames.print(new GeneralNames(name))).isEqualTo("IP Address:<invalid length=5>");
	}

	private static X500Name awkwardName() {
		return new X500NameBuilder().addRDN(new ASN1ObjectIdentifier("2.5.4.6"), new DERPrintableString("DE"))
			.addRDN(new ASN1ObjectIdentifier("2.5.4.10"), new DERUTF8String("Zürich, \"x\""))
			.addRDN(new ASN1ObjectIdentifier("2.5.4.3"), new DERUTF8String(" lead "))
			.addRDN(new ASN1ObjectIdentifier("1.2.840.113549.1.9.1"), new DERIA5String("a@b"))
			.addRDN(new ASN1ObjectIdentifier("1.2.3.4"), new DERUTF8String("zz"))
			.addRDN(new ASN1ObjectIdentifier("2.5.4.11"), new DERUTF8String("a=b\\c;<d>\n\u0001"))
			.build();
	}

	private static GeneralName other(String type, ASN1Encodable value) {
		return new GeneralName(GeneralName.otherName, new DERSequence(
				new ASN1Encodable[] { new ASN1ObjectIdentifier(type), new DERTaggedObject(true, 0, value) }));
	}

}
