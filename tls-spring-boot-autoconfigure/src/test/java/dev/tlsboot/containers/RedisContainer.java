package dev.tlsboot.containers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A Redis in a container. The system property {@code tlsboot.image.redis} names an image,
 * else one is pulled.
 */
final class RedisContainer implements RedisPeer {

	private static final String LOCAL_IMAGE = System.getProperty("tlsboot.image.redis", "");

	private static final int PORT = 6379;

	private final GenericContainer<?> container;

	private RedisContainer(GenericContainer<?> container) {
		this.container = container;
	}

	static RedisContainer start(@Nullable Identity identity) {
		List<String> command = new ArrayList<>(List.of("redis-server", "--save", "", "--protected-mode", "no"));
		GenericContainer<?> container = new GenericContainer<>(
				DockerImageName.parse(LOCAL_IMAGE.isEmpty() ? "redis:8-alpine" : LOCAL_IMAGE))
			// a local image is never asked for at a registry
			.withImagePullPolicy((name) -> LOCAL_IMAGE.isEmpty())
			.withExposedPorts(PORT)
			.waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\n", 1))
			.withStartupTimeout(Duration.ofSeconds(60));
		if (identity != null) {
			container.withCopyFileToContainer(MountableFile.forHostPath(identity.key(), 0644), "/tmp/redis-key.pem")
				.withCopyFileToContainer(MountableFile.forHostPath(identity.chain(), 0644), "/tmp/redis-cert.pem");
			command.addAll(List.of("--port", "0", "--tls-port", String.valueOf(PORT), "--tls-auth-clients", "no",
					"--tls-key-file", "/tmp/redis-key.pem", "--tls-cert-file", "/tmp/redis-cert.pem",
					"--tls-ca-cert-file", "/tmp/redis-cert.pem"));
		}
		container.withCommand(command.toArray(String[]::new));
		container.start();
		return new RedisContainer(container);
	}

	@Override
	public String host() {
		return this.container.getHost();
	}

	@Override
	public int port() {
		return this.container.getMappedPort(PORT);
	}

	@Override
	public void close() {
		this.container.stop();
	}

}
