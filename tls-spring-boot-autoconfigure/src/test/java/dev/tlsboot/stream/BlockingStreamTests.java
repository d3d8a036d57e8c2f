package dev.tlsboot.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.BlockingConnectionHandler;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource(TestEngine.class)
class BlockingStreamTests {

	private static final int CONVERSATIONS = 2000;

	private static final int AT_A_TIME = 200;

	@Parameter
	private TestEngine engine;

	@Test
	@Timeout(60)
	void aReadGivesUpAfterItsTimeAndLosesNothing() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.pipe(stream)));
			client.setReadTimeout(Duration.ofMillis(50));
			InputStream input = client.inputStream();
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(input::read)
				.withMessageContaining("50 ms");
			client.setReadTimeout(Duration.ZERO);
			client.write("abc");
			assertThat(input.readNBytes(3)).asString().isEqualTo("abc");
			assertThat(client.isOpen()).isTrue();
		}
	}

	@Test
	void aReaderThatTakesNothingHoldsThePeerBack() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<CleartextStream> accepted = new CompletableFuture<>();
			CleartextStream client = tls.connect(tls.serve(accepted::complete));
			InputStream input = client.inputStream();
			int sent = 64 * 1024 * 1024;
			TestTls.get(accepted).write(new byte[sent]);
			await().until(() -> input.available() > 0);
			await().during(Duration.ofMillis(300)).until(() -> input.available() < 256 * 1024);
			input.skipNBytes(sent);
			assertThat(input.available()).isZero();
		}
	}

	@Test
	void aWriterThatIsInterruptedLearnsHowMuchWasTaken() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			CompletableFuture<CleartextStream> accepted = new CompletableFuture<>();
			CleartextStream client = tls.connect(tls.serve(accepted::complete));
			byte[] data = new byte[64 * 1024 * 1024];
			CompletableFuture<Throwable> outcome = new CompletableFuture<>();
			Thread writer = new Thread(() -> {
				try {
					client.outputStream().write(data);
				}
				catch (IOException ex) {
					outcome.complete(ex);
				}
			});
			writer.start();
			await().until(() -> writer.getState() == Thread.State.WAITING);
			writer.interrupt();
			assertThat(TestTls.get(outcome)).isInstanceOfSatisfying(InterruptedIOException.class,
					(ex) -> assertThat(ex.bytesTransferred).isPositive().isLessThan(data.length));
			client.destroy();
			TestTls.get(accepted).destroy();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsWaitWithoutPinningTheirCarriers() throws Exception {
		List<RecordedEvent> pinned = new ArrayList<>();
		try (TestTls tls = new TestTls(this.engine);
				RecordingStream recording = new RecordingStream();
				Threads threads = new Threads()) {
			recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
			recording.onEvent("jdk.VirtualThreadPinned", (event) -> {
				synchronized (pinned) {
					pinned.add(event);
				}
			});
			recording.startAsync();
			TlsServer server = tls.serve(BlockingConnectionHandler.onThreadsOf((stream) -> {
				OutputStream output = stream.outputStream();
				InputStream input = stream.inputStream();
				byte[] buffer = new byte[1024];
				for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
					output.write(buffer, 0, count);
					output.flush();
				}
			}, threads.executor));
			TlsClient client = tls.client(TestTls.clientContext().build());
			Semaphore places = new Semaphore(AT_A_TIME);
			AtomicReference<Throwable> failure = new AtomicReference<>();
			List<Future<?>> conversations = new ArrayList<>();
			for (int i = 0; i < CONVERSATIONS; i++) {
				places.acquire();
				byte[] message = ("conversation " + i).getBytes(StandardCharsets.UTF_8);
				conversations.add(threads.executor.submit(() -> {
					try {
						CleartextStream stream = client.connect(TestTls.port(server), "localhost")
							.toCompletableFuture()
							.get(60, TimeUnit.SECONDS);
						stream.outputStream().write(message);
						stream.outputStream().flush();
						assertThat(stream.inputStream().readNBytes(message.length)).isEqualTo(message);
						stream.outputStream().close();
					}
					catch (Throwable ex) {
						failure.set(ex);
					}
					finally {
						places.release();
					}
				}));
			}
			for (Future<?> conversation : conversations) {
				conversation.get(120, TimeUnit.SECONDS);
			}
			assertThat(failure.get()).isNull();
			assertThat(tls.serverSide().errors()).isEmpty();
			await().atMost(Duration.ofSeconds(60)).until(() -> server.connections() == 0);
		}
		synchronized (pinned) {
			assertThat(pinned).filteredOn((event) -> String.valueOf(event.getStackTrace()).contains("dev.tlsboot"))
				.isEmpty();
		}
	}

	/**
	 * A virtual thread for each task: the compiler knows JDK 17 only.
	 */
	private static final class Threads implements AutoCloseable {

		private final ExecutorService executor;

		Threads() throws ReflectiveOperationException {
			Method factory = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
			this.executor = (ExecutorService) factory.invoke(null);
		}

		@Override
		public void close() {
			this.executor.shutdownNow();
		}

	}

}
