package dev.tlsboot.stream;

import java.time.Duration;
import java.util.List;

import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.SlowConsumer;
import dev.tlsboot.testing.TestEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A lot of data in a JVM that could not keep a quarter of it.
 */
class SlowConsumerTests {

	private static final int MEGABYTES = 200;

	@ParameterizedTest
	@CsvSource({ "JDK, events", "JDK, blocking", "JDK, reactive", "OPENSSL, events", "OPENSSL, blocking",
			"OPENSSL, reactive" })
	void memoryStaysFlatHoweverMuchIsSent(TestEngine engine, String face) {
		String java = ProcessHandle.current().info().command().orElseThrow();
		try (PeerProcess consumer = PeerProcess
			.start(List.of(java, "-Xmx40m", "-XX:MaxDirectMemorySize=24m", "-cp", System.getProperty("java.class.path"),
					SlowConsumer.class.getName(), engine.name(), face, String.valueOf(MEGABYTES)))) {
			await().atMost(Duration.ofMinutes(5))
				.until(() -> consumer.output().contains("bytes in") || consumer.output().contains("Exception"));
			assertThat(consumer.output()).contains(MEGABYTES * 1024L * 1024 + " bytes").doesNotContain("Exception");
			assertThat(consumer.awaitExit()).isZero();
		}
	}

}
