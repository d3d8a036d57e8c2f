package dev.tlsboot.trust;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * Hosts and certificates, in a table: host, subject, alternative names, and the outcome.
 * An alternative name is {@code dns:}, {@code ip:}, {@code uri:} or {@code email:} and a
 * value.
 */
final class IdentityCases {

	private final List<IdentityCase> cases = new ArrayList<>();

	static List<IdentityCase> all() {
		IdentityCases table = new IdentityCases();
		table.exactNames();
		table.wildcards();
		table.commonNames();
		table.addresses();
		table.internationalNames();
		table.tricks();
		return table.cases;
	}

	private void exactNames() {
		yes("example.com", "CN=x", "dns:example.com");
		yes("www.example.com", "CN=x", "dns:example.com", "dns:www.example.com");
		yes("EXAMPLE.com", "CN=x", "dns:example.com");
		yes("example.com", "CN=x", "dns:EXAMPLE.COM");
		yes("example.com.", "CN=x", "dns:example.com");
		yes("example.com", "CN=x", "dns:example.com.");
		yes("localhost", "CN=x", "dns:localhost");
		yes("a_b.example.com", "CN=x", "dns:a_b.example.com");
		yes("example.com", "CN=x", "uri:https://example.org", "dns:example.com");
		no("example.org", "CN=x", "dns:example.com");
		no("www.example.com", "CN=x", "dns:example.com");
		no("example.com", "CN=x", "dns:www.example.com");
		no("ample.com", "CN=x", "dns:example.com");
		no("example.com.evil.org", "CN=x", "dns:example.com");
		no("evil-example.com", "CN=x", "dns:example.com");
		// Node.js takes any number of dots at the end and an empty label for a wildcard
		noUnlikeNode("example.com..", "CN=x", "dns:example.com");
		no(".example.com", "CN=x", "dns:example.com");
		no("bad..example.com", "CN=x", "dns:bad..example.com");
		no("example.com", "CN=x", "dns:.example.com");
		no("example.com", "CN=x", "dns: example.com");
		no("example.com", "CN=x", "dns:");
		no("", "CN=x", "dns:example.com");
		no(".", "CN=x", "dns:.");
	}

	private void wildcards() {
		yes("a.example.com", "CN=x", "dns:*.example.com");
		yes("A.Example.Com.", "CN=x", "dns:*.EXAMPLE.com");
		yes("example.co.uk", "CN=x", "dns:*.co.uk");
		yes("xn--bcher-kva.example.com", "CN=x", "dns:*.example.com");
		no("a.b.example.com", "CN=x", "dns:*.example.com");
		no("example.com", "CN=x", "dns:*.example.com");
		noUnlikeNode(".example.com", "CN=x", "dns:*.example.com");
		no("example.com", "CN=x", "dns:*.com");
		no("localhost", "CN=x", "dns:*");
		no("example.com", "CN=x", "dns:*.");
		no("example.com", "CN=x", "dns:*.com.");
		no("a.b.example.com", "CN=x", "dns:a.*.example.com");
		no("a.b.example.com", "CN=x", "dns:*.*.example.com");
		no("a.example.com", "CN=x", "dns:**.example.com");
		no("a.example.com", "CN=x", "dns:*.example.*");
		no("a.example.com", "CN=x", "dns:*example.com");
		no("*.example.com", "CN=x", "dns:example.com");
		no("xn--bcher-kva.example.com", "CN=x", "dns:xn--*.example.com");
		// a wildcard that is a part of a label: Node.js follows RFC 6125, we RFC 9525
		noUnlikeNode("bar.example.com", "CN=x", "dns:b*.example.com");
		noUnlikeNode("bar.example.com", "CN=x", "dns:*r.example.com");
		noUnlikeNode("bar.example.com", "CN=x", "dns:b*r.example.com");
	}

	private void commonNames() {
		yes("example.com", "CN=example.com");
		yes("a.example.com", "CN=*.example.com");
		yes("b.example.com", "CN=a.example.com,CN=b.example.com");
		no("example.org", "CN=example.com");
		no("example.com", "O=example.com");
		no("example.com", "CN=*.com");
		no("example.com", "CN=example.com", "dns:example.org");
		no("1.2.3.4", "CN=1.2.3.4");
		no("::1", "CN=::1");
		no("example.com", "CN=some example.com");
		// Node.js goes back to the common name when no alternative name is a DNS name
		noUnlikeNode("example.com", "CN=example.com", "ip:1.2.3.4");
		noUnlikeNode("example.com", "CN=example.com", "uri:https://example.org");
		noUnlikeNode("example.com", "CN=example.com", "email:me@example.com");
	}

