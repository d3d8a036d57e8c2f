package dev.tlsboot.cipher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.tlsboot.failure.TlsConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Our answers to cipher lists, and OpenSSL's. Its answers are recorded in
 * {@code cipher-lists.txt}, which {@code record.sh} beside it writes anew.
 */
class CipherListOracleTests {

	private static final String ERROR = "error";

	/**
	 * OpenSSL's answer where the security level leaves nothing of what was asked for.
	 * That is an error here, as a list that selects nothing else is.
	 */
	private static final Pattern NOTHING_BUT_TLS13 = Pattern.compile("(TLS_[A-Z0-9_]+:?)*");

	@ParameterizedTest(name = "{0}")
	@MethodSource("recorded")
	void answersAsOpenSslDoes(String expression, String recorded) {
		String answer = answer(expression);
		if (answer.equals(ERROR) && NOTHING_BUT_TLS13.matcher(recorded).matches()) {
			return;
		}
		assertThat(answer).isEqualTo(recorded);
	}

	@Test
	void theRecordIsWhatTheInstalledOpenSslAnswers() throws Exception {
		assumeTrue(run("openssl", "version").startsWith("OpenSSL 3.0."), "no OpenSSL 3.0 here");
		List<String> differences = new ArrayList<>();
		for (String line : lines()) {
			String[] parts = line.split(" => ", 2);
			if (!run("openssl", "ciphers", "-s", parts[0]).equals(parts[1])) {
				differences.add(parts[0]);
			}
		}
		assertThat(differences).isEmpty();
		assertThat(lines()).hasSizeGreaterThan(300);
	}

	static Stream<Object[]> recorded() {
		return lines().stream().map((line) -> line.split(" => ", 2)).map(Object[].class::cast);
	}

	private static String answer(String expression) {
		try {
			String names = CipherList.parse(expression)
				.suites()
				.stream()
				.map(CipherSuite::name)
				.collect(Collectors.joining(":"));
			return names;
		}
		catch (TlsConfigurationException ex) {
			assertThat(ex.option()).isEqualTo("ciphers");
			assertThat(ex.location()).isNotNull();
			return ERROR;
		}
	}

	private static List<String> lines() {
		try (var input = CipherListOracleTests.class.getResourceAsStream("cipher-lists.txt")) {
			return new String(input.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String run(String... command) throws InterruptedException {
		try {
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
			return (process.waitFor() == 0) ? output : ERROR;
		}
		catch (IOException ex) {
			return ERROR;
		}
	}

}
