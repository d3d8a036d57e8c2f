package dev.tlsboot.trust;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.tlsboot.trust.AuthorizationError.Code;
import io.netty.util.NetUtil;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The hosts that a server's certificate is for (RFC 9525, section 6): the DNS names and
 * IP addresses among the subject's alternative names. The common name counts only where
 * there are no alternative names of any kind, and never as an address.
 *
 * @param dnsNames the DNS names, or the common names in their place
 * @param addresses the IP addresses
 */
record ServerIdentity(List<String> dnsNames, List<byte[]> addresses) {

	private static final int MAX_TOLD = 10;

	static ServerIdentity of(X509Certificate certificate) {
		List<String> dnsNames = new ArrayList<>();
		List<byte[]> addresses = new ArrayList<>();
		if (certificate.getExtensionValue(Extension.subjectAlternativeName.getId()) == null) {
			X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
			dnsNames.addAll(SubjectNames.values(subject, BCStyle.CN));
			return new ServerIdentity(dnsNames, addresses);
		}
		GeneralNames names = Extensions.parse(certificate, Extension.subjectAlternativeName, GeneralNames::getInstance);
		// one that cannot be read names nobody, and brings no common name back
		for (GeneralName name : (names != null) ? names.getNames() : new GeneralName[0]) {
			if (name.getTagNo() == GeneralName.dNSName) {
				dnsNames.add(((ASN1String) name.getName()).getString());
			}
			else if (name.getTagNo() == GeneralName.iPAddress) {
				addresses.add(ASN1OctetString.getInstance(name.getName()).getOctets());
			}
		}
		return new ServerIdentity(dnsNames, addresses);
	}

	/**
	 * Check that the certificate is for a host.
	 * @param host a name, in Unicode or ASCII, or an IP address, in brackets or not
	 * @return the mismatch, or empty if it is for the host
	 */
	Optional<AuthorizationError> check(String host) {
		String name = HostNames.normalize(host);
		byte[] address = HostNames.address((name != null) ? name : host);
		boolean matches = (address != null) ? this.addresses.stream().anyMatch((each) -> Arrays.equals(each, address))
				: name != null && this.dnsNames.stream().anyMatch((each) -> HostNames.matches(each, name));
		return matches ? Optional.empty()
				: Optional.of(new AuthorizationError(Code.ERR_TLS_CERT_ALTNAME_INVALID, message(host)));
	}

	private String message(String host) {
		List<String> names = new ArrayList<>();
		this.dnsNames.forEach((name) -> names.add("DNS:" + PeerText.of(name)));
		this.addresses.forEach((address) -> names.add("IP Address:" + text(address)));
		String told = names.isEmpty() ? "none" : String.join(", ", names.subList(0, Math.min(names.size(), MAX_TOLD)));
		String more = (names.size() > MAX_TOLD) ? " and " + (names.size() - MAX_TOLD) + " more" : "";
		return Code.ERR_TLS_CERT_ALTNAME_INVALID.description() + ": the host is " + PeerText.of(host)
				+ ", the names are " + told + more;
	}

	private static String text(byte[] address) {
		return (address.length == 4 || address.length == 16) ? NetUtil.bytesToIpAddress(address) : "?";
	}

}