	private void addresses() {
		yes("1.2.3.4", "CN=x", "ip:1.2.3.4");
		yes("127.0.0.1", "CN=x", "dns:localhost", "ip:127.0.0.1");
		yes("::1", "CN=x", "ip:::1");
		yes("0:0:0:0:0:0:0:1", "CN=x", "ip:::1");
		yes("2001:db8::1", "CN=x", "ip:2001:db8::1");
		yes("2001:DB8:0:0::1", "CN=x", "ip:2001:db8::1");
		yes("2001:0db8:0000:0000:0000:0000:0000:0001", "CN=x", "ip:2001:db8::1");
		yesUnlikeNode("[2001:db8::1]", "CN=x", "ip:2001:db8::1");
		yes("fe80::1%eth0", "CN=x", "ip:fe80::1");
		yesUnlikeNode("[fe80::1%25eth0]", "CN=x", "ip:fe80::1");
		no("1.2.3.5", "CN=x", "ip:1.2.3.4");
		no("::2", "CN=x", "ip:::1");
		no("1.2.3.4", "CN=x", "dns:1.2.3.4");
		no("1.2.3.4", "CN=x", "uri:https://1.2.3.4/");
		no("1.2.3.4", "CN=x", "dns:*.2.3.4");
		no("1.2.3.4", "CN=*.2.3.4");
		no("::ffff:1.2.3.4", "CN=x", "ip:1.2.3.4");
		no("example.com", "CN=x", "ip:1.2.3.4");
		no("1.2.3.4%eth0", "CN=x", "ip:1.2.3.4");
	}

	private void internationalNames() {
		yesUnlikeNode("b\u00fccher.example", "CN=x", "dns:xn--bcher-kva.example");
		yes("xn--bcher-kva.example", "CN=x", "dns:XN--bcher-kva.example");
		yesUnlikeNode("B\u00dcCHER.example", "CN=x", "dns:xn--bcher-kva.example");
		yesUnlikeNode("example\u3002com", "CN=x", "dns:example.com");
		// the digits of another script make an address all the same
		yesUnlikeNode("\uff11.2.3.4", "CN=x", "ip:1.2.3.4");
		no("\uff11.2.3.4", "CN=x", "dns:1.2.3.4");
		no("example\u00e0.com", "CN=x", "dns:example.com");
		no("xn--bcher-kva.example", "CN=b\u00fccher.example");
	}

	private void tricks() {
		no("example.com", "CN=x", "dns:example.com\0.evil.org");
		no("example.com\0.evil.org", "CN=x", "dns:example.com");
		no("example.com", "CN=x", "dns:example.com, DNS:example.org");
		no("example.org", "CN=x", "dns:example.com, DNS:example.org");
		no("example.com", "CN=x", "uri:https://example.com/");
		no("example.com", "CN=x", "uri:http://a/, DNS:example.com");
		no("example.com", "CN=x", "email:me@example.com");
		no("example.com", "CN=x", "email:example.com");
		no("example.com", "CN=x\\, DNS:example.com", "dns:example.org");
		no("example.com\n", "CN=x", "dns:example.com");
		no("exa mple.com", "CN=x", "dns:exa mple.com");
		add("example.com", "CN=example.com + a damaged extension",
				CertificateRecipe.named("CN=example.com")
					.rawExtension(Extension.subjectAlternativeName, false, new byte[] { 0x30, 0x7f, 0x01 }),
				false, false);
		add("example.com", "CN=x, other name",
				CertificateRecipe.named("CN=x")
					.names(new GeneralName(GeneralName.otherName, new OtherName(
							new ASN1ObjectIdentifier("1.3.6.1.4.1.32473.2"), new DERUTF8String("DNS:example.com")))),
				false, true);
		add("1.2.3.4", "CN=x, address with a mask",
				CertificateRecipe.named("CN=x")
					.names(new GeneralName(GeneralName.iPAddress,
							new DEROctetString(new byte[] { 1, 2, 3, 4, -1, -1, -1, 0 }))),
				false, true);
	}

	private void yes(String host, String subject, String... names) {
		add(host, subject, names, true, true);
	}

	private void yesUnlikeNode(String host, String subject, String... names) {
		add(host, subject, names, true, false);
	}

	private void no(String host, String subject, String... names) {
		add(host, subject, names, false, true);
	}

	private void noUnlikeNode(String host, String subject, String... names) {
		add(host, subject, names, false, false);
	}

	private void add(String host, String subject, String[] names, boolean matches, boolean likeNode) {
		CertificateRecipe recipe = CertificateRecipe.named(subject);
		if (names.length > 0) {
			recipe.names(Arrays.stream(names).map(IdentityCases::name).toArray(GeneralName[]::new));
		}
		add(host, Arrays.stream(names).collect(Collectors.joining(" ", subject + " ", "")), recipe, matches, likeNode);
	}

	private void add(String host, String told, CertificateRecipe recipe, boolean matches, boolean likeNode) {
		X509Certificate certificate = recipe.selfSigned().certificate();
		this.cases
			.add(new IdentityCase(printable("host: " + host + " | " + told), host, certificate, matches, likeNode));
	}

	private static String printable(String text) {
		return text.chars()
			.mapToObj(
					(each) -> (each >= ' ' && each < 0x7F) ? String.valueOf((char) each) : String.format("{%x}", each))
			.collect(Collectors.joining());
	}

	private static GeneralName name(String text) {
		String value = text.substring(text.indexOf(':') + 1);
		return switch (text.substring(0, text.indexOf(':'))) {
			case "dns" -> new GeneralName(GeneralName.dNSName, new DERIA5String(value));
			case "uri" -> new GeneralName(GeneralName.uniformResourceIdentifier, new DERIA5String(value));
			case "email" -> new GeneralName(GeneralName.rfc822Name, new DERIA5String(value));
			default -> new GeneralName(GeneralName.iPAddress, value);
		};
	}

}
