package dev.tlsboot.sample;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The tour of the README, line by line, on other ports and in another folder.
 */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class TourTests {

	private static final String SAMPLE = "java -jar sample-app/target/sample-app.jar";

	@TempDir
	private Path folder;

	private final List<Process> processes = new ArrayList<>();

	private List<String> commands;

	private ConfigurableApplicationContext server;

	@BeforeEach
	void startTheServer() throws Exception {
		for (String program : List.of("openssl", "curl", "bash")) {
			assumeTrue(
					Stream.of(System.getenv("PATH").split(File.pathSeparator))
						.anyMatch((path) -> Files.isExecutable(Path.of(path, program))),
					() -> "no " + program + " here");
		}
		String readme = Files.readString(Path.of("..", "README.md"));
		String tour = readme.substring(readme.indexOf("## A tour of five minutes"), readme.indexOf("## Use it"));
		this.commands = new ArrayList<>(snippets(tour, "sh").stream().flatMap(String::lines).toList());
		for (int i = 0; i < 4; i++) {
			finish(start(next("openssl req")));
		}
		Files.writeString(this.folder.resolve("tour.yml"),
				snippets(tour, "yaml").get(0).replace("file:", "file:" + this.folder + "/"));
		String[] options = next(SAMPLE + " --spring.config").substring(SAMPLE.length() + 1)
			.replace("file:", "file:" + this.folder + "/")
			.split(" ");
		this.server = SampleApplication
			.start(Stream.concat(Stream.of(options), Stream.of("--server.port=0", "--tls.server.port=0"))
				.toArray(String[]::new));
	}

	@AfterEach
	void stop() {
		this.processes.forEach(Process::destroyForcibly);
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void canBeFollowed(CapturedOutput log) throws Exception {
		Program device = talk(next("openssl s_client"));
		device.awaitOutput("welcome!");
		device.type("hello\n");
		device.awaitOutput("\nhello");
		assertThat(log).contains("server connected authorized");

		Program stranger = talk(next("openssl s_client"));
		assertThat(stranger.exitCode()).isNotZero();
		assertThat(stranger.output()).doesNotContain("welcome!");

		Program client = talk(next(SAMPLE + " --spring.profiles.active=client"));
		client.type("from the sample\n");
		client.awaitOutput("welcome!\nfrom the sample\n");

		Program named = talk(next("openssl s_client"));
		named.awaitOutput("welcome!");
		assertThat(named.output()).containsPattern("subject=CN ?= ?www.example.com");

		Program attacker = talk(next("openssl s_client"));
		attacker.awaitOutput("welcome!");
		for (int i = 1; i <= 3; i++) {
			attacker.type("R\n");
			int allowed = i;
			await(() -> assertThat(curl("localhost:8080/actuator/prometheus"))
				.contains("outcome=\"allowed\",server=\"default\"} " + allowed));
		}
		attacker.type("R\n");
		attacker.exitCode();

		assertThat(finish(start(next("curl")))).contains("outcome=\"allowed\",server=\"default\"} 3.0",
				"outcome=\"refused\",server=\"default\"} 1.0");
		assertThat(finish(start(next("curl")))).contains("\"renegLimit\":3", "www.example.com");

		finish(start(next("openssl req")));
		assertThat(finish(start(next("curl")))).contains("\"reloaded\":[\"default\"]");
		device.type("still there\n");
		device.awaitOutput("\nstill there");
		assertThat(this.commands).isEmpty();
	}

	private static List<String> snippets(String tour, String language) {
		return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
			.matcher(tour)
			.results()
			.map((MatchResult snippet) -> snippet.group(1))
			.toList();
	}

	private String next(String start) {
		assertThat(this.commands).isNotEmpty().first().asString().startsWith(start);
		return this.commands.remove(0);
	}

	private Process start(String command) throws IOException {
		String here = command.replace(SAMPLE, javaCommand());
		if (this.server != null) {
			here = here.replace("8443", port("tls.server")).replace("8080", port("server"));
		}
		Process process = new ProcessBuilder("bash", "-c", "exec 2>&1; " + here).directory(this.folder.toFile())
			.start();
		this.processes.add(process);
		return process;
	}

	/**
	 * The sample as it is compiled: it is packaged later.
	 */
	private static String javaCommand() {
		String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return "\"" + Path.of(System.getProperty("java.home"), "bin", "java") + "\" -cp \"" + path + "\" "
				+ SampleApplication.class.getName() + " --tls.client.port=8443";
	}

	private String port(String name) {
		return this.server.getEnvironment().getRequiredProperty("local." + name + ".port");
	}

	private String curl(String address) throws Exception {
		return finish(start("curl -s " + address));
	}

	/**
	 * Wait for a program that asks nothing, and return what it prints.
	 */
	private String finish(Process process) throws Exception {
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	private Program talk(String command) throws IOException {
		return new Program(start(command));
	}

	private static void await(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion);
	}

	/**
	 * A program that is talked to.
	 */
	private static final class Program {

		private final Process process;

		private final StringBuffer output = new StringBuffer();

		private final Thread reader;

		Program(Process process) {
			this.process = process;
			this.reader = new Thread(this::read);
			this.reader.start();
		}

		private void read() {
			try {
				byte[] piece = new byte[4096];
				for (int count; (count = this.process.getInputStream().read(piece)) > 0;) {
					this.output.append(new String(piece, 0, count, StandardCharsets.UTF_8));
				}
			}
			catch (IOException ex) {
				this.output.append(ex);
			}
		}

		void type(String text) throws IOException {
			OutputStream input = this.process.getOutputStream();
			input.write(text.getBytes(StandardCharsets.UTF_8));
			input.flush();
		}

		String output() {
			return this.output.toString();
		}

		void awaitOutput(String text) {
			await(() -> assertThat(output()).contains(text));
		}

		int exitCode() throws InterruptedException {
			assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
			this.reader.join();
			return this.process.exitValue();
		}

	}

}
