package dev.tlsboot.credential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class PrivateKeyReaderTests {

	@ParameterizedTest
	@CsvSource({ "rsa, RSA", "pss, RSASSA-PSS", "pss-sha256, RSASSA-PSS", "p256, EC", "p384, EC", "p521, EC",
			"ed25519, EdDSA" })
	void pkcs8KeyBecomesOneOfTheJvm(String kind, String algorithm) {
		PrivateKey key = read(kind + "-pkcs8", null);
		assertThat(key.getAlgorithm()).isEqualTo(algorithm);
		assertThat(key.getClass().getName()).startsWith("sun.security.");
		assertThat(KeyMatch.isPair(key, Fixtures.certificate(kind).getPublicKey())).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "rsa-pkcs1, rsa", "p256-sec1, p256", "p384-sec1, p384", "p521-sec1, p521",
			"p256-sec1-nopublic, p256" })
	void traditionalFormIsTheSameKey(String name, String kind) {
		assertSameKey(read(name, null), read(kind + "-pkcs8", null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "rsa-pkcs1-des", "rsa-pkcs1-des3", "rsa-pkcs1-aes128", "rsa-pkcs1-aes192",
			"rsa-pkcs1-aes256", "p256-sec1-aes256", "p384-sec1-aes256", "p521-sec1-aes256", "rsa-pbes2-aes-128-cbc",
			"rsa-pbes2-aes-192-cbc", "rsa-pbes2-aes-256-cbc", "rsa-pbes2-des3", "rsa-pbes2-hmacSHA1",
			"rsa-pbes2-hmacSHA256", "rsa-pbes2-hmacSHA384", "rsa-pbes2-hmacSHA512", "rsa-pbes2-scrypt",
			"rsa-PBE-MD5-DES", "rsa-PBE-SHA1-DES", "rsa-PBE-MD5-RC2-64", "rsa-PBE-SHA1-RC2-64", "rsa-PBE-SHA1-3DES",
			"rsa-PBE-SHA1-2DES", "rsa-PBE-SHA1-RC2-128", "rsa-PBE-SHA1-RC2-40", "rsa-PBE-SHA1-RC4-128",
			"rsa-PBE-SHA1-RC4-40", "pss-pbes2", "p256-pbes2", "ed25519-pbes2" })
	void encryptedKeyOpensWithItsPassphraseOnly(String name) {
		String kind = name.substring(0, name.indexOf('-'));
		assertSameKey(read(name, Fixtures.PASSPHRASE), read(kind + "-pkcs8", null));
		String location = "file:key/" + name + ".pem";
		assertThat(Fixtures.failure("passphrase", location, () -> read(name, "wrong one")))
			.hasMessageContaining("does not open");
		assertThat(Fixtures.failure("passphrase", location, () -> read(name, "")))
			.hasMessageContaining("does not open");
		assertThat(Fixtures.failure("passphrase", location, () -> read(name, null)))
			.hasMessageContaining("there is no passphrase");
	}

	@ParameterizedTest
	@ValueSource(strings = { "rsa-pkcs1-umlauts", "rsa-pbes2-umlauts", "rsa-pbes2-scrypt-umlauts",
			"rsa-PBE-MD5-DES-umlauts", "rsa-PBE-SHA1-3DES-umlauts" })
	void passphraseBeyondAsciiCountsAsOpensslCountsIt(String name) {
		assertThat(read(name, Fixtures.UMLAUTS)).isEqualTo(read("rsa-pkcs8", null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "rsa-pbes2-empty", "rsa-PBE-SHA1-3DES-empty", "rsa-PBE-MD5-DES-empty" })
	void emptyPassphraseIsAPassphrase(String name) {
		assertThat(read(name, "")).isEqualTo(read("rsa-pkcs8", null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "rsa-pkcs8", "rsa-pkcs1", "p256-sec1", "ed25519-pkcs8" })
	void passphraseThatIsNotNeededIsIgnored(String name) {
		assertThat(read(name, "not needed")).isEqualTo(read(name, null));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("dressings")
	void textAroundTheKeyDoesNotMatter(String name, UnaryOperator<String> dressing) {
		for (String file : new String[] { "rsa-pkcs8", "rsa-pkcs1-aes256", "p256-sec1" }) {
			CredentialSource source = Fixtures.inline("key", dressing.apply(Fixtures.text("key/" + file + ".pem")));
			assertThat(PrivateKeyReader.read(source, Passphrase.of(Fixtures.PASSPHRASE)))
				.isEqualTo(read(file, Fixtures.PASSPHRASE));
		}
	}

	static Stream<Arguments> dressings() {
		return Stream.of(dressing("CRLF", (text) -> text.replace("\n", "\r\n")),
				dressing("CR", (text) -> text.replace("\n", "\r")),
				dressing("byte order mark", (text) -> "\uFEFF" + text), dressing("no line end", String::strip),
				dressing("indented", (text) -> text.indent(4)),
				dressing("trailing blanks", (text) -> text.replace("\n", "  \t\n")),
				dressing("blanks within lines", (text) -> text.replaceAll("(?m)^(\\w{8})(\\w{8})", "$1 $2\t")),
				dressing("leading text",
						(text) -> "Bag Attributes\n    friendlyName: ü\nKey Attributes: <None>\n" + text),
				dressing("trailing text", (text) -> text + "the end\n"), dressing("certificates around",
						(text) -> Fixtures.text("cert/rsa.pem") + text + Fixtures.text("cert/root.pem")));
	}

	private static Arguments dressing(String name, UnaryOperator<String> dressing) {
		return arguments(name, dressing);
	}

	@Test
	void curveMayBeInTheBlockOfParametersOnly() throws Exception {
		ECPrivateKey expected = (ECPrivateKey) read("p256-pkcs8", null);
		byte[] bare = new org.bouncycastle.asn1.sec.ECPrivateKey(256, expected.getS()).getEncoded();
		String key = "-----BEGIN EC PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(bare)
				+ "\n-----END EC PRIVATE KEY-----\n";
		String parameters = Fixtures.text("key/p256-sec1.pem").split("(?=-----BEGIN EC PRIVATE)")[0];
		assertSameKey(PrivateKeyReader.read(Fixtures.inline("key", parameters + key), null), expected);
		assertThat(Fixtures.failure("key", "inline", () -> PrivateKeyReader.read(Fixtures.inline("key", key), null)))
			.hasMessageContaining("is damaged");
	}

	@Test
	void utf16FromAWindowsConsoleIsRead() throws Exception {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		content.write(new byte[] { (byte) 0xFF, (byte) 0xFE });
		content.write(Fixtures.text("key/rsa-pkcs8.pem").getBytes(StandardCharsets.UTF_16LE));
		assertThat(PrivateKeyReader.read(new CredentialSource("key", "inline", content.toByteArray()), null))
			.isEqualTo(read("rsa-pkcs8", null));
	}

	@ParameterizedTest
	@CsvSource({ "dsa-pkcs8, algorithm 1.2.840.10040.4.1", "k256-pkcs8, curve secp256k1", "explicit-pkcs8, spells out",
			"rsa-pkcs1-camellia256, CAMELLIA-256-CBC" })
	void keyThatCannotBeUsedIsRefusedByName(String name, String reason) {
		assertThat(Fixtures.failure("key", "file:key/" + name + ".pem", () -> read(name, Fixtures.PASSPHRASE)))
			.hasMessageContaining(reason);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("mistakes")
	void mistakeIsNamed(String name, String content, String reason) {
		CredentialSource source = Fixtures.inline("key", content);
		assertThat(Fixtures.failure("key", "inline", () -> PrivateKeyReader.read(source, Passphrase.of("wrong one"))))
			.hasMessageContaining(reason);
	}

	static Stream<Arguments> mistakes() {
		String key = Fixtures.text("key/rsa-pkcs8.pem");
		String pkcs1 = Fixtures.text("key/rsa-pkcs1-aes256.pem");
		return Stream.of(arguments("empty", "", "is empty"), arguments("garbage", "garbage", "not PEM"),
				arguments("certificate", Fixtures.text("cert/rsa.pem", "cert/root.pem"), "it holds 2 x CERTIFICATE"),
				arguments("two keys", key + Fixtures.text("key/p256-pkcs8.pem"), "2 private keys"),
				arguments("cut off", key.substring(0, 500), "block 1 of the file is damaged"),
				arguments("cut off before another", key.substring(0, 500) + "\n" + key,
						"block 1 of the file is damaged"),
				arguments("damaged begin", Fixtures.text("cert/rsa.pem") + key.replace("KEY-----", "KEY---"),
						"block 2 of the file is damaged"),
				arguments("not base64", key.replaceFirst("\nMII", "\n\\$\\$\\$"), "block 1 of the file is damaged"),
				arguments("wrong label", key.replace("PRIVATE", "RSA PRIVATE"), "is damaged"),
				arguments("not a structure", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
						"is damaged"),
				arguments("empty block", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", "is damaged"),
				arguments("no initial value", pkcs1.replaceAll("AES-256-CBC,.*", "AES-256-CBC"), "is damaged"),
				arguments("no algorithm", pkcs1.replaceAll("DEK-Info.*", ""), "is damaged"),
				arguments("OpenSSH", key.replace("PRIVATE", "OPENSSH PRIVATE"), "'OPENSSH PRIVATE KEY'"));
	}

	@Test
	void pkcs8UnderTheLabelOfSec1IsADamagedKey() {
		String text = Fixtures.text("key/p256-pkcs8.pem").replace("PRIVATE", "EC PRIVATE");
		Fixtures.failure("key", "inline", () -> PrivateKeyReader.read(Fixtures.inline("key", text), null));
	}

	@Test
	void passphraseOfANestedOptionIsNamedBesideIt() {
		CredentialSource source = Fixtures.file("sni.contexts[0].key", "key/rsa-pkcs1-aes256.pem");
		TlsConfigurationException failure = Fixtures.failure("sni.contexts[0].passphrase",
				"file:key/rsa-pkcs1-aes256.pem", () -> PrivateKeyReader.read(source, null));
		assertThat(failure.remedy()).contains("passphrase");
	}

	/**
	 * The JVM compares encoded EC keys, of which there are several for one number.
	 */
	private static void assertSameKey(PrivateKey key, PrivateKey expected) {
		if (key instanceof ECPrivateKey one && expected instanceof ECPrivateKey other) {
			assertThat(one.getS().equals(other.getS())).isTrue();
		}
		else {
			assertThat(key.equals(expected)).isTrue();
		}
	}

	private static PrivateKey read(String name, @Nullable String passphrase) {
		return PrivateKeyReader.read(Fixtures.key(name), (passphrase != null) ? Passphrase.of(passphrase) : null);
	}

}
