package dev.tlsboot.stream;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

import dev.tlsboot.server.BlockingConnectionHandler;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The same echo written three times, as in the README.
 */
@ParameterizedClass
@EnumSource(TestEngine.class)
class ThreeFacesTests {

	private static final int BYTES = 8 * 1024 * 1024;

	@Parameter
	private TestEngine engine;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stopThreads() {
		this.threads.shutdownNow();
	}

	@Test
	void echoesByEvents() {
		assertEchoes((stream) -> {
			stream.onData((data) -> {
				if (!stream.write(data)) {
					stream.pause();
				}
			});
			stream.onDrain(stream::resume);
			stream.onEnd(stream::end);
		});
	}

	@Test
	void echoesOnAThreadThatWaits() {
		BlockingConnectionHandler echo = (stream) -> stream.inputStream().transferTo(stream.outputStream());
		assertEchoes(BlockingConnectionHandler.onThreadsOf(echo, this.threads));
	}

	@Test
	void echoesByDemand() {
		assertEchoes((stream) -> stream.publisher().subscribe(stream.subscriber()));
	}

	private void assertEchoes(SecureConnectionListener echo) {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve(echo));
			byte[] data = new byte[BYTES];
			new Random(1).nextBytes(data);
			CRC32 sent = new CRC32();
			sent.update(data);
			CRC32 received = new CRC32();
			AtomicLong count = new AtomicLong();
			client.onData((piece) -> {
				count.addAndGet(piece.remaining());
				received.update(piece);
			});
			client.write(data);
			// a blocking echo gathers small pieces until its input ends
			await().atMost(Duration.ofSeconds(30)).until(() -> count.get() > BYTES - 16 * 1024);
			client.end();
			await().atMost(Duration.ofSeconds(30)).until(() -> !client.isOpen());
			if (this.engine.halfCloses()) {
				assertThat(count).hasValue(BYTES);
				assertThat(received.getValue()).isEqualTo(sent.getValue());
			}
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).containsOnlyOnce("closed"));
		}
	}

}
