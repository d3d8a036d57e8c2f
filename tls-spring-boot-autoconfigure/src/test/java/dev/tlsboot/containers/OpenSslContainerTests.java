package dev.tlsboot.containers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * OpenSSL in containers as peers: another host, as far as the network is concerned. The
 * image needs {@code openssl} and {@code sh}; the system property
 * {@code tlsboot.image.openssl} names one, else it is pulled.
 */
@Tag("containers")
@Testcontainers(disabledWithoutDocker = true)
class OpenSslContainerTests {

	private static final DockerImageName IMAGE = DockerImageName
		.parse(System.getProperty("tlsboot.image.openssl", "alpine/openssl:latest"));

	private final TestPki pki = TestPki.get();

	@TempDir
	private Path folder;

	@Test
	void ourClientTalksToAServerInAContainer() {
		try (GenericContainer<?> server = container()
			.withCommand("-c", "exec openssl s_server -accept 4433 -key /tmp/key.pem -cert /tmp/cert.pem -rev")
			.withCopyFileToContainer(file(TestPki.writeKey(this.folder, this.pki.ecServer())), "/tmp/key.pem")
			.withCopyFileToContainer(file(TestPki.writeChain(this.folder, this.pki.ecServer())), "/tmp/cert.pem")
			.withExposedPorts(4433)
			.waitingFor(Wait.forLogMessage("ACCEPT\\s*", 1)); TestTls tls = new TestTls()) {
			server.start();
			CleartextStream stream = TestTls
				.get(tls.client(TestTls.clientContext().build(), (builder) -> builder.servername("localhost"))
					.connect(server.getMappedPort(4433), server.getHost()));
			assertThat(stream.authorized()).isTrue();
			StringBuffer received = new StringBuffer();
			stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			stream.write("hello\n");
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(received.toString()).contains("olleh"));
		}
	}

	@Test
	void ourServerTalksToAClientInAContainer() {
		SecureContext context = TestTls.serverContext().trust(this.pki.anchors()).requestCert(true).build();
		try (TestTls tls = new TestTls()) {
			TlsServer server = tls.serve(context, TestTls.echo(), (builder) -> builder.host("0.0.0.0"));
			try (GenericContainer<?> client = container()
				.withCommand("-c",
						"(echo hello from a container; sleep 2) | openssl s_client -connect host.docker.internal:"
								+ TestTls.port(server)
								+ " -servername localhost -CAfile /tmp/ca.pem -key /tmp/key.pem -cert /tmp/cert.pem")
				.withExtraHost("host.docker.internal", "host-gateway")
				.withCopyFileToContainer(file(this.pki.writeAuthority(this.folder)), "/tmp/ca.pem")
				.withCopyFileToContainer(file(TestPki.writeKey(this.folder, this.pki.client())), "/tmp/key.pem")
				.withCopyFileToContainer(file(TestPki.writeChain(this.folder, this.pki.client())), "/tmp/cert.pem")) {
				client.start();
				await().atMost(Duration.ofSeconds(20))
					.untilAsserted(() -> assertThat(client.getLogs()).contains("welcome!", "hello from a container",
							"Verify return code: 0 (ok)"));
				await().untilAsserted(() -> assertThat(tls.serverSide().steps()).contains("secured"));
			}
		}
	}

	private static GenericContainer<?> container() {
		return new GenericContainer<>(IMAGE)
			// a local image is never asked for at a registry
			.withImagePullPolicy((name) -> System.getProperty("tlsboot.image.openssl") == null)
			.withCreateContainerCmdModifier((command) -> command.withEntrypoint("sh"))
			.withStartupTimeout(Duration.ofSeconds(60));
	}

	private static MountableFile file(Path path) {
		return MountableFile.forHostPath(path, 0644);
	}

}
