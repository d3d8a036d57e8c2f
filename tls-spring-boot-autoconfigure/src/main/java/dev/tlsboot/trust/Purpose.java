package dev.tlsboot.trust;

import java.security.cert.CertificateParsingException;
import java.util.List;

import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/**
 * What a certificate has to be good for, by its extended key usage, key usage and
 * Netscape's certificate type: OpenSSL's purposes {@code sslclient} and {@code sslserver}
 * (man page openssl-verification-options). An authority needs the extended key usage as
 * well, should it have any; {@code anyExtendedKeyUsage} does not count.
 */
enum Purpose {

	TLS_CLIENT("1.3.6.1.5.5.7.3.2", 0x80, 0, 4),

	TLS_SERVER("1.3.6.1.5.5.7.3.1", 0x40, 0, 2, 4);

	static final String NETSCAPE_TYPE = "2.16.840.1.113730.1.1";

	private final String extendedKeyUsage;

	private final int netscapeType;

	/**
	 * Positions in {@code KeyUsage}: 0 digitalSignature, 2 keyEncipherment, 4
	 * keyAgreement.
	 */
	private final int[] keyUsages;

	Purpose(String extendedKeyUsage, int netscapeType, int... keyUsages) {
		this.extendedKeyUsage = extendedKeyUsage;
		this.netscapeType = netscapeType;
		this.keyUsages = keyUsages;
	}

	/**
	 * Return whether the peer's own certificate serves the purpose.
	 */
	boolean allowsPeer(PathCertificate certificate) {
		return hasExtendedKeyUsage(certificate) && certificate.allows(this.keyUsages) && hasNetscapeType(certificate);
	}

	/**
	 * Return whether an authority may issue certificates for the purpose.
	 */
	boolean allowsIssuer(PathCertificate certificate) {
		return hasExtendedKeyUsage(certificate) && certificate.isAuthorityAsRoot();
	}

	private boolean hasExtendedKeyUsage(PathCertificate certificate) {
		try {
			List<String> usages = certificate.x509().getExtendedKeyUsage();
			// the JDK shows a damaged extension as none
			return (usages != null) ? usages.contains(this.extendedKeyUsage)
					: !certificate.has(Extension.extendedKeyUsage);
		}
		catch (CertificateParsingException ex) {
			return false;
		}
	}

	private boolean hasNetscapeType(PathCertificate certificate) {
		ASN1BitString types = Extensions.parse(certificate.x509(), new ASN1ObjectIdentifier(NETSCAPE_TYPE),
				ASN1BitString::getInstance);
		return types == null || (types.intValue() & this.netscapeType) != 0;
	}

}
