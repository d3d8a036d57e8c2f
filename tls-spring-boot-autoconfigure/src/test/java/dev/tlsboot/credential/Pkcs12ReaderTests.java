package dev.tlsboot.credential;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12PBMac1CalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class Pkcs12ReaderTests {

	@ParameterizedTest
	@ValueSource(strings = { "openssl", "openssl-legacy", "openssl-3des", "openssl-sha512", "openssl-nomac" })
	void fileOfOpensslGivesIdentityAndAuthorities(String name) {
		assertRsaIdentity(read(name, Fixtures.PASSPHRASE));
		String location = "file:pfx/" + name + ".p12";
		assertThat(Fixtures.failure("passphrase", location, () -> read(name, "wrong one")))
			.hasMessageContaining("does not open");
		Fixtures.failure("passphrase", location, () -> read(name, ""));
		Fixtures.failure("passphrase", location, () -> read(name, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "openssl-umlauts", "openssl-legacy-umlauts" })
	void passphraseBeyondAsciiCountsAsOpensslCountsIt(String name) {
		assertRsaIdentity(read(name, Fixtures.UMLAUTS));
	}

	@ParameterizedTest
	@ValueSource(strings = { "openssl-empty", "openssl-legacy-empty", "openssl-bare" })
	void emptyPassphraseMayBeLeftOut(String name) {
		assertRsaIdentity(read(name, ""));
		assertRsaIdentity(read(name, null));
	}

	@Test
	void passphraseThatIsNotNeededIsIgnored() {
		assertRsaIdentity(read("openssl-bare", "not needed"));
	}

	@Test
	void fileWithoutEncryptionStillHasItsChecksum() {
		assertRsaIdentity(read("openssl-plain", Fixtures.PASSPHRASE));
		assertThat(Fixtures.failure("passphrase", "file:pfx/openssl-plain.p12", () -> read("openssl-plain", null)))
			.hasMessageContaining("none is set");
	}

	@Test
	void fileOfKeytoolGivesEachKeyAndTheTrustedCertificates() {
		Credentials credentials = Credentials.fromPkcs12(Fixtures.file("pfx", "store/keytool.p12"),
				Fixtures.PASSPHRASE);
		assertThat(credentials.identities()).extracting(Identity::certificate)
			.containsExactlyInAnyOrder(Fixtures.certificate("rsa"), Fixtures.certificate("p256"));
		assertThat(credentials.identities()).allSatisfy((identity) -> assertThat(identity.chain())
			.endsWith(Fixtures.certificate("intermediate"), Fixtures.certificate("root")));
		assertThat(credentials.authorities()).containsExactlyInAnyOrder(Fixtures.certificate("root"),
				Fixtures.certificate("other"));
	}

	@ParameterizedTest
	@CsvSource({ "authorities-only, There is no private key in the PKCS#12 file.",
			"key-only, None of the certificates in the PKCS#12 file belongs to its RSA key." })
	void halfAnIdentityIsRefused(String name, String message) {
		assertThat(Fixtures.failure("pfx", "file:pfx/" + name + ".p12", () -> read(name, Fixtures.PASSPHRASE)))
			.hasMessage(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "key/rsa-pkcs8.pem", "cert/root.der", "store/keytool.jks", "crl/root.der" })
	void otherFileIsRefused(String file) {
		assertThat(Fixtures.failure("pfx", "file:" + file,
				() -> Credentials.fromPkcs12(Fixtures.file("pfx", file), Fixtures.PASSPHRASE)))
			.hasMessageContaining("not PKCS#12");
	}

	@Test
	void emptyFileIsRefused() {
		assertThat(Fixtures.failure("pfx", "inline", () -> Credentials.fromPkcs12(Fixtures.inline("pfx", ""), null)))
			.hasMessage("The file is empty.");
	}

	@Test
	void fileThatIsCutOffIsRefused() {
		byte[] whole = Fixtures.bytes("pfx/openssl.p12");
		for (int length = 1; length < whole.length; length += 97) {
			CredentialSource source = new CredentialSource("pfx", "inline", Arrays.copyOf(whole, length));
			Fixtures.failure("pfx", "inline", () -> Credentials.fromPkcs12(source, Fixtures.PASSPHRASE));
		}
	}

	@Test
	void contentThatWasTamperedWithIsNoticed() {
		byte[] content = Fixtures.bytes("pfx/openssl.p12");
		content[content.length / 2] ^= 1;
		CredentialSource source = new CredentialSource("pfx", "inline", content);
		Fixtures.failure("passphrase", "inline", () -> Credentials.fromPkcs12(source, Fixtures.PASSPHRASE));
	}

	@Test
	void absentPassphraseIsAnotherOneThanTheEmpty() throws Exception {
		X509Bundle own = bundle("CN=own");
		CredentialSource pfx = pfx(new BcPKCS12MacCalculatorBuilder(), "", keyBag(own, null),
				certificateBag(own.getCertificate(), null));
		assertThat(Credentials.fromPkcs12(pfx, null).identities()).extracting(Identity::certificate)
			.containsExactly(own.getCertificate());
		assertThat(Credentials.fromPkcs12(pfx, "").identities()).hasSize(1);
	}

	@Test
	void checksumOfRfc9579IsKnown() throws Exception {
		X509Bundle own = bundle("CN=own");
		AlgorithmIdentifier hmac = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
		PBMAC1Params params = new PBMAC1Params(
				new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[8], 2048, 32, hmac)),
				hmac);
		CredentialSource pfx = pfx(new BcPKCS12PBMac1CalculatorBuilder(params), Fixtures.PASSPHRASE, keyBag(own, null),
				certificateBag(own.getCertificate(), null));
		assertThat(Credentials.fromPkcs12(pfx, Fixtures.PASSPHRASE).identities()).hasSize(1);
		Fixtures.failure("passphrase", "inline", () -> Credentials.fromPkcs12(pfx, "wrong one"));
	}

	@Test
	void renewedCertificateIsToldFromItsPredecessorByTheMarkOfTheKey() throws Exception {
		X509Bundle old = bundle("CN=own, OU=old");
		X509Certificate renewed = new CertificateBuilder().subject("CN=own, OU=new")
			.publicKey(old.getKeyPair().getPublic())
			.buildIssuedBy(bundle("CN=authority"))
			.getCertificate();
		CredentialSource pfx = pfx(new BcPKCS12MacCalculatorBuilder(), "", keyBag(old, "new"),
				certificateBag(old.getCertificate(), "old"), certificateBag(renewed, "new"));
		Credentials credentials = Credentials.fromPkcs12(pfx, null);
		assertThat(credentials.identities()).extracting(Identity::certificate).containsExactly(renewed);
		assertThat(credentials.authorities()).isEmpty();
	}

	private static void assertRsaIdentity(Credentials credentials) {
		assertThat(credentials.identities()).hasSize(1);
		Identity identity = credentials.identities().get(0);
		PrivateKey expected = PrivateKeyReader.read(Fixtures.key("rsa-pkcs8"), null);
		assertThat(identity.key().equals(expected)).isTrue();
		assertThat(identity.chain()).containsExactly(Fixtures.certificate("rsa"), Fixtures.certificate("intermediate"),
				Fixtures.certificate("root"));
		assertThat(credentials.authorities()).containsExactlyInAnyOrder(Fixtures.certificate("root"),
				Fixtures.certificate("other"));
	}

	private static Credentials read(String name, @Nullable String passphrase) {
		return Credentials.fromPkcs12(Fixtures.file("pfx", "pfx/" + name + ".p12"), passphrase);
	}

	private static X509Bundle bundle(String subject) throws Exception {
		return new CertificateBuilder().subject(subject).setIsCertificateAuthority(true).buildSelfSigned();
	}

	private static PKCS12SafeBag keyBag(X509Bundle bundle, @Nullable String mark) {
		return marked(new JcaPKCS12SafeBagBuilder(bundle.getKeyPair().getPrivate()), mark);
	}

	private static PKCS12SafeBag certificateBag(X509Certificate certificate, @Nullable String mark) throws IOException {
		return marked(new JcaPKCS12SafeBagBuilder(certificate), mark);
	}

	private static PKCS12SafeBag marked(PKCS12SafeBagBuilder builder, @Nullable String mark) {
		if (mark != null) {
			builder.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(mark.getBytes()));
		}
		return builder.build();
	}

	private static CredentialSource pfx(PKCS12MacCalculatorBuilder mac, String passphrase, PKCS12SafeBag... bags)
			throws Exception {
		PKCS12PfxPduBuilder builder = new PKCS12PfxPduBuilder();
		for (PKCS12SafeBag bag : List.of(bags)) {
			builder.addData(bag);
		}
		return new CredentialSource("pfx", "inline", builder.build(mac, passphrase.toCharArray()).getEncoded());
	}

}
