package dev.tlsboot.trust;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.testing.Garbage;
import dev.tlsboot.trust.AuthorizationError.Code;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static dev.tlsboot.trust.CertificateRecipe.authority;
import static dev.tlsboot.trust.CertificateRecipe.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;

/**
 * What chains alone do not show: times, effort, words.
 */
class PeerVerifierTests {

	private final Held root = authority("CN=Root").selfSigned();

	private final Held middle = authority("CN=Middle").issuedBy(this.root);

	private final Held leaf = named("CN=leaf").dnsNames("leaf.example.com").issuedBy(this.middle);

	@Test
	void tellsThatThereIsNoCertificate() {
		AuthorizationError error = verifier().verifyClient(List.of()).orElseThrow();
		assertThat(error).isEqualTo(AuthorizationError.NO_CERTIFICATE);
		assertThat(error).hasToString("UNABLE_TO_GET_ISSUER_CERT");
		assertThat(error.failureReason()).isEqualTo(FailureReason.NO_CERTIFICATE);
		assertThat(error.alert()).isEqualTo(CertificateAlert.CERTIFICATE_REQUIRED);
	}

	@Test
	void namesTheCertificateAtFault() {
		Held old = authority("CN=Old Middle").expired().issuedBy(this.root);
		assertThat(verify(verifier(), named("CN=leaf").issuedBy(old), old))
			.hasValueSatisfying((error) -> assertThat(error.message()).endsWith("CN=Old Middle"));
	}

	@Test
	void keepsWhatPeersMakeUpOnOneShortLine() {
		Held talkative = named("CN=a\r\nINFO all is well\u2028" + "x".repeat(1000)).selfSigned();
		assertThat(verify(verifier(), talkative)).hasValueSatisfying((error) -> {
			assertThat(error.message()).contains("CN=a??INFO all is well?x").hasSizeLessThan(300);
			assertThat(error.message()).doesNotContain("\n", "\r", "\u2028");
		});
		Held named = named("CN=x").dnsNames("a\nb".repeat(200)).issuedBy(this.root);
		assertThat(verifier().verifyServer(List.of(named.certificate()), "host\n.example.com"))
			.hasValueSatisfying((error) -> assertThat(error.message()).hasSizeLessThan(400).doesNotContain("\n"));
	}

