package dev.tlsboot.credential;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

import dev.tlsboot.failure.TlsConfigurationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The files that {@code generate.sh} writes, and what the tests have to say about
 * failures.
 */
final class Fixtures {

	static final String PASSPHRASE = "correct horse";

	static final String UMLAUTS = "pässwörd €";

	private Fixtures() {
	}

	static byte[] bytes(String file) {
		try (InputStream in = Fixtures.class.getResourceAsStream(file)) {
			assertThat(in).as(file).isNotNull();
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String text(String... files) {
		StringBuilder text = new StringBuilder();
		Arrays.stream(files).map(Fixtures::bytes).forEach((bytes) -> text.append(ascii(bytes)));
		return text.toString();
	}

	static CredentialSource file(String option, String file) {
		return new CredentialSource(option, "file:" + file, bytes(file));
	}

	static CredentialSource inline(String option, String text) {
		return new CredentialSource(option, "inline", text.getBytes(StandardCharsets.UTF_8));
	}

	static CredentialSource key(String name) {
		return file("key", "key/" + name + ".pem");
	}

	static CredentialSource cert(String name) {
		return file("cert", "cert/" + name + ".pem");
	}

	static X509Certificate certificate(String name) {
		return CertificateReader.read(cert(name)).get(0);
	}

	/**
	 * Expect a complaint that names an option and a place, says what to do, and gives no
	 * secret away, wherever one looks.
	 */
	static TlsConfigurationException failure(String option, String location, ThrowingCallable action) {
		TlsConfigurationException failure = catchThrowableOfType(TlsConfigurationException.class, action);
		assertThat(failure).isNotNull();
		assertThat(failure.option()).isEqualTo(option);
		assertThat(failure.location()).isEqualTo(location);
		assertThat(failure.getMessage()).endsWith(".").doesNotContain("null");
		assertThat(failure.remedy()).endsWith(".");
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		assertThat(failure.remedy() + trace).doesNotContain(secrets());
		return failure;
	}

	/**
	 * The passphrases, and a piece of the secret part of each plain key.
	 */
	private static List<String> secrets() {
		String key = text("key/rsa-pkcs8.pem");
		return List.of(PASSPHRASE, UMLAUTS, "wrong one", key.lines().toList().get(5),
				text("key/p256-pkcs8.pem").lines().toList().get(1),
				text("key/ed25519-pkcs8.pem").lines().toList().get(1));
	}

	private static String ascii(byte[] bytes) {
		return new String(bytes, StandardCharsets.US_ASCII);
	}

}
