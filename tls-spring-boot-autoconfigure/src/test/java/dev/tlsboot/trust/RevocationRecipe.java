package dev.tlsboot.trust;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes revocation lists.
 */
final class RevocationRecipe {

	private final Held issuer;

	private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();

	private final Map<BigInteger, Integer> entries = new LinkedHashMap<>();

	private Held signer;

	private boolean identifiers = true;

	private Instant thisUpdate = Instant.now().minus(Duration.ofDays(1));

	private Instant nextUpdate = Instant.now().plus(Duration.ofDays(7));

	private RevocationRecipe(Held issuer) {
		this.issuer = issuer;
		this.signer = issuer;
	}

	static RevocationRecipe by(Held issuer) {
		return new RevocationRecipe(issuer);
	}

	static X509CRL empty(Held issuer) {
		return by(issuer).make();
	}

	RevocationRecipe revoking(Held... certificates) {
		for (Held each : certificates) {
			this.entries.put(each.certificate().getSerialNumber(), CRLReason.keyCompromise);
		}
		return this;
	}

	RevocationRecipe revoking(BigInteger serialNumber, int reason) {
		this.entries.put(serialNumber, reason);
		return this;
	}

	RevocationRecipe signedBy(Held signer) {
		this.signer = signer;
		return this;
	}

	RevocationRecipe withoutIdentifiers() {
		this.identifiers = false;
		return this;
	}

	RevocationRecipe updated(Duration sinceThis, Duration untilNext) {
		this.thisUpdate = Instant.now().minus(sinceThis);
		this.nextUpdate = (untilNext != null) ? Instant.now().plus(untilNext) : null;
		return this;
	}

	RevocationRecipe extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
		try {
			this.extensions.put(type, Extension.create(type, critical, value));
			return this;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	X509CRL make() {
		try {
			X509v2CRLBuilder builder = new X509v2CRLBuilder(CertificateRecipe.name(this.issuer.certificate()),
					Date.from(this.thisUpdate));
			if (this.nextUpdate != null) {
				builder.setNextUpdate(Date.from(this.nextUpdate));
			}
			this.entries.forEach(
					(serialNumber, reason) -> builder.addCRLEntry(serialNumber, Date.from(this.thisUpdate), reason));
			if (this.identifiers) {
				builder.addExtension(Extension.authorityKeyIdentifier, false,
						new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(this.issuer.keys().getPublic()));
			}
			for (Extension extension : this.extensions.values()) {
				builder.addExtension(extension);
			}
			String algorithm = this.signer.keys().getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA"
					: "SHA256withRSA";
			return new JcaX509CRLConverter()
				.getCRL(builder.build(new JcaContentSignerBuilder(algorithm).build(this.signer.keys().getPrivate())));
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
