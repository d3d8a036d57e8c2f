package dev.tlsboot.autoconfigure;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.tlsboot.server.BlockingConnectionHandler;
import dev.tlsboot.testing.JdkPeer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code spring.threads.virtual.enabled} does for beans that handle connections,
 * that of the default server and that of a named one.
 */
@Timeout(120)
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadTests {

	private static final int LINES = 20;

	private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class))
		.withPropertyValues("spring.threads.virtual.enabled=true", "tls.server.port=0", "tls.server.self-signed=true",
				"tls.servers.mail.port=0", "tls.servers.mail.self-signed=true")
		.withBean(BlockingConnectionHandler.class, () -> (stream) -> {
			this.threads.add(Thread.currentThread());
			InputStream input = stream.inputStream();
			OutputStream output = stream.outputStream();
			byte[] buffer = new byte[64];
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				output.write(buffer, 0, count);
				output.flush();
			}
		});

	@Test
	void handlersOfAllServersRunOnVirtualThreadsAndPinNone() throws Exception {
		List<RecordedEvent> pinned = Collections.synchronizedList(new ArrayList<>());
		try (RecordingStream recording = new RecordingStream()) {
			recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
			recording.onEvent("jdk.VirtualThreadPinned", pinned::add);
			recording.setReuse(false);
			recording.startAsync();
			this.runner.run((context) -> {
				Environment environment = context.getEnvironment();
				for (String port : List.of("local.tls.server.port", "local.tls.mail.port")) {
					try (JdkPeer peer = JdkPeer.connect(environment.getRequiredProperty(port, Integer.class))) {
						for (int i = 0; i < LINES; i++) {
							peer.send("line " + i);
							assertThat(peer.receive()).isEqualTo("line " + i);
						}
					}
				}
			});
			// of JDK 20 and later: hands on all events that there are
			RecordingStream.class.getMethod("stop").invoke(recording);
		}
		assertThat(this.threads).hasSize(2);
		for (Thread thread : this.threads) {
			assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
			assertThat(thread.getName()).startsWith("tls-connection-");
		}
		assertThat(pinned).filteredOn((event) -> String.valueOf(event.getStackTrace()).contains("dev.tlsboot"))
			.isEmpty();
	}

}
