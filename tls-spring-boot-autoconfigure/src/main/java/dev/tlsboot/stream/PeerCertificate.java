package dev.tlsboot.stream;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;

import javax.security.auth.x500.X500Principal;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.jspecify.annotations.Nullable;

/**
 * The peer's certificate in the reference's form: what {@code getPeerCertificate()}
 * returns, each field as Node.js prints it. Everything is worked out when it is asked
 * for. Where the peer showed no certificate it is {@linkplain #isEmpty() empty}, and its
 * fields are {@code null} or empty. Immutable.
 */
public final class PeerCertificate {

	/**
	 * The peer showed no certificate.
	 */
	public static final PeerCertificate NONE = new PeerCertificate(null);

	// the month in English, the day padded with a space, as OpenSSL's ASN1_TIME_print
	// does
	private static final DateTimeFormatter TIME = DateTimeFormatter
		.ofPattern("MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private final @Nullable X509Certificate certificate;

	private PeerCertificate(@Nullable X509Certificate certificate) {
		this.certificate = certificate;
	}

	/**
	 * Describe a certificate.
	 * @param certificate the certificate
	 * @return its description
	 */
	public static PeerCertificate of(X509Certificate certificate) {
		return new PeerCertificate(certificate);
	}

	/**
	 * Return whether the peer showed no certificate.
	 * @return {@code true} if it showed none
	 */
	public boolean isEmpty() {
		return this.certificate == null;
	}

	/**
	 * Return the certificate itself.
	 * @return the certificate, or {@code null}
	 */
	public @Nullable X509Certificate x509Certificate() {
		return this.certificate;
	}

	/**
	 * Return whom the certificate is for.
	 * @return the attributes of the name, in its order, under OpenSSL's short names
	 * ({@code C}, {@code ST}, {@code L}, {@code O}, {@code OU}, {@code CN}, …; others
	 * under their object identifiers); an attribute that is there several times has
	 * several values
	 */
	public Map<String, List<String>> subject() {
		return (this.certificate != null) ? attributes(this.certificate.getSubjectX500Principal()) : Map.of();
	}

	/**
	 * Return who issued the certificate.
	 * @return as {@link #subject()}
	 */
	public Map<String, List<String>> issuer() {
		return (this.certificate != null) ? attributes(this.certificate.getIssuerX500Principal()) : Map.of();
	}

	/**
	 * Return when the certificate's time begins.
	 * @return the time as OpenSSL prints it, as in {@code Nov  6 09:52:22 2029 GMT}
	 */
	public @Nullable String validFrom() {
		return ask((certificate) -> time(certificate.getNotBefore().toInstant()));
	}

	/**
	 * Return when the certificate's time ends.
	 * @return as {@link #validFrom()}
	 */
	public @Nullable String validTo() {
		return ask((certificate) -> time(certificate.getNotAfter().toInstant()));
	}

	/**
	 * Return the SHA-1 fingerprint.
	 * @return pairs of hexadecimal digits, as in {@code 2A:7A:…}
	 */
	public @Nullable String fingerprint() {
		return ask((certificate) -> fingerprint(certificate, "SHA-1"));
	}

	/**
	 * Return the SHA-256 fingerprint.
	 * @return pairs of hexadecimal digits, as in {@code 2A:7A:…}
	 */
	public @Nullable String fingerprint256() {
		return ask((certificate) -> fingerprint(certificate, "SHA-256"));
	}

	/**
	 * Return the SHA-512 fingerprint.
	 * @return pairs of hexadecimal digits, as in {@code 2A:7A:…}
	 */
	public @Nullable String fingerprint512() {
		return ask((certificate) -> fingerprint(certificate, "SHA-512"));
	}

	/**
	 * Return the alternative names of the subject.
	 * @return the names, as in {@code DNS:localhost, IP Address:127.0.0.1}, or
	 * {@code null} if there are none. A name that holds a comma, a quote, a backslash or
	 * a control character is a JSON string, so that no name can pass for two
	 */
	public @Nullable String subjectAltName() {
		return ask(PeerCertificate::alternativeNames);
	}

	/**
	 * Return the serial number.
	 * @return hexadecimal digits, an even number of them; {@code 0} for zero
	 */
	public @Nullable String serialNumber() {
		return ask((certificate) -> {
			BigInteger serial = certificate.getSerialNumber();
			if (serial.signum() == 0) {
				return "0";
			}
			String digits = serial.abs().toString(16).toUpperCase(Locale.ROOT);
			return ((serial.signum() < 0) ? "-" : "") + ((digits.length() % 2 == 0) ? digits : "0" + digits);
		});
	}

	/**
	 * Return the modulus of an RSA key.
	 * @return hexadecimal digits, or {@code null} for other keys
	 */
	public @Nullable String modulus() {
		return ask((certificate) -> {
			RSAPublicKey key = rsaKey(certificate);
			return (key != null) ? key.getModulus().toString(16).toUpperCase(Locale.ROOT) : null;
		});
	}

	/**
	 * Return the public exponent of an RSA key.
	 * @return hexadecimal digits, as in {@code 0x10001}, or {@code null} for other keys
	 */
	public @Nullable String exponent() {
		return ask((certificate) -> {
			RSAPublicKey key = rsaKey(certificate);
			return (key != null) ? "0x" + key.getPublicExponent().toString(16) : null;
		});
	}

	/**
	 * Return the size of an RSA or EC key.
	 * @return the number of bits, 0 for other keys
	 */
	public int bits() {
		if (this.certificate == null) {
			return 0;
		}
		if (this.certificate.getPublicKey() instanceof ECPublicKey key) {
			return key.getParams().getOrder().bitLength();
		}
		RSAPublicKey key = rsaKey(this.certificate);
		return (key != null) ? key.getModulus().bitLength() : 0;
	}

	/**
	 * Return the curve of an EC key.
	 * @return the name OpenSSL gives it, as in {@code prime256v1}, or {@code null} for
	 * other keys
	 */
	public @Nullable String asn1Curve() {
		return ask((certificate) -> {
			ASN1ObjectIdentifier curve = curve(certificate);
			return (curve != null) ? ECNamedCurveTable.getName(curve) : null;
		});
	}

	/**
	 * Return the curve of an EC key.
	 * @return the name NIST gives it, as in {@code P-256}, or {@code null} for other
	 * curves and keys
	 */
	public @Nullable String nistCurve() {
		return ask((certificate) -> {
			ASN1ObjectIdentifier curve = curve(certificate);
			return (curve != null) ? NISTNamedCurves.getName(curve) : null;
		});
	}

	/**
	 * Return what the certificate says it may be used for.
	 * @return object identifiers; empty if it does not say
	 */
	public List<String> extKeyUsage() {
		try {
			List<String> usages = (this.certificate != null) ? this.certificate.getExtendedKeyUsage() : null;
			return (usages != null) ? List.copyOf(usages) : List.of();
		}
		catch (CertificateParsingException ex) {
			return List.of();
		}
	}

	@Override
	public String toString() {
		return (this.certificate != null) ? this.certificate.getSubjectX500Principal().getName() : "none";
	}

	private @Nullable String ask(Function<X509Certificate, @Nullable String> question) {
		return (this.certificate != null) ? question.apply(this.certificate) : null;
	}

	private static String time(Instant instant) {
		return TIME.format(instant);
	}

	private static String fingerprint(X509Certificate certificate, String algorithm) {
		try {
			StringJoiner pairs = new StringJoiner(":");
			for (byte each : MessageDigest.getInstance(algorithm).digest(certificate.getEncoded())) {
				pairs.add(String.format(Locale.ROOT, "%02X", each));
			}
			return pairs.toString();
		}
		catch (NoSuchAlgorithmException | CertificateEncodingException ex) {
			throw new IllegalStateException("Every JVM digests a certificate", ex);
		}
	}

	private static Map<String, List<String>> attributes(X500Principal name) {
		return new DistinguishedName(X500Name.getInstance(name.getEncoded())).attributes();
	}

	private static @Nullable String alternativeNames(X509Certificate certificate) {
		byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
		if (extension == null) {
			return null;
		}
		try {
			byte[] names = ASN1OctetString.getInstance(extension).getOctets();
			return SubjectAltNames.print(GeneralNames.getInstance(names));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static @Nullable RSAPublicKey rsaKey(X509Certificate certificate) {
		// to Node a key for RSA-PSS only is another kind of key
		return (certificate.getPublicKey() instanceof RSAPublicKey key && key.getAlgorithm().equals("RSA")) ? key
				: null;
	}

	private static @Nullable ASN1ObjectIdentifier curve(X509Certificate certificate) {
		if (!(certificate.getPublicKey() instanceof ECPublicKey key)) {
			return null;
		}
		ASN1Encodable parameters = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm().getParameters();
		return (parameters instanceof ASN1ObjectIdentifier curve) ? curve : null;
	}

}
