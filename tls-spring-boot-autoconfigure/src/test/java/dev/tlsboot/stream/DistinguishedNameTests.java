package dev.tlsboot.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class DistinguishedNameTests {

	@Test
	void readsEveryKindOfString() {
		assertThat(attributes(BCStyle.CN, new DERUTF8String("日本"))).containsExactly(entry("CN", List.of("日本")));
		assertThat(attributes(BCStyle.O, new DERT61String("Z\u00fcrich")))
			.containsExactly(entry("O", List.of("Zürich")));
		assertThat(attributes(BCStyle.OU, new DERBMPString("日本"))).containsExactly(entry("OU", List.of("日本")));
		assertThat(attributes(BCStyle.CN,
				new DERUniversalString("\u0000\u0001\u00f6\u0000".getBytes(StandardCharsets.ISO_8859_1))))
			.containsExactly(entry("CN", List.of(Character.toString(0x1f600))));
	}

	@Test
	void showsTheEncodingOfWhatIsNoText() throws IOException {
		ASN1Primitive brokenUtf8 = ASN1Primitive.fromByteArray(new byte[] { 0x0c, 3, 'a', (byte) 0xff, 'b' });
		assertThat(attributes(BCStyle.CN, brokenUtf8)).containsExactly(entry("CN", List.of("#0C0361FF62")));
	}

	@Test
	void usesShortNamesAndIdentifiers() {
		assertThat(new DistinguishedName(new X500NameBuilder().addRDN(BCStyle.JURISDICTION_C, "DE")
			.addRDN(BCStyle.DN_QUALIFIER, "q")
			.addRDN(new ASN1ObjectIdentifier("1.2.3.4.5"), "x")
			.build()).attributes()).containsExactly(entry("jurisdictionC", List.of("DE")),
					entry("dnQualifier", List.of("q")), entry("1.2.3.4.5", List.of("x")));
	}

	@Test
	void keepsWhatIsRepeatedTogether() {
		assertThat(new DistinguishedName(new X500Name("OU=a,CN=b,OU=c+OU=d")).attributes())
			.containsExactly(entry("OU", List.of("a", "c", "d")), entry("CN", List.of("b")));
	}

	private static Map<String, List<String>> attributes(ASN1ObjectIdentifier type, ASN1Encodable value) {
		return new DistinguishedName(new X500NameBuilder().addRDN(type, value).build()).attributes();
	}

}