	@Test
	void countsTimeByItsClock() {
		Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(400));
		Instant end = start.plus(Duration.ofDays(1));
		Held lasting = authority("CN=Lasting").during(Instant.EPOCH, end.plus(Duration.ofDays(9))).selfSigned();
		Held brief = named("CN=brief").during(start, end).issuedBy(lasting);
		assertThat(codeAt(start.minusMillis(1), lasting, brief)).contains(Code.CERT_NOT_YET_VALID);
		assertThat(codeAt(start, lasting, brief)).isEmpty();
		assertThat(codeAt(end, lasting, brief)).isEmpty();
		assertThat(codeAt(end.plusMillis(1), lasting, brief)).contains(Code.CERT_HAS_EXPIRED);
	}

	private static Optional<Code> codeAt(Instant now, Held root, Held leaf) {
		PeerVerifier verifier = PeerVerifier.of(TrustAnchors.of(List.of(root.certificate())),
				Clock.fixed(now, ZoneOffset.UTC));
		return verify(verifier, leaf).map(AuthorizationError::code);
	}

	@Test
	void trustsTheCertificateItselfAmongSeveralOfOneNameAndKey() {
		Held first = named("CN=pinned").selfSigned();
		Held renewed = named("CN=pinned").keys(first.keys()).selfSigned();
		PeerVerifier verifier = PeerVerifier.of(TrustAnchors.of(List.of(first.certificate(), renewed.certificate())));
		assertThat(verify(verifier, first)).isEmpty();
		assertThat(verify(verifier, renewed)).isEmpty();
	}

	@Test
	void refusesDamagedExtensions() {
		Held usage = named("CN=leaf").rawExtension(Extension.extendedKeyUsage, false, new byte[] { 5 })
			.issuedBy(this.root);
		assertThat(verify(verifier(), usage)).map(AuthorizationError::code).contains(Code.INVALID_PURPOSE);
		Held keyUsage = named("CN=leaf").rawExtension(Extension.keyUsage, false, new byte[] { 4, 1, 1 })
			.issuedBy(this.root);
		assertThat(verify(verifier(), keyUsage)).map(AuthorizationError::code).contains(Code.INVALID_PURPOSE);
		Held constraints = authority("CN=constrained")
			.rawExtension(Extension.nameConstraints, false, new byte[] { 0x30, 2, 5, 0 })
			.issuedBy(this.root);
		assertThat(verify(verifier(), named("CN=leaf").issuedBy(constraints), constraints))
			.map(AuthorizationError::code)
			.contains(Code.UNSUPPORTED_CONSTRAINT_SYNTAX);
	}

	@Test
	void checksTheSignatureOfAListOnce() throws Exception {
		X509CRL rootList = counting(RevocationRecipe.empty(this.root));
		X509CRL middleList = counting(RevocationRecipe.empty(this.middle));
		PeerVerifier verifier = verifier(rootList, middleList);
		then(rootList).should(times(1)).verify(any(PublicKey.class));
		clearInvocations(rootList);
		for (int count = 0; count < 3; count++) {
			assertThat(verify(verifier, this.leaf, this.middle)).isEmpty();
		}
		then(rootList).should(never()).verify(any(PublicKey.class));
		then(middleList).should(times(1)).verify(any(PublicKey.class));
	}

	/**
	 * Each reload brings others.
	 */
	@Test
	void keepsNoAnchorsThatNobodyElseKeeps() {
		WeakReference<TrustAnchors> anchors = new WeakReference<>(TrustAnchors.of(List.of(this.root.certificate())));
		PeerVerifier verifier = PeerVerifier.of(Objects.requireNonNull(anchors.get()));
		Garbage.awaitCollected(anchors);
		assertThat(verify(verifier, this.leaf, this.middle)).isEmpty();
	}

	@Test
	void readsTheEntriesOfAListOnce() {
		RevocationRecipe recipe = RevocationRecipe.by(this.root);
		IntStream.range(0, 10_000)
			.forEach((number) -> recipe.revoking(BigInteger.valueOf(1_000_000 + number), CRLReason.superseded));
		Held revoked = named("CN=revoked").serialNumber(BigInteger.valueOf(1_009_999)).issuedBy(this.root);
		Held good = named("CN=good").issuedBy(this.root);
		X509CRL list = counting(recipe.make());
		PeerVerifier verifier = verifier(list);
		clearInvocations(list);
		assertThat(verify(verifier, revoked)).map(AuthorizationError::code).contains(Code.CERT_REVOKED);
		assertThat(verify(verifier, good)).isEmpty();
		then(list).should(never()).getRevokedCertificates();
		then(list).should(never()).getRevokedCertificate(any(X509Certificate.class));
		then(list).should(never()).getRevokedCertificate(any(BigInteger.class));
	}

	@Test
	void isNotLedAstrayByAPeerWhoBringsAnAuthorityOfTheSameName() {
		PeerVerifier verifier = verifier(RevocationRecipe.empty(this.root),
				RevocationRecipe.by(this.middle).withoutIdentifiers().make());
		Held impostor = authority("CN=Middle").withoutIdentifiers().issuedBy(authority("CN=Nobody").selfSigned());
		assertThat(verify(verifier, named("CN=leaf").withoutIdentifiers().issuedBy(impostor), impostor)).isPresent();
		assertThat(verify(verifier, this.leaf, this.middle)).isEmpty();
	}

	private static X509CRL counting(X509CRL list) {
		return mock(X509CRL.class, delegatesTo(list));
	}

	@Test
	void neverAsksTheNetworkWhateverOthersAskTheJvmToDo() throws IOException {
		String[] switches = { "com.sun.security.enableCRLDP", "com.sun.security.enableAIAcaIssuers" };
		try (ServerSocket network = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Stream.of(switches).forEach((each) -> System.setProperty(each, "true"));
			GeneralName address = new GeneralName(GeneralName.uniformResourceIdentifier,
					"http://127.0.0.1:" + network.getLocalPort() + "/");
			Held leaf = named("CN=leaf")
				.extension(Extension.cRLDistributionPoints, false,
						new CRLDistPoint(new DistributionPoint[] { new DistributionPoint(
								new DistributionPointName(new GeneralNames(address)), null, null) }))
				.extension(Extension.authorityInfoAccess, false,
						new AuthorityInformationAccess(
								new AccessDescription[] { new AccessDescription(AccessDescription.id_ad_ocsp, address),
										new AccessDescription(AccessDescription.id_ad_caIssuers, address) }))
				.issuedBy(this.middle);
			assertThat(verify(verifier(), leaf, this.middle)).isEmpty();
			assertThat(verify(verifier(), leaf)).isPresent();
			assertThat(verify(verifier(RevocationRecipe.empty(this.root)), leaf, this.middle)).isPresent();
			network.setSoTimeout(1);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> network.accept().close());
		}
		finally {
			Stream.of(switches).forEach(System::clearProperty);
		}
	}

	@Test
	@Timeout(20)
	void boundsTheWorkOnManyCertificates() {
		List<Held> crowd = new ArrayList<>();
		Held above = authority("CN=crowd").selfSigned();
		for (int count = 0; count < 500; count++) {
			above = authority("CN=crowd").keys(this.middle.keys()).withoutIdentifiers().issuedBy(above);
			crowd.add(above);
		}
		Collections.reverse(crowd);
		assertThat(verify(verifier(), crowd.toArray(Held[]::new))).isPresent();
	}

	@Test
	@Timeout(20)
	void boundsTheWorkOnManyNames() {
		GeneralSubtree[] subtrees = IntStream.range(0, 2000)
			.mapToObj(
					(number) -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, "d" + number + ".example.com")))
			.toArray(GeneralSubtree[]::new);
		Held constrained = authority("CN=Constrained")
			.extension(Extension.nameConstraints, true, new NameConstraints(null, subtrees))
			.selfSigned();
		Held leaf = named("CN=leaf")
			.dnsNames(
					IntStream.range(0, 2000).mapToObj((number) -> "n" + number + ".example.org").toArray(String[]::new))
			.issuedBy(constrained);
		assertThat(verify(verifier(), leaf, constrained)).map(AuthorizationError::code).contains(Code.UNSPECIFIED);
	}

	private PeerVerifier verifier(X509CRL... lists) {
		return PeerVerifier.of(TrustAnchors.of(List.of(this.root.certificate()), List.of(lists)));
	}

	private static Optional<AuthorizationError> verify(PeerVerifier verifier, Held... chain) {
		return verifier.verifyClient(Stream.of(chain).map(Held::certificate).toList());
	}

}
