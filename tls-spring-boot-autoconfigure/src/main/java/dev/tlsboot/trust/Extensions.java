package dev.tlsboot.trust;

import java.io.IOException;
import java.security.cert.X509Extension;
import java.util.function.Function;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.jspecify.annotations.Nullable;

/**
 * Reads extensions that the JDK shows as bytes only.
 */
final class Extensions {

	private Extensions() {
	}

	/**
	 * Return an extension.
	 * @return the value, or {@code null} if there is none or it is damaged
	 */
	static <T> @Nullable T parse(X509Extension holder, ASN1ObjectIdentifier type, Function<ASN1Primitive, T> parser) {
		byte[] value = holder.getExtensionValue(type.getId());
		if (value == null) {
			return null;
		}
		try {
			return parser.apply(ASN1Primitive.fromByteArray(ASN1OctetString.getInstance(value).getOctets()));
		}
		catch (IOException | IllegalArgumentException | IllegalStateException ex) {
			return null;
		}
	}

}
