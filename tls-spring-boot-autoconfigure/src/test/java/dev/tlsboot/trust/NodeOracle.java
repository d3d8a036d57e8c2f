package dev.tlsboot.trust;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What Node.js says. It is asked where it is installed with the OpenSSL of the recording,
 * since newer ones are stricter; elsewhere the recording answers. With the system
 * property {@code tlsboot.record} set a new recording is made.
 */
final class NodeOracle {

	private static final Path RECORDING = Path.of("src/test/resources/dev/tlsboot/trust/node-verdicts.txt");

	private static final String OPENSSL_BRANCH = "3.0.";

	private NodeOracle() {
	}

	static Map<String, String> answers(List<ChainCase> chains, List<IdentityCase> identities) {
		try {
			if (!openSslOfNode().startsWith(OPENSSL_BRANCH)) {
				return parse(resource("node-verdicts.txt"));
			}
			String answers = ask(chains, identities);
			if (System.getProperty("tlsboot.record") != null) {
				Files.writeString(RECORDING, answers);
			}
			return parse(answers);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String openSslOfNode() {
		try {
			return run("", "node", "-p", "process.versions.openssl");
		}
		catch (IOException ex) {
			return "";
		}
	}

	private static String ask(List<ChainCase> chains, List<IdentityCase> identities) throws IOException {
		Held own = CertificateRecipe.named("CN=own").selfSigned();
		String input = "{\"own\":{\"key\":" + quote(own.keyPem()) + ",\"cert\":" + quote(own.certificatePem())
				+ "},\"chains\":" + array(chains.stream().map(NodeOracle::json).toList()) + ",\"identities\":"
				+ array(identities.stream().map(NodeOracle::json).toList()) + "}";
		Path script = Files.createTempFile("node-verdicts", ".js");
		try {
			Files.writeString(script, resource("node-verdicts.js"));
			return run(input, "node", script.toString());
		}
		finally {
			Files.delete(script);
		}
	}

	private static String resource(String name) throws IOException {
		try (InputStream content = Objects.requireNonNull(NodeOracle.class.getResourceAsStream(name))) {
			return new String(content.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static String run(String input, String... command) throws IOException {
		Path text = Files.createTempFile("node-input", ".json");
		try {
			Files.writeString(text, input);
			Process process = new ProcessBuilder(command).redirectInput(text.toFile())
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		finally {
			Files.delete(text);
		}
	}

	private static Map<String, String> parse(String lines) {
		Map<String, String> answers = new LinkedHashMap<>();
		lines.lines().map((line) -> line.split("\t", 2)).forEach((line) -> answers.put(line[0], line[1]));
		return answers;
	}

	private static String json(ChainCase each) {
		boolean none = each.chain().isEmpty();
		String chain = each.chain().stream().map(Held::certificatePem).collect(Collectors.joining());
		return "{\"name\":" + quote(each.name()) + ",\"role\":"
				+ quote((each.purpose() == Purpose.TLS_CLIENT) ? "client" : "server") + ",\"key\":"
				+ (none ? "null" : quote(each.chain().get(0).keyPem())) + ",\"chain\":" + quote(chain) + ",\"ca\":"
				+ array(each.anchors().stream().map((anchor) -> quote(Held.pem(anchor))).toList()) + ",\"crl\":"
				+ array(each.lists().stream().map((list) -> quote(Held.pem(list))).toList()) + ",\"host\":"
				+ ((each.host() != null) ? quote(each.host()) : "null") + "}";
	}

	private static String json(IdentityCase each) {
		return "{\"name\":" + quote(each.name()) + ",\"host\":" + quote(each.host()) + ",\"certificate\":"
				+ quote(Held.pem(each.certificate())) + "}";
	}

	private static String array(List<String> elements) {
		return elements.stream().collect(Collectors.joining(",", "[", "]"));
	}

	private static String quote(String text) {
		StringBuilder quoted = new StringBuilder("\"");
		for (char each : text.toCharArray()) {
			if (each < ' ' || each > '~' || each == '"' || each == '\\') {
				quoted.append(String.format("\\u%04x", (int) each));
			}
			else {
				quoted.append(each);
			}
		}
		return quoted.append('"').toString();
	}

}
