package dev.tlsboot.sample;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.server.TlsServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client in a JVM of its own, against the server in this one.
 */
@Timeout(120)
class PipeClientTests {

	private static ConfigurableApplicationContext server(String... args) {
		List<String> all = new ArrayList<>(List.of("--server.port=0", "--tls.server.port=0",
				"--spring.lifecycle.timeout-per-shutdown-phase=100ms"));
		all.addAll(List.of(args));
		return SampleApplication.start(all.toArray(String[]::new));
	}

	@Test
	void sendsStandardInputAndPrintsWhatComesBack() throws Exception {
		try (ConfigurableApplicationContext server = server()) {
			Client client = Client.of(server, "--tls.client.reject-unauthorized=false");
			client.type("hello\n");
			client.endInput();
			assertThat(client.exitCode()).isZero();
			assertThat(client.output()).isEqualTo("welcome!\nhello\n");
			assertThat(client.log()).singleElement().asString().matches("client connected unauthorized [A-Z_]+");
		}
	}

	@Test
	void staysWhileNeitherSideEnds() throws Exception {
		try (ConfigurableApplicationContext server = server()) {
			Client client = Client.of(server, "--tls.client.reject-unauthorized=false");
			client.type("one\n");
			client.awaitOutput("one\n");
			client.type("two\n");
			client.awaitOutput("two\n");
			client.endInput();
			assertThat(client.exitCode()).isZero();
		}
	}

	@Test
	void endsWhenTheServerEnds() throws Exception {
		ConfigurableApplicationContext server = server();
		TlsServer tlsServer = server.getBean(TlsServer.class);
		Client client = Client.of(server, "--tls.client.reject-unauthorized=false");
		client.awaitOutput("welcome!\n");
		assertThat(tlsServer.connections()).isEqualTo(1);
		server.close();
		assertThat(client.exitCode()).isZero();
	}

	@Test
	void failsWithOneLineWhenTheServerIsNotTrusted() throws Exception {
		try (ConfigurableApplicationContext server = server()) {
			Client client = Client.of(server);
			assertThat(client.exitCode()).isEqualTo(1);
			assertThat(client.output()).isEmpty();
			assertThat(client.log()).singleElement().asString().startsWith("client failed: ");
		}
	}

	@Test
	void failsWithOneLineWhenNobodyListens() throws Exception {
		ConfigurableApplicationContext server = server();
		server.close();
		Client client = Client.of(server);
		assertThat(client.exitCode()).isEqualTo(1);
		assertThat(client.log()).singleElement().asString().startsWith("client failed: ").contains("refused");
	}

	@Test
	void failsWithOneLineWhenTheServerRefusesItAfterItsHandshake() throws Exception {
		try (ConfigurableApplicationContext server = server("--tls.server.request-cert=true",
				"--tls.server.protocols=TLSv1.3")) {
			Client client = Client.of(server, "--tls.client.reject-unauthorized=false");
			assertThat(client.exitCode()).isEqualTo(1);
			assertThat(client.output()).isEmpty();
			assertThat(client.log()).filteredOn((line) -> !line.startsWith("client connected "))
				.singleElement()
				.asString()
				.startsWith("client failed: ");
		}
	}

	private static final class Client {

		private final Process process;

		private final StringBuffer output = new StringBuffer();

		private final CompletableFuture<Void> outputEnd;

		private final StringBuffer log = new StringBuffer();

		private final CompletableFuture<Void> logEnd;

		private Client(Process process) {
			this.process = process;
			this.outputEnd = collect(process.getInputStream(), this.output);
			this.logEnd = collect(process.getErrorStream(), this.log);
		}

		static Client of(ConfigurableApplicationContext server, String... args) throws IOException {
			// it lives too briefly for the better of the compilers
			List<String> command = new ArrayList<>(List
				.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
			// what AOT processing has made of the client is another application than the
			// server's
			String classes = System.getProperty("sample.client.classes");
			if (classes != null) {
				command.add("-Dspring.aot.enabled=true");
			}
			command.addAll(List.of("-cp",
					((classes != null) ? classes + File.pathSeparator : "") + System.getProperty("java.class.path"),
					SampleApplication.class.getName(), "--spring.profiles.active=client",
					"--tls.client.port=" + server.getEnvironment().getRequiredProperty("local.tls.server.port")));
			command.addAll(List.of(args));
			return new Client(new ProcessBuilder(command).start());
		}

		private static CompletableFuture<Void> collect(InputStream in, StringBuffer text) {
			return CompletableFuture.runAsync(() -> {
				byte[] buffer = new byte[8192];
				try {
					for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
						text.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
					}
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}

		void type(String text) throws IOException {
			this.process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
			this.process.getOutputStream().flush();
		}

		void endInput() throws IOException {
			this.process.getOutputStream().close();
		}

		void awaitOutput(String text) {
			Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> this.output.toString().contains(text));
		}

		int exitCode() throws InterruptedException {
			if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
				throw new AssertionError("The client does not end; it said: " + this.output + this.log);
			}
			return this.process.exitValue();
		}

		String output() {
			this.outputEnd.join();
			return this.output.toString();
		}

		List<String> log() {
			this.logEnd.join();
			return this.log.toString().lines().toList();
		}

	}

}
