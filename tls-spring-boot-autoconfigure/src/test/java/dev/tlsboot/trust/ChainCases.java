package dev.tlsboot.trust;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;

import static dev.tlsboot.trust.CertificateRecipe.authority;
import static dev.tlsboot.trust.CertificateRecipe.named;

/**
 * Good chains and all the bad ones, for one side of a connection.
 */
final class ChainCases {

	private static final String UNKNOWN_EXTENSION = "1.3.6.1.4.1.32473.1";

	private static final int CERT_AND_CRL_SIGN = KeyUsage.keyCertSign | KeyUsage.cRLSign;

	private final Purpose purpose;

	private final List<ChainCase> cases = new ArrayList<>();

	private final Held root = authority("CN=Root,O=Test").selfSigned();

	private final Held middle = authority("CN=Middle,O=Test").issuedBy(this.root);

	private final Held leaf;

	private final Held direct;

	private final Held stranger = authority("CN=Stranger").selfSigned();

	private final X509CRL rootList = RevocationRecipe.empty(this.root);

	private final X509CRL middleList = RevocationRecipe.empty(this.middle);

	private ChainCases(Purpose purpose) {
		this.purpose = purpose;
		this.leaf = leaf().issuedBy(this.middle);
		this.direct = leaf().issuedBy(this.root);
	}

	static List<ChainCase> all() {
		List<ChainCase> all = new ArrayList<>();
		for (Purpose purpose : Purpose.values()) {
			all.addAll(new ChainCases(purpose).make());
		}
		return all;
	}

	private List<ChainCase> make() {
		good();
		untrusted();
		times();
		roles();
		paths();
		crossSigned();
		revocation();
		revocationScopes();
		strength();
		nameConstraints();
		several();
		if (this.purpose == Purpose.TLS_CLIENT) {
			present("no certificate").trusting(this.root).gives(Code.UNABLE_TO_GET_ISSUER_CERT);
		}
		else {
			hosts();
		}
		return this.cases;
	}

	private void good() {
		present("good, directly below the root", this.direct).trusting(this.root).passes();
		present("good, with an intermediate", this.leaf, this.middle).trusting(this.root).passes();
		present("good, root sent too", this.leaf, this.middle, this.root).trusting(this.root).passes();
		present("good, in disorder and with a stranger", this.leaf, this.root, this.stranger, this.middle)
			.trusting(this.root)
			.passes();
		present("good, intermediate is trusted beside the root", this.leaf).trusting(this.middle, this.root).passes();
		present("good, among other anchors", this.leaf, this.middle).trusting(this.stranger, this.root).passes();
		Held selfSigned = leaf().selfSigned();
		present("good, self-signed and trusted", selfSigned).trusting(selfSigned).passes();
		Held plain = named("CN=peer.example.com").dnsNames("peer.example.com").issuedBy(this.root);
		present("good, without any usage", plain).trusting(this.root).passes();
		present("good, leaf is an authority too",
				authority("CN=both").extendedKeyUsage(eku())
					.keyUsage(KeyUsage.digitalSignature | CERT_AND_CRL_SIGN)
					.issuedBy(this.root))
			.trusting(this.root)
			.passes();
		Held versionOneRoot = named("CN=V1 Root").versionOne().selfSigned();
		present("good, version 1 root", leaf().withoutIdentifiers().issuedBy(versionOneRoot)).trusting(versionOneRoot)
			.passes();
		Held rsaRoot = authority("CN=RSA Root").key(CertificateRecipe.RSA, 2048).selfSigned();
		present("good, RSA", leaf().key(CertificateRecipe.RSA, 2048).issuedBy(rsaRoot)).trusting(rsaRoot).passes();
		present("good, RSA key and PSS signature",
				leaf().key(CertificateRecipe.RSA, 2048).signature("SHA256withRSAandMGF1").issuedBy(rsaRoot))
			.trusting(rsaRoot)
			.passes();
		Held pssRoot = authority("CN=PSS Root").key(CertificateRecipe.RSA_PSS, 2048).selfSigned();
		present("good, RSASSA-PSS keys", leaf().key(CertificateRecipe.RSA_PSS, 2048).issuedBy(pssRoot))
			.trusting(pssRoot)
			.passes();
		Held edRoot = authority("CN=Ed25519 Root").key(CertificateRecipe.ED25519, 0).selfSigned();
		Held edMiddle = authority("CN=Ed25519 Middle").key(CertificateRecipe.ED25519, 0).issuedBy(edRoot);
		present("good, Ed25519", leaf().key(CertificateRecipe.ED25519, 0).issuedBy(edMiddle), edMiddle).trusting(edRoot)
			.passes();
		present("good, EC below RSA", leaf().issuedBy(rsaRoot)).trusting(rsaRoot).passes();
	}

