package dev.tlsboot.credential;

import java.io.ByteArrayInputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeyStoreReaderTests {

	private static final char[] PASSWORD = Fixtures.PASSPHRASE.toCharArray();

	@ParameterizedTest
	@ValueSource(strings = { "store/keytool.p12", "store/keytool.jks" })
	void eachKeyIsAnIdentityInTheOrderOfTheAliases(String file) throws Exception {
		Credentials credentials = Credentials.fromKeyStore("ssl-bundle", "bundle", load(file), Fixtures.PASSPHRASE);
		assertThat(credentials.identities()).extracting(Identity::certificate)
			.containsExactly(Fixtures.certificate("p256"), Fixtures.certificate("rsa"));
		assertThat(credentials.identities()).allSatisfy((identity) -> assertThat(identity.chain())
			.endsWith(Fixtures.certificate("intermediate"), Fixtures.certificate("root")));
		assertThat(credentials.authorities()).isEmpty();
	}

	@Test
	void aliasChoosesOneKey() throws Exception {
		KeyStore keyStore = load("store/keytool.p12");
		assertThat(Credentials.fromKeyStore("ssl-bundle", "bundle", keyStore, Fixtures.PASSPHRASE, "zulu").identities())
			.extracting(Identity::certificate)
			.containsExactly(Fixtures.certificate("rsa"));
		assertThat(Fixtures.failure("ssl-bundle", "bundle",
				() -> Credentials.fromKeyStore("ssl-bundle", "bundle", keyStore, Fixtures.PASSPHRASE, "mike")))
			.hasMessage("There is no private key 'mike' in the key store.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "store/keytool.p12", "store/keytool.jks" })
	void wrongKeyPasswordIsNamed(String file) throws Exception {
		KeyStore keyStore = load(file);
		assertThat(Fixtures.failure("ssl-bundle", "bundle",
				() -> Credentials.fromKeyStore("ssl-bundle", "bundle", keyStore, "wrong one")))
			.hasMessageContaining("does not open the key 'alfa'");
		Fixtures.failure("ssl-bundle", "bundle",
				() -> Credentials.fromKeyStore("ssl-bundle", "bundle", keyStore, null));
	}

	@Test
	void storeWithoutPrivateKeyIsRefused() throws Exception {
		KeyStore keyStore = load("store/trust.jks");
		assertThat(Fixtures.failure("ssl-bundle", "bundle",
				() -> Credentials.fromKeyStore("ssl-bundle", "bundle", keyStore, Fixtures.PASSPHRASE)))
			.hasMessageContaining("no private key");
	}

	@Test
	void secretKeysAreNoIdentities() throws Exception {
		KeyStore keyStore = load("store/keytool.p12");
		keyStore.setEntry("aes", new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
				new KeyStore.PasswordProtection(PASSWORD));
		assertThat(Credentials.fromKeyStore("ssl-bundle", "bundle", keyStore, Fixtures.PASSPHRASE).identities())
			.hasSize(2);
	}

	@Test
	void keyOfAnotherCertificateIsRefused() throws Exception {
		KeyStore keyStore = KeyStore.getInstance("JKS");
		keyStore.load(null, null);
		keyStore.setKeyEntry("mixed", PrivateKeyReader.read(Fixtures.key("rsa-pkcs8"), null), PASSWORD,
				new Certificate[] { Fixtures.certificate("p256") });
		assertThat(Fixtures.failure("ssl-bundle", "bundle",
				() -> Credentials.fromKeyStore("ssl-bundle", "bundle", keyStore, Fixtures.PASSPHRASE)))
			.hasMessageContaining("does not belong to the certificate 'CN=leaf p256'");
	}

	@Test
	void trustStoreGivesWhatTheJvmTakesFromIt() throws Exception {
		for (String file : List.of("store/trust.p12", "store/trust.jks")) {
			assertThat(TrustAnchors.fromKeyStore("ssl-bundle", "bundle", load(file)).certificates())
				.containsExactly(Fixtures.certificate("other"));
		}
		assertThat(TrustAnchors.fromKeyStore("ssl-bundle", "bundle", load("store/keytool.jks")).certificates())
			.containsExactly(Fixtures.certificate("p256"), Fixtures.certificate("other"), Fixtures.certificate("rsa"));
	}

	@Test
	void emptyTrustStoreIsRefused() throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		assertThat(Fixtures.failure("ssl-bundle", "bundle",
				() -> TrustAnchors.fromKeyStore("ssl-bundle", "bundle", keyStore)))
			.hasMessageContaining("no certificate");
	}

	private static KeyStore load(String file) throws Exception {
		KeyStore keyStore = KeyStore.getInstance(file.endsWith(".jks") ? "JKS" : "PKCS12");
		keyStore.load(new ByteArrayInputStream(Fixtures.bytes(file)), PASSWORD);
		return keyStore;
	}

}
