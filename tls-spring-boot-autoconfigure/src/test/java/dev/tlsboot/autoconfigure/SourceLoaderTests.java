package dev.tlsboot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

import dev.tlsboot.credential.CredentialSource;
import dev.tlsboot.failure.TlsConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SourceLoaderTests {

	private final SourceLoader sources = new SourceLoader(new DefaultResourceLoader());

	@TempDir
	private Path directory;

	private static String text(CredentialSource source) {
		return new String(source.content(), StandardCharsets.UTF_8);
	}

	@Test
	void readsLocationsOfOneValueInOrder() throws Exception {
		Path one = Files.writeString(this.directory.resolve("one"), "1");
		Path two = Files.writeString(this.directory.resolve("two"), "2");
		List<CredentialSource> sources = this.sources.load("ca", List.of("file:" + one + ", " + two));
		assertThat(sources).extracting(SourceLoaderTests::text).containsExactly("1", "2");
		assertThat(sources).extracting(CredentialSource::location).containsExactly("file:" + one, two.toString());
		assertThat(sources).extracting(CredentialSource::option).containsOnly("ca");
	}

	@Test
	void readsLocationsOfSeveralValuesInOrder() throws Exception {
		Path one = Files.writeString(this.directory.resolve("one"), "1");
		Path two = Files.writeString(this.directory.resolve("two"), "2");
		assertThat(this.sources.load("ca", List.of(one.toString(), two.toString()))).extracting(SourceLoaderTests::text)
			.containsExactly("1", "2");
	}

	@Test
	void takesPemTextAsItIs() {
		String pem = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END RSA PRIVATE KEY-----";
		List<CredentialSource> sources = this.sources.load("key", List.of(pem));
		assertThat(sources).singleElement().extracting(SourceLoaderTests::text).isEqualTo(pem);
		assertThat(sources.get(0).location()).isEqualTo("PEM text");
	}

	@Test
	void decodesBase64AndDoesNotNameItsContent() {
		String data = Base64.getEncoder().encodeToString("secret".getBytes(StandardCharsets.UTF_8));
		List<CredentialSource> sources = this.sources.load("pfx", List.of("base64:" + data));
		assertThat(sources).singleElement().extracting(SourceLoaderTests::text).isEqualTo("secret");
		assertThat(sources.get(0).location()).doesNotContain(data);
	}

	@Test
	void readsTheClassPath() {
		String name = getClass().getName().replace('.', '/') + ".class";
		assertThat(this.sources.load("ca", List.of("classpath:" + name))).hasSize(1);
	}

	@Test
	void takesEmptyValuesAsNone() {
		assertThat(this.sources.load("key", List.of("", " "))).isEmpty();
	}

	@Test
	void refusesWhatIsNotThere() {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.sources.load("key", List.of("file:" + this.directory + "/missing.pem")))
			.satisfies((ex) -> assertThat(ex.location()).endsWith("missing.pem"))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("key"))
			.withMessage("Nothing was found at URL [file:" + this.directory.resolve("missing.pem") + "].");
	}

	@Test
	void refusesWhatIsNotInTheWorkingDirectory() {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.sources.load("key", List.of("missing.pem")))
			.withMessage("Nothing was found at file [" + Path.of("missing.pem").toAbsolutePath() + "].");
	}

	@Test
	void refusesWhatIsNotOnTheClassPath() {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.sources.load("key", List.of("classpath:missing.pem")))
			.withMessage("Nothing was found at class path resource [missing.pem].");
	}

	@Test
	void refusesDirectories() {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.sources.load("ca", List.of("file:" + this.directory)))
			.withMessage("It is a directory.");
	}

	@Test
	void refusesMalformedBase64() {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> this.sources.load("key", List.of("base64:***")))
			.withMessageStartingWith("It is malformed");
	}

}