	private void untrusted() {
		present("self-signed", leaf().selfSigned()).trusting(this.root).gives(Code.DEPTH_ZERO_SELF_SIGNED_CERT);
		present("self-signed, nobody is trusted", leaf().selfSigned()).gives(Code.DEPTH_ZERO_SELF_SIGNED_CERT);
		present("unknown authority, leaf only", this.leaf).trusting(this.stranger)
			.gives(Code.UNABLE_TO_VERIFY_LEAF_SIGNATURE);
		present("intermediate missing", this.leaf).trusting(this.root).gives(Code.UNABLE_TO_VERIFY_LEAF_SIGNATURE);
		present("unknown authority, root sent", this.leaf, this.middle, this.root).trusting(this.stranger)
			.gives(Code.SELF_SIGNED_CERT_IN_CHAIN);
		present("unknown authority, root sent and nothing between", this.direct, this.root).trusting(this.stranger)
			.gives(Code.SELF_SIGNED_CERT_IN_CHAIN);
		present("unknown authority, intermediate sent", this.leaf, this.middle).trusting(this.stranger)
			.gives(Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
		present("nobody is trusted", this.leaf, this.middle).gives(Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
		present("only the intermediate is trusted", this.leaf).trusting(this.middle)
			.gives(Code.UNABLE_TO_GET_ISSUER_CERT);
		present("only the intermediate is trusted, and sent", this.leaf, this.middle).trusting(this.middle)
			.gives(Code.UNABLE_TO_GET_ISSUER_CERT);
		present("only the intermediate is trusted, root sent", this.leaf, this.middle, this.root).trusting(this.middle)
			.gives(Code.UNABLE_TO_GET_ISSUER_CERT);
		present("only the leaf is trusted", this.leaf).trusting(this.leaf).gives(Code.UNABLE_TO_VERIFY_LEAF_SIGNATURE);
		Held mimic = authority("CN=Root,O=Test").withoutIdentifiers().selfSigned();
		present("root with the name of a trusted one", leaf().withoutIdentifiers().issuedBy(mimic), mimic)
			.trusting(authority("CN=Root,O=Test").withoutIdentifiers().selfSigned())
			.gives(Code.CERT_SIGNATURE_FAILURE);
		present("self-signed with the name of a trusted one", named("CN=twin").withoutIdentifiers().selfSigned())
			.trusting(named("CN=twin").withoutIdentifiers().selfSigned())
			.gives(Code.DEPTH_ZERO_SELF_SIGNED_CERT);
	}

	private void times() {
		present("expired leaf", leaf().expired().issuedBy(this.middle), this.middle).trusting(this.root)
			.gives(Code.CERT_HAS_EXPIRED);
		present("leaf not yet valid", leaf().notYetValid().issuedBy(this.middle), this.middle).trusting(this.root)
			.gives(Code.CERT_NOT_YET_VALID);
		Held oldMiddle = authority("CN=Old Middle").expired().issuedBy(this.root);
		present("expired intermediate", leaf().issuedBy(oldMiddle), oldMiddle).trusting(this.root)
			.gives(Code.CERT_HAS_EXPIRED);
		Held oldRoot = authority("CN=Old Root").expired().selfSigned();
		present("expired root", leaf().issuedBy(oldRoot)).trusting(oldRoot).gives(Code.CERT_HAS_EXPIRED);
		Held youngRoot = authority("CN=Young Root").notYetValid().selfSigned();
		present("root not yet valid", leaf().issuedBy(youngRoot)).trusting(youngRoot).gives(Code.CERT_NOT_YET_VALID);
		present("intermediate expired, leaf not yet valid", leaf().notYetValid().issuedBy(oldMiddle), oldMiddle)
			.trusting(this.root)
			.gives(Code.CERT_NOT_YET_VALID);
		present("expired and self-signed", leaf().expired().selfSigned()).trusting(this.root)
			.gives(Code.CERT_HAS_EXPIRED);
		present("expired and of an unknown authority", leaf().expired().issuedBy(this.middle)).trusting(this.root)
			.gives(Code.CERT_HAS_EXPIRED);
		present("expired intermediate of an unknown authority", leaf().issuedBy(oldMiddle), oldMiddle)
			.trusting(this.stranger)
			.gives(Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
	}

	private void roles() {
		present("wrong extended key usage", named("CN=wrong").extendedKeyUsage(otherEku()).issuedBy(this.middle),
				this.middle)
			.trusting(this.root)
			.gives(Code.INVALID_PURPOSE);
		present("extended key usage for both", named("CN=both").extendedKeyUsage(otherEku(), eku()).issuedBy(this.root))
			.trusting(this.root)
			.passes();
		present("any extended key usage",
				named("CN=any").extendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage).issuedBy(this.root))
			.trusting(this.root)
			.gives(Code.INVALID_PURPOSE);
		Held narrow = authority("CN=Narrow").extendedKeyUsage(otherEku()).issuedBy(this.root);
		present("wrong extended key usage of the intermediate", leaf().issuedBy(narrow), narrow).trusting(this.root)
			.gives(Code.INVALID_PURPOSE);
		Held narrowRoot = authority("CN=Narrow Root").extendedKeyUsage(otherEku()).selfSigned();
		present("wrong extended key usage of the root", leaf().issuedBy(narrowRoot)).trusting(narrowRoot)
			.gives(Code.INVALID_PURPOSE);
		present("key usage for nothing of use", leaf().keyUsage(KeyUsage.dataEncipherment).issuedBy(this.root))
			.trusting(this.root)
			.gives(Code.INVALID_PURPOSE);
		present("key usage for encipherment",
				leaf().key(CertificateRecipe.RSA, 2048).keyUsage(KeyUsage.keyEncipherment).issuedBy(this.root))
			.trusting(this.root)
			.gives((this.purpose == Purpose.TLS_CLIENT) ? Code.INVALID_PURPOSE : null);
		present("key usage for signatures", leaf().keyUsage(KeyUsage.digitalSignature).issuedBy(this.root))
			.trusting(this.root)
			.passes();
		present("Netscape type of the other side",
				leaf().without(Extension.extendedKeyUsage)
					.extension(new ASN1ObjectIdentifier(Purpose.NETSCAPE_TYPE), false,
							new DERBitString((this.purpose == Purpose.TLS_CLIENT) ? 0x40 : 0x80))
					.issuedBy(this.root))
			.trusting(this.root)
			.gives(Code.INVALID_PURPOSE);
		Held noAuthority = named("CN=No CA").issuedBy(this.root);
		present("intermediate is no authority", leaf().issuedBy(noAuthority), noAuthority).trusting(this.root)
			.gives(Code.INVALID_PURPOSE);
		Held denied = named("CN=Denied CA").basicConstraints(new BasicConstraints(false)).issuedBy(this.root);
		present("intermediate says it is no authority", leaf().issuedBy(denied), denied).trusting(this.root)
			.gives(Code.INVALID_PURPOSE);
		Held usageOnly = named("CN=Usage Only").keyUsage(CERT_AND_CRL_SIGN).issuedBy(this.root);
		present("intermediate is an authority by key usage only", leaf().issuedBy(usageOnly), usageOnly)
			.trusting(this.root)
			.gives(Code.INVALID_CA);
		Held noSigning = authority("CN=No Signing").keyUsage(KeyUsage.digitalSignature).issuedBy(this.root);
		present("intermediate may not sign certificates", leaf().issuedBy(noSigning), noSigning).trusting(this.root)
			.gives(Code.KEYUSAGE_NO_CERTSIGN);
		Held versionOneMiddle = named("CN=V1 Middle").versionOne().issuedBy(this.root);
		present("version 1 intermediate", leaf().withoutIdentifiers().issuedBy(versionOneMiddle), versionOneMiddle)
			.trusting(this.root)
			.gives(Code.INVALID_PURPOSE);
		Held plainRoot = named("CN=Plain Root").selfSigned();
		present("root is no authority", leaf().issuedBy(plainRoot)).trusting(plainRoot).gives(Code.INVALID_PURPOSE);
		Held usageRoot = named("CN=Usage Root").keyUsage(CERT_AND_CRL_SIGN).selfSigned();
		present("root is an authority by key usage only", leaf().issuedBy(usageRoot)).trusting(usageRoot).passes();
		present("unknown critical extension",
				leaf().extension(new ASN1ObjectIdentifier(UNKNOWN_EXTENSION), true, new DERUTF8String("?"))
					.issuedBy(this.root))
			.trusting(this.root)
			.gives(Code.UNHANDLED_CRITICAL_EXTENSION);
		present("unknown extension",
				leaf().extension(new ASN1ObjectIdentifier(UNKNOWN_EXTENSION), false, new DERUTF8String("?"))
					.issuedBy(this.root))
			.trusting(this.root)
			.passes();
		present("critical distribution point",
				leaf()
					.extension(Extension.cRLDistributionPoints, true,
							new CRLDistPoint(new DistributionPoint[] { point("one") }))
					.issuedBy(this.root))
			.trusting(this.root)
			.passes();
	}

	private void paths() {
		Held shortRoot = authority("CN=Short Root").basicConstraints(new BasicConstraints(0)).selfSigned();
		Held tooMuch = authority("CN=Too Much").issuedBy(shortRoot);
		present("path length of the root exceeded", leaf().issuedBy(tooMuch), tooMuch).trusting(shortRoot)
			.gives(Code.PATH_LENGTH_EXCEEDED);
		present("path length of the root kept", leaf().issuedBy(shortRoot)).trusting(shortRoot).passes();
		Held last = authority("CN=Last").basicConstraints(new BasicConstraints(0)).issuedBy(this.root);
		Held afterLast = authority("CN=After Last").issuedBy(last);
		present("path length of an intermediate exceeded", leaf().issuedBy(afterLast), afterLast, last)
			.trusting(this.root)
			.gives(Code.PATH_LENGTH_EXCEEDED);
		Held again = authority("CN=Last").issuedBy(last);
		present("path length does not count self-issued ones", leaf().issuedBy(again), again, last).trusting(this.root)
			.passes();
		present("bad signature of the leaf", leaf().brokenSignature().issuedBy(this.middle), this.middle)
			.trusting(this.root)
			.gives(Code.CERT_SIGNATURE_FAILURE);
		Held broken = authority("CN=Broken").brokenSignature().issuedBy(this.root);
		present("bad signature of the intermediate", leaf().issuedBy(broken), broken).trusting(this.root)
			.gives(Code.CERT_SIGNATURE_FAILURE);
		Held brokenRoot = authority("CN=Broken Root").brokenSignature().selfSigned();
		present("bad signature of the root", leaf().issuedBy(brokenRoot)).trusting(brokenRoot).passes();
		List<Held> deep = new ArrayList<>();
		Held above = this.root;
		for (int depth = 1; depth <= 101; depth++) {
			above = authority("CN=" + depth).keys(this.middle.keys()).issuedBy(above);
			deep.add(0, above);
		}
		present("chain of 100 intermediates", leafAnd(deep.subList(1, 101))).trusting(this.root).passes();
		present("chain of 101 intermediates", leafAnd(deep)).trusting(this.root)
			.gives(Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
	}

	private Held[] leafAnd(List<Held> intermediates) {
		List<Held> chain = new ArrayList<>(intermediates);
		chain.add(0, leaf().issuedBy(intermediates.get(0)));
		return chain.toArray(Held[]::new);
	}

	private void crossSigned() {
		Held newRoot = authority("CN=New Root").selfSigned();
		Held cross = authority("CN=New Root").keys(newRoot.keys()).issuedBy(this.root);
		Held leaf = leaf().issuedBy(newRoot);
		present("cross-signed, only the old root is trusted", leaf, cross).trusting(this.root).passes();
		present("cross-signed, only the new root is trusted", leaf, cross).trusting(newRoot).passes();
		present("cross-signed, both roots are trusted", leaf, cross).trusting(newRoot, this.root).passes();
		present("cross-signed, new root sent and the old one trusted", leaf, newRoot, cross).trusting(this.root)
			.gives(Code.SELF_SIGNED_CERT_IN_CHAIN);
		Held oldCross = authority("CN=New Root").keys(newRoot.keys()).expired().issuedBy(this.root);
		present("cross-signed, an expired one first", leaf, oldCross, cross).trusting(this.root).passes();
		Held one = authority("CN=Same Name").selfSigned();
		Held other = authority("CN=Same Name").key(CertificateRecipe.RSA, 2048).selfSigned();
		present("roots of one name, by identifier", leaf().issuedBy(one)).trusting(other, one).passes();
		present("roots of one name, by kind of key", leaf().withoutIdentifiers().issuedBy(one)).trusting(other, one)
			.passes();
		Held ping = authority("CN=Ping").selfSigned();
		Held pong = authority("CN=Pong").issuedBy(ping);
		Held back = authority("CN=Ping").keys(ping.keys()).issuedBy(pong);
		present("authorities in a circle", leaf().issuedBy(back), back, pong).trusting(this.root)
			.gives(Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
	}

	private void revocation() {
		present("lists in order", this.leaf, this.middle).trusting(this.root)
			.revoking(this.rootList, this.middleList)
			.passes();
		present("revoked leaf", this.leaf, this.middle).trusting(this.root)
			.revoking(this.rootList, RevocationRecipe.by(this.middle).revoking(this.leaf).make())
			.gives(Code.CERT_REVOKED);
		present("revoked intermediate", this.leaf, this.middle).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root).revoking(this.middle).make(), this.middleList)
			.gives(Code.CERT_REVOKED);
		present("revoked root", this.leaf, this.middle).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root).revoking(this.root).make(), this.middleList)
			.gives(Code.CERT_REVOKED);
		present("another one is revoked", this.leaf, this.middle).trusting(this.root)
			.revoking(this.rootList, RevocationRecipe.by(this.middle).revoking(this.direct).make())
			.passes();
		present("list of the leaf missing", this.leaf, this.middle).trusting(this.root)
			.revoking(this.rootList)
			.gives(Code.UNABLE_TO_GET_CRL);
		present("list of the intermediate missing", this.leaf, this.middle).trusting(this.root)
			.revoking(this.middleList)
			.gives(Code.UNABLE_TO_GET_CRL);
		present("list of a stranger", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.empty(this.stranger))
			.gives(Code.UNABLE_TO_GET_CRL);
		X509CRL old = RevocationRecipe.by(this.root).updated(Duration.ofDays(9), Duration.ofDays(-2)).make();
		present("list expired", this.direct).trusting(this.root).revoking(old).gives(Code.CRL_HAS_EXPIRED);
		present("list expired, beside a good one", this.direct).trusting(this.root)
			.revoking(old, this.rootList)
			.passes();
		present("list expired, leaf revoked", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root)
				.updated(Duration.ofDays(9), Duration.ofDays(-2))
				.revoking(this.direct)
				.make())
			.gives(Code.CRL_HAS_EXPIRED);
		present("list without an end", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root).updated(Duration.ofDays(9), null).make())
			.passes();
		present("list not yet valid", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root).updated(Duration.ofDays(-2), Duration.ofDays(9)).make())
			.gives(Code.CRL_NOT_YET_VALID);
		present("later list counts", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root)
				.updated(Duration.ofHours(1), Duration.ofDays(9))
				.revoking(this.direct)
				.make(), this.rootList)
			.gives(Code.CERT_REVOKED);
		present("list forged", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root).signedBy(this.stranger).make())
			.gives(Code.CRL_SIGNATURE_FAILURE);
		present("list forged, without identifiers", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root).withoutIdentifiers().signedBy(this.stranger).make())
			.gives(Code.CRL_SIGNATURE_FAILURE);
		Held namesake = authority("CN=Root,O=Test").selfSigned();
		present("list of a namesake", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.empty(namesake))
			.gives(Code.UNABLE_TO_GET_CRL);
		Held noLists = authority("CN=No Lists").keyUsage(KeyUsage.keyCertSign).selfSigned();
		present("authority may not sign lists", leaf().issuedBy(noLists)).trusting(noLists)
			.revoking(RevocationRecipe.empty(noLists))
			.gives(Code.KEYUSAGE_NO_CRL_SIGN);
		Held selfSigned = leaf().selfSigned();
		present("self-signed and trusted, list of another", selfSigned).trusting(selfSigned, this.root)
			.revoking(this.rootList)
			.gives(Code.UNABLE_TO_GET_CRL);
		present("list for an unknown authority", this.leaf, this.middle).trusting(this.stranger)
			.revoking(this.rootList, this.middleList)
			.gives(Code.UNABLE_TO_GET_CRL);
		present("lists of strangers and a leaf of an unknown authority", this.leaf).trusting(this.stranger)
			.revoking(RevocationRecipe.empty(this.stranger))
			.gives(Code.UNABLE_TO_VERIFY_LEAF_SIGNATURE);
		present("list with an entry that was taken back", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root)
				.revoking(this.direct.certificate().getSerialNumber(), CRLReason.removeFromCRL)
				.make())
			.passes();
	}

	private void revocationScopes() {
		present("list for peers only", this.leaf, this.middle).trusting(this.root)
			.revoking(this.rootList,
					scoped(this.middle, new IssuingDistributionPoint(null, true, false, null, false, false)))
			.passes();
		present("list for authorities only", this.leaf, this.middle).trusting(this.root)
			.revoking(this.rootList,
					scoped(this.middle, new IssuingDistributionPoint(null, false, true, null, false, false)))
			.gives(Code.UNABLE_TO_GET_CRL);
		present("indirect list", this.leaf, this.middle).trusting(this.root)
			.revoking(this.rootList,
					scoped(this.middle, new IssuingDistributionPoint(null, false, false, null, true, false)))
			.gives(Code.UNABLE_TO_GET_CRL);
		Held pointing = leaf()
			.extension(Extension.cRLDistributionPoints, false,
					new CRLDistPoint(new DistributionPoint[] { point("one") }))
			.issuedBy(this.middle);
		present("list of the distribution point", pointing, this.middle).trusting(this.root)
			.revoking(this.rootList, scoped(this.middle, new IssuingDistributionPoint(name("one"), false, false)))
			.passes();
		present("list of another distribution point", pointing, this.middle).trusting(this.root)
			.revoking(this.rootList, scoped(this.middle, new IssuingDistributionPoint(name("two"), false, false)))
			.gives(Code.UNABLE_TO_GET_CRL);
		present("list with an unknown critical extension", this.direct).trusting(this.root)
			.revoking(RevocationRecipe.by(this.root)
				.extension(new ASN1ObjectIdentifier(UNKNOWN_EXTENSION), true, new DERUTF8String("?"))
				.make())
			.gives(Code.UNHANDLED_CRITICAL_CRL_EXTENSION);
	}

	private static X509CRL scoped(Held issuer, IssuingDistributionPoint scope) {
		return RevocationRecipe.by(issuer).extension(Extension.issuingDistributionPoint, true, scope).make();
	}

	private static DistributionPointName name(String part) {
		return new DistributionPointName(
				new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.invalid/" + part)));
	}

	private static DistributionPoint point(String part) {
		return new DistributionPoint(name(part), null, null);
	}

	private void strength() {
		present("weak key", leaf().key(CertificateRecipe.RSA, 768).issuedBy(this.root)).trusting(this.root)
			.gives(Code.EE_KEY_TOO_SMALL);
		present("key of 1024 bits", leaf().key(CertificateRecipe.RSA, 1024).issuedBy(this.root)).trusting(this.root)
			.passes();
		Held weakRoot = authority("CN=Weak Root").key(CertificateRecipe.RSA, 768).selfSigned();
		present("weak key of the root", leaf().issuedBy(weakRoot)).trusting(weakRoot).gives(Code.CA_KEY_TOO_SMALL);
		Held weakMiddle = authority("CN=Weak Middle").key(CertificateRecipe.RSA, 768).issuedBy(this.root);
		present("weak key of the intermediate", leaf().issuedBy(weakMiddle), weakMiddle).trusting(this.root)
			.gives(Code.CA_KEY_TOO_SMALL);
		present("SHA-1 below the root", leaf().signature("SHA1withECDSA").issuedBy(this.root)).trusting(this.root)
			.gives(Code.CA_MD_TOO_WEAK);
		Held rsaRoot = authority("CN=RSA Root 2").key(CertificateRecipe.RSA, 2048).selfSigned();
		present("MD5 below the root", leaf().signature("MD5withRSA").issuedBy(rsaRoot)).trusting(rsaRoot)
			.gives(Code.CA_MD_TOO_WEAK);
		Held oldRoot = authority("CN=SHA-1 Root").signature("SHA1withECDSA").selfSigned();
		present("SHA-1 of the root itself", leaf().issuedBy(oldRoot)).trusting(oldRoot).passes();
	}

	private void nameConstraints() {
		Held inside = constrained("Inside", new GeneralSubtree[] { subtree("example.com") }, null);
		present("names permitted", leaf().issuedBy(inside), inside).trusting(this.root).passes();
		present("name not permitted", leaf().dnsNames("peer.example.org").issuedBy(inside), inside).trusting(this.root)
			.gives(Code.PERMITTED_VIOLATION);
		present("common name not permitted", named("CN=peer.example.org").extendedKeyUsage(eku()).issuedBy(inside),
				inside)
			.trusting(this.root)
			.gives(Code.PERMITTED_VIOLATION);
		Held outside = constrained("Outside", null, new GeneralSubtree[] { subtree("example.com") });
		present("name excluded", leaf().issuedBy(outside), outside).trusting(this.root).gives(Code.EXCLUDED_VIOLATION);
		present("name not excluded", named("CN=peer").dnsNames("peer.example.org").issuedBy(outside), outside)
			.trusting(this.root)
			.passes();
		Held narrowRoot = authority("CN=Constrained Root")
			.extension(Extension.nameConstraints, true,
					new NameConstraints(new GeneralSubtree[] { subtree("example.com") }, null))
			.selfSigned();
		present("name not permitted by the root", leaf().dnsNames("peer.example.org").issuedBy(narrowRoot))
			.trusting(narrowRoot)
			.gives(Code.PERMITTED_VIOLATION);
		Held country = constrained("Country",
				new GeneralSubtree[] { new GeneralSubtree(new GeneralName(new X500Name("C=DE"))) }, null);
		present("subject not permitted", leaf().issuedBy(country), country).trusting(this.root)
			.gives(Code.PERMITTED_VIOLATION);
		present("subject permitted", named("CN=peer,C=DE").extendedKeyUsage(eku()).issuedBy(country), country)
			.trusting(this.root)
			.passes();
	}

	private Held constrained(String name, GeneralSubtree[] permitted, GeneralSubtree[] excluded) {
		return authority("CN=" + name)
			.extension(Extension.nameConstraints, true, new NameConstraints(permitted, excluded))
			.issuedBy(this.root);
	}

	private static GeneralSubtree subtree(String domain) {
		return new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
	}

	private void several() {
		Held wrong = named("CN=wrong").extendedKeyUsage(otherEku()).expired().issuedBy(this.middle);
		present("wrong usage and expired", wrong, this.middle).trusting(this.root).gives(Code.CERT_HAS_EXPIRED);
		present("wrong usage, expired, revoked", wrong, this.middle).trusting(this.root)
			.revoking(this.rootList, RevocationRecipe.by(this.middle).revoking(wrong).make())
			.gives(Code.CERT_HAS_EXPIRED);
		Held revoked = named("CN=wrong").extendedKeyUsage(otherEku()).issuedBy(this.middle);
		present("wrong usage and revoked", revoked, this.middle).trusting(this.root)
			.revoking(this.rootList, RevocationRecipe.by(this.middle).revoking(revoked).make())
			.gives(Code.CERT_REVOKED);
		present("expired and bad signature", leaf().expired().brokenSignature().issuedBy(this.root)).trusting(this.root)
			.gives(Code.CERT_HAS_EXPIRED);
		present("bad signature of an unknown authority", leaf().brokenSignature().issuedBy(this.middle), this.middle)
			.trusting(this.stranger)
			.gives(Code.CERT_SIGNATURE_FAILURE);
		present("weak key and unknown authority", leaf().key(CertificateRecipe.RSA, 768).issuedBy(this.middle))
			.trusting(this.root)
			.gives(Code.UNABLE_TO_VERIFY_LEAF_SIGNATURE);
		Held noAuthority = named("CN=No CA").issuedBy(this.root);
		present("intermediate is no authority, and unknown", leaf().issuedBy(noAuthority), noAuthority)
			.trusting(this.stranger)
			.gives(Code.INVALID_PURPOSE);
		Held inside = constrained("Inside", new GeneralSubtree[] { subtree("example.com") }, null);
		present("name not permitted and expired", leaf().dnsNames("peer.example.org").expired().issuedBy(inside),
				inside)
			.trusting(this.root)
			.gives(Code.PERMITTED_VIOLATION);
		present("serial number of 20 octets revoked",
				leaf().serialNumber(BigInteger.ONE.shiftLeft(158)).issuedBy(this.root))
			.trusting(this.root)
			.revoking(RevocationRecipe.by(this.root)
				.revoking(BigInteger.ONE.shiftLeft(158), CRLReason.keyCompromise)
				.make())
			.gives(Code.CERT_REVOKED);
	}

	private void hosts() {
		present("right host", this.direct).trusting(this.root).meaning("peer.example.com").passes();
		present("wrong host", this.direct).trusting(this.root)
			.meaning("other.example.com")
			.gives(Code.ERR_TLS_CERT_ALTNAME_INVALID);
		present("wrong host and expired", leaf().expired().issuedBy(this.root)).trusting(this.root)
			.meaning("other.example.com")
			.gives(Code.CERT_HAS_EXPIRED);
	}

	private CertificateRecipe leaf() {
		return named("CN=peer.example.com").dnsNames("peer.example.com").extendedKeyUsage(eku());
	}

	private KeyPurposeId eku() {
		return (this.purpose == Purpose.TLS_CLIENT) ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth;
	}

	private KeyPurposeId otherEku() {
		return (this.purpose == Purpose.TLS_CLIENT) ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth;
	}

	private Row present(String name, Held... chain) {
		return new Row(name, List.of(chain));
	}

	/**
	 * A case that is being told.
	 */
	private final class Row {

		private final String name;

		private final List<Held> chain;

		private List<X509Certificate> anchors = List.of();

		private List<X509CRL> lists = List.of();

		private String host;

		Row(String name, List<Held> chain) {
			this.name = name;
			this.chain = chain;
		}

		Row trusting(Held... anchors) {
			this.anchors = Arrays.stream(anchors).map(Held::certificate).toList();
			return this;
		}

		Row revoking(X509CRL... lists) {
			this.lists = List.of(lists);
			return this;
		}

		Row meaning(String host) {
			this.host = host;
			return this;
		}

		void passes() {
			gives(null);
		}

		void gives(Code expected) {
			String side = (ChainCases.this.purpose == Purpose.TLS_CLIENT) ? "client: " : "server: ";
			ChainCases.this.cases.add(new ChainCase(side + this.name, ChainCases.this.purpose, this.chain, this.anchors,
					this.lists, this.host, expected));
		}

	}

}
