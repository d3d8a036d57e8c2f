package dev.tlsboot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.transport.TlsTransport;
import io.netty.util.internal.PlatformDependent;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * A program that sends a lot through a consumer that is slower than its producer, in one
 * of the three ways to use a connection, and prints how much memory that took. What its
 * JVM allows it is the measure.
 */
public final class SlowConsumer {

	private static final int BLOCK = 64 * 1024;

	private static final long NAP = 4 * 1024 * 1024;

	private final long total;

	private final AtomicLong received = new AtomicLong();

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	private long peakDirect;

	private SlowConsumer(long megabytes) {
		this.total = megabytes * 1024 * 1024;
	}

	/**
	 * Run it.
	 * @param arguments engine, {@code events}, {@code blocking} or {@code reactive}, and
	 * the number of megabytes
	 */
	public static void main(String[] arguments) throws Exception {
		SlowConsumer consumer = new SlowConsumer(Long.parseLong(arguments[2]));
		consumer.run(TestEngine.valueOf(arguments[0]), arguments[1]);
	}

	private void run(TestEngine engine, String face) throws Exception {
		long start = System.nanoTime();
		try (TlsTransport transport = new TlsTransport(2, 1024 * 1024)) {
			TlsServer server = TlsServer.builder(transport, engine.serverContext().build())
				.host("127.0.0.1")
				.listener((stream) -> {
					stream.resume();
					produce(stream, face);
				})
				.observers(List.of())
				.build();
			TestTls.get(server.listen());
			CleartextStream stream = TestTls
				.get(TlsClient.builder(transport, TestTls.clientContext().engine(engine.get()).build())
					.build()
					.connect(TestTls.port(server), "localhost"));
			stream.onError(this.done::completeExceptionally);
			stream.onClose(() -> this.done.complete(null));
			consume(stream, face);
			this.done.get(2, TimeUnit.HOURS);
			stream.destroy();
			TestTls.get(server.close());
		}
		if (this.received.get() != this.total) {
			throw new IllegalStateException("Received " + this.received + " of " + this.total + " bytes");
		}
		System.gc();
		long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		System.out.printf("%s: %d bytes in %d s, direct memory %d KB at most, heap %d KB afterwards%n", face,
				this.received.get(), Duration.ofNanos(System.nanoTime() - start).toSeconds(), this.peakDirect / 1024,
				heap / 1024);
	}

	private void produce(CleartextStream stream, String face) {
		switch (face) {
			case "events" -> new Producer(stream, this.total).write();
			case "blocking" -> onThread(() -> {
				try (OutputStream output = stream.outputStream()) {
					byte[] block = new byte[BLOCK];
					for (long left = this.total; left > 0; left -= BLOCK) {
						output.write(block);
					}
				}
			});
			default -> {
				byte[] block = new byte[BLOCK];
				JdkFlowAdapter
					.publisherToFlowPublisher(Flux.range(0, (int) (this.total / BLOCK))
						.map((number) -> ByteBuffer.wrap(block))
						.subscribeOn(Schedulers.parallel()))
					.subscribe(stream.subscriber());
			}
		}
	}

	private void consume(CleartextStream stream, String face) {
		switch (face) {
			case "events" -> stream.onData((data) -> {
				if (napAfter(data.remaining())) {
					stream.pause();
					CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS).execute(stream::resume);
				}
			});
			case "blocking" -> onThread(() -> {
				InputStream input = stream.inputStream();
				byte[] buffer = new byte[BLOCK];
				for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
					nap(count);
				}
				stream.end();
			});
			default -> JdkFlowAdapter.flowPublisherToFlux(stream.publisher())
				.publishOn(Schedulers.boundedElastic(), 16)
				.subscribe((data) -> nap(data.remaining()), this.done::completeExceptionally, stream::end);
		}
	}

	private void nap(int count) {
		if (napAfter(count)) {
			try {
				Thread.sleep(1);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private boolean napAfter(int count) {
		long before = this.received.getAndAdd(count);
		this.peakDirect = Math.max(this.peakDirect, PlatformDependent.usedDirectMemory());
		return before / NAP != (before + count) / NAP;
	}

	private void onThread(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				this.done.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	private interface Task {

		void run() throws IOException;

	}

	/**
	 * Writes at the pace of its peer, and ends.
	 */
	private static final class Producer {

		private final CleartextStream stream;

		private final byte[] block = new byte[BLOCK];

		private long left;

		Producer(CleartextStream stream, long total) {
			this.stream = stream;
			this.left = total;
			stream.onDrain(this::write);
		}

		void write() {
			boolean goOn = true;
			while (goOn && this.left > 0) {
				this.left -= BLOCK;
				goOn = this.stream.write(this.block);
			}
			if (this.left == 0) {
				this.stream.end();
			}
		}

	}

}
