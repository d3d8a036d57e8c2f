package dev.tlsboot.trust;

import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.security.auth.x500.X500Principal;

import dev.tlsboot.trust.AuthorizationError.Code;
import io.netty.util.NetUtil;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate is for the host that was meant (RFC 9525, and Node's
 * {@code checkServerIdentity}): DNS names and IP addresses among the subject's
 * alternative names; the common name only where there are no alternative names at all. A
 * wildcard stands for the whole left-most label, above at least two others.
 */
final class ServerIdentity {

	private static final int DNS_NAME = 2;

	private static final int IP_ADDRESS = 7;

	private ServerIdentity() {
	}

	static Optional<AuthorizationError> check(String host, X509Certificate certificate) {
		try {
			Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
			byte[] address = address(host);
			List<String> names = new ArrayList<>();
			boolean matches = false;
			if (alternatives == null) {
				String commonName = commonName(certificate.getSubjectX500Principal());
				if (commonName != null) {
					names.add("CN:" + commonName);
				}
				matches = address == null && commonName != null && matchesName(normalize(host), commonName);
			}
			else {
				for (List<?> alternative : alternatives) {
					if (alternative.get(0).equals(DNS_NAME)) {
						names.add("DNS:" + alternative.get(1));
						matches |= address == null && matchesName(normalize(host), String.valueOf(alternative.get(1)));
					}
					else if (alternative.get(0).equals(IP_ADDRESS)) {
						names.add("IP Address:" + alternative.get(1));
						matches |= address != null
								&& Arrays.equals(address, address(String.valueOf(alternative.get(1))));
					}
				}
			}
			return matches ? Optional.empty() : mismatch(host, names);
		}
		catch (CertificateParsingException ex) {
			return mismatch(host, List.of());
		}
	}

	private static Optional<AuthorizationError> mismatch(String host, List<String> names) {
		String found = names.isEmpty() ? "no name of a host" : String.join(", ", names);
		return Optional.of(new AuthorizationError(Code.ERR_TLS_CERT_ALTNAME_INVALID,
				"Hostname/IP does not match certificate's altnames: " + host + " was meant, the certificate has "
						+ found));
	}

	private static byte @Nullable [] address(String host) {
		String address = (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
		int zone = address.indexOf('%');
		return NetUtil.createByteArrayFromIpAddressString((zone < 0) ? address : address.substring(0, zone));
	}

	/**
	 * Return a host name in its ASCII form, without the dot of the root, or {@code null}
	 * if it is none.
	 */
	private static @Nullable String normalize(String host) {
		String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
		try {
			return IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES | IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static boolean matchesName(@Nullable String host, String pattern) {
		if (host == null || host.isEmpty() || !isPrintable(pattern)) {
			return false;
		}
		String name = (pattern.endsWith(".") ? pattern.substring(0, pattern.length() - 1) : pattern)
			.toLowerCase(Locale.ROOT);
		if (!name.startsWith("*.")) {
			return name.indexOf('*') < 0 && name.equals(host);
		}
		String parent = name.substring(1);
		int firstDot = host.indexOf('.');
		return parent.indexOf('*') < 0 && parent.indexOf('.', 1) > 0 && firstDot > 0
				&& host.substring(firstDot).equals(parent);
	}

	/**
	 * Names in certificates are ASCII (RFC 5280, section 4.2.1.6); one with a NUL or
	 * anything else in it is somebody's trick.
	 */
	private static boolean isPrintable(String name) {
		return !name.isEmpty() && name.chars().allMatch((character) -> character > ' ' && character < 0x7F);
	}

	private static @Nullable String commonName(X500Principal subject) {
		RDN[] names = X500Name.getInstance(subject.getEncoded()).getRDNs(BCStyle.CN);
		return (names.length > 0 && names[names.length - 1].getFirst().getValue() instanceof ASN1String text)
				? text.getString() : null;
	}

}
