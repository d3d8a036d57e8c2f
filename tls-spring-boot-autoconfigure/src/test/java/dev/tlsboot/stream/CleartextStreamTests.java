package dev.tlsboot.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

import dev.tlsboot.server.BlockingConnectionHandler;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@ParameterizedClass
@EnumSource(TestEngine.class)
class CleartextStreamTests {

	@Parameter
	private TestEngine engine;

	private static final int MEGABYTE = 1024 * 1024;

	private final BlockingQueue<CleartextStream> accepted = new LinkedBlockingQueue<>();

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void echoesAHundredMegabytesByteForByteInBothDirectionsAtOnce(String protocol) {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(this.engine.serverContext().protocols(List.of(protocol)).build(),
					(stream) -> stream.pipe(stream), (builder) -> {
					});
			CleartextStream client = tls.connect(server);
			byte[] block = new byte[MEGABYTE];
			new Random(42).nextBytes(block);
			CRC32 sent = new CRC32();
			CRC32 received = new CRC32();
			AtomicLong count = new AtomicLong();
			CompletableFuture<Void> done = new CompletableFuture<>();
			client.onData((data) -> {
				count.addAndGet(data.remaining());
				received.update(data);
			});
			client.onClose(() -> done.complete(null));
			client.onError(done::completeExceptionally);
			new BlockWriter(client, block, 100, sent).write();
			await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(count).hasValue(100L * MEGABYTE));
			client.end();
			TestTls.get(done);
			assertThat(received.getValue()).isEqualTo(sent.getValue());
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).contains("closed"));
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void holdsBackAPeerThatSendsMoreThanItReads() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> {
				this.accepted.add(stream);
				stream.pipe(stream);
			});
			CleartextStream client = tls.connect(server);
			byte[] block = new byte[MEGABYTE];
			new BlockWriter(client, block, 64, new CRC32()).write();
			CleartextStream atServer = take();
			await().atMost(Duration.ofSeconds(60)).until(atServer::needsDrain);
			await().atMost(Duration.ofSeconds(60)).until(client::needsDrain);
			AtomicLong before = new AtomicLong();
			await().atMost(Duration.ofSeconds(60))
				.during(Duration.ofMillis(300))
				.until(() -> before.getAndSet(atServer.bytesRead()) == atServer.bytesRead());
			// what the kernel keeps in its socket buffers, and little more
			assertThat(before).hasValueLessThan(32L * MEGABYTE);
			AtomicLong count = new AtomicLong();
			client.onData((data) -> count.addAndGet(data.remaining()));
			await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(count).hasValue(64L * MEGABYTE));
		}
	}

	@Test
	void readsNothingWhilePausedAndLosesNothing() {
		try (TestTls tls = new TestTls(this.engine)) {
			StringBuffer received = new StringBuffer();
			TlsServer server = tls.serve((stream) -> {
				stream.pause();
				stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
				this.accepted.add(stream);
			});
			CleartextStream client = tls.connect(server);
			client.write("hello");
			CleartextStream atServer = take();
			await().during(Duration.ofMillis(200)).until(received::isEmpty);
			atServer.resume();
			await().untilAsserted(() -> assertThat(received).hasToString("hello"));
		}
	}

	/**
	 * The reference's test-tls-pause.
	 */
	@Test
	void getsNothingWhilePausedInTheMiddleAndTheRestAfterwards() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.pipe(stream)));
			AtomicLong count = new AtomicLong();
			client.onData((data) -> {
				if (count.getAndAdd(data.remaining()) == 0) {
					client.pause();
				}
			});
			client.write(new byte[8 * MEGABYTE]);
			await().untilAsserted(() -> assertThat(count).hasPositiveValue());
			long before = count.get();
			await().during(Duration.ofMillis(300)).until(() -> count.get() == before);
			assertThat(before).isLessThan(MEGABYTE);
			client.resume();
			await().untilAsserted(() -> assertThat(count).hasValue(8L * MEGABYTE));
		}
	}

	@Test
	void isNotToldOfTheEndWhilePaused() {
		try (TestTls tls = new TestTls(this.engine)) {
			StringBuffer calls = new StringBuffer();
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				stream.onData((data) -> {
					calls.append("data ");
					stream.pause();
				});
				stream.onEnd(() -> calls.append("end "));
				this.accepted.add(stream);
			}));
			CleartextStream atServer = take();
			// in one piece
			client.cork();
			client.write("all");
			client.end();
			await().until(() -> !calls.isEmpty());
			await().during(Duration.ofMillis(200)).until(() -> calls.toString().equals("data "));
			atServer.resume();
			await().untilAsserted(() -> assertThat(calls).hasToString("data end "));
		}
	}

	@Test
	void keepsReadingAfterItsOwnEndWhereTheEngineHalfCloses() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> {
				stream.allowHalfOpen(true);
				stream.onEnd(() -> {
					stream.write("after your end");
					stream.end();
				});
				stream.resume();
			});
			CleartextStream client = tls.connect(server);
			StringBuffer received = new StringBuffer();
			client.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			client.write("last words");
			client.end();
			await().until(() -> !client.isOpen());
			assertThat(received).hasToString(this.engine.halfCloses() ? "after your end" : "");
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).contains("closed"));
			assertThat(tls.serverSide().errors()).isEmpty();
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void sendsEverythingBeforeItEnds(String protocol) {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(this.engine.serverContext().protocols(List.of(protocol)).build(), (stream) -> {
				for (int i = 0; i < 8; i++) {
					stream.write(new byte[MEGABYTE]);
				}
				stream.end();
			}, (builder) -> {
			});
			CleartextStream client = tls.connect(server);
			AtomicLong count = new AtomicLong();
			CompletableFuture<Long> atEnd = new CompletableFuture<>();
			client.onEnd(() -> atEnd.complete(count.get()));
			client.onData((data) -> count.addAndGet(data.remaining()));
			assertThat(TestTls.get(atEnd)).isEqualTo(8L * MEGABYTE);
			await().until(() -> !client.isOpen());
			assertThat(tls.clientSide().errors()).isEmpty();
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void tellsAConnectionThatWasCutOffFromOneThatEnded() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> {
				this.accepted.add(stream);
				stream.resume();
			});
			CleartextStream client = tls.connect(server);
			StringBuffer calls = new StringBuffer();
			CleartextStream atServer = take();
			atServer.onEnd(() -> calls.append("end "));
			atServer.onError((error) -> calls.append(error.getClass().getSimpleName()).append(' '));
			atServer.onClose(() -> calls.append("close "));
			client.destroy();
			await().until(() -> !atServer.isOpen());
			await().untilAsserted(() -> assertThat(calls).hasToString("TruncatedStreamException close "));
		}
	}

	@Test
	void closesExactlyOnceWhateverIsCalled() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve(TestTls.echo()));
			AtomicInteger closed = new AtomicInteger();
			AtomicInteger errors = new AtomicInteger();
			client.onClose(closed::incrementAndGet);
			client.onError((error) -> errors.incrementAndGet());
			// at one stroke, on the event loop, so that the server has no say in between
			client.onData((data) -> {
				client.end();
				client.destroy(new IllegalStateException("first"));
				client.destroy(new IllegalStateException("second"));
				client.end();
			});
			await().untilAsserted(() -> assertThat(closed).hasValue(1));
			assertThat(errors).hasValue(1);
			CompletableFuture<Void> late = new CompletableFuture<>();
			client.onClose(() -> late.complete(null));
			TestTls.get(late);
			assertThat(tls.clientSide().steps()).containsOnlyOnce("closed");
		}
	}

	@Test
	void refusesToWriteAfterItsEnd() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.resume()));
			client.end();
			assertThatIllegalStateException().isThrownBy(() -> client.write("too late"));
		}
	}

	@Test
	void countsBytesOnTheWire() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve((stream) -> stream.pipe(stream));
			CleartextStream client = tls.connect(server);
			AtomicLong echoed = new AtomicLong();
			client.onData((data) -> echoed.addAndGet(data.remaining()));
			client.write(ByteBuffer.allocate(MEGABYTE));
			await().untilAsserted(() -> assertThat(echoed).hasValue(MEGABYTE));
			assertThat(client.bytesWritten()).isBetween((long) MEGABYTE, MEGABYTE + 8192L);
			assertThat(client.bytesRead()).isBetween((long) MEGABYTE, MEGABYTE + 8192L);
			assertThat(server.bytesRead()).isEqualTo(client.bytesWritten());
			assertThat(server.bytesWritten()).isEqualTo(client.bytesRead());
		}
	}

	@Test
	void pipesOneConnectionIntoAnother() {
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer echo = tls.serve((stream) -> stream.pipe(stream));
			TlsServer proxy = tls.serve((stream) -> tls.client(TestTls.clientContext().build())
				.connect(TestTls.port(echo), "localhost")
				.thenAccept((upstream) -> {
					stream.pipe(upstream);
					upstream.pipe(stream);
				}));
			CleartextStream client = tls.connect(proxy);
			AtomicLong count = new AtomicLong();
			client.onData((data) -> count.addAndGet(data.remaining()));
			new BlockWriter(client, new byte[MEGABYTE], 16, new CRC32()).write();
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(count).hasValue(16L * MEGABYTE));
			client.end();
			await().untilAsserted(() -> assertThat(echo.connections()).isZero());
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void isReadAndWrittenByBlockingThreads() throws Exception {
		BlockingConnectionHandler handler = (stream) -> {
			InputStream input = stream.inputStream();
			OutputStream output = stream.outputStream();
			input.transferTo(output);
		};
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls
				.serve(BlockingConnectionHandler.onThreadsOf(handler, Executors.newCachedThreadPool((task) -> {
					Thread thread = new Thread(task, "blocking echo");
					thread.setDaemon(true);
					return thread;
				})));
			CleartextStream client = tls.connect(server);
			byte[] block = new byte[MEGABYTE];
			new Random(7).nextBytes(block);
			CRC32 sent = new CRC32();
			Thread writer = new Thread(() -> {
				try {
					OutputStream output = client.outputStream();
					for (int i = 0; i < 20; i++) {
						output.write(block);
						sent.update(block);
					}
					output.flush();
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			writer.start();
			CRC32 received = new CRC32();
			long count = 0;
			byte[] buffer = new byte[10_000];
			InputStream input = client.inputStream();
			for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
				received.update(buffer, 0, read);
				count += read;
				if (count == 20L * MEGABYTE) {
					writer.join();
					client.outputStream().close();
				}
			}
			assertThat(count).isEqualTo(20L * MEGABYTE);
			assertThat(received.getValue()).isEqualTo(sent.getValue());
			await().until(() -> !client.isOpen());
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

	@Test
	void aBlockedReaderCanBeInterrupted() throws Exception {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.pipe(stream)));
			CompletableFuture<Throwable> outcome = new CompletableFuture<>();
			Thread reader = new Thread(() -> {
				try {
					client.inputStream().read();
				}
				catch (IOException ex) {
					outcome.complete(ex);
				}
			});
			reader.start();
			await().until(() -> reader.getState() == Thread.State.WAITING);
			reader.interrupt();
			assertThat(TestTls.get(outcome)).isInstanceOf(InterruptedIOException.class);
		}
	}

	@Test
	void aBlockedReaderLearnsThatTheConnectionBroke() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> stream.destroy()));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.inputStream().read())
				.withCauseInstanceOf(TruncatedStreamException.class);
		}
	}

	@Test
	void doesNotLetAnEventLoopBlock() {
		try (TestTls tls = new TestTls(this.engine)) {
			CleartextStream client = tls.connect(tls.serve((stream) -> {
				try {
					stream.inputStream().read();
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			}));
			client.resume();
			await().until(() -> !client.isOpen());
			await().untilAsserted(() -> assertThat(tls.serverSide().errors()).singleElement()
				.isInstanceOf(IllegalStateException.class));
		}
	}

	@Test
	void isAClosedStreamAfterItsEventLoopHasEnded() {
		TestTls tls = new TestTls(this.engine);
		CleartextStream client = tls.connect(tls.serve((stream) -> stream.resume()));
		tls.close();
		client.end();
		client.destroy(new IllegalStateException("too late"));
		client.pause().resume().onData((data) -> {
		});
		AtomicInteger closed = new AtomicInteger();
		client.onClose(closed::incrementAndGet);
		await().untilAsserted(() -> assertThat(closed).hasValue(1));
		assertThat(client.isOpen()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> TestTls.get(client.renegotiate(false, false)));
		assertThatIllegalStateException().isThrownBy(() -> client.write("too late"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> client.outputStream().write(1));
	}

	private CleartextStream take() {
		try {
			CleartextStream stream = this.accepted.poll(10, TimeUnit.SECONDS);
			assertThat(stream).isNotNull();
			return stream;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Writes a block several times, as a polite writer does: it waits for the drain.
	 */
	private static final class BlockWriter {

		private final CleartextStream stream;

		private final byte[] block;

		private final CRC32 checksum;

		private int left;

		BlockWriter(CleartextStream stream, byte[] block, int times, CRC32 checksum) {
			this.stream = stream;
			this.block = block;
			this.left = times;
			this.checksum = checksum;
			stream.onDrain(this::write);
		}

		synchronized void write() {
			boolean goOn = true;
			while (goOn && this.left > 0) {
				this.left--;
				this.checksum.update(this.block);
				goOn = this.stream.write(this.block);
			}
		}

	}

}
