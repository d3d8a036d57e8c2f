package dev.tlsboot.pair;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Carries the bytes of a pair over blocking streams: one thread reads, one writes. What
 * waits for the writer is bounded by pausing the pair.
 */
final class StreamPump {

	private static final int BUFFER_SIZE = 16 * 1024;

	private static final int MAX_WAITING = 4;

	/**
	 * How long the last words may take when the pair is closed.
	 */
	private static final long LINGER_SECONDS = 5;

	private final EncryptedStream side;

	private final InputStream input;

	private final OutputStream output;

	// guarded by this, as is the rest
	private final Queue<byte[]> waiting = new ArrayDeque<>();

	private boolean held;

	private boolean closed;

	private final CountDownLatch written = new CountDownLatch(1);

	private @Nullable Thread reader;

	StreamPump(EncryptedStream side, InputStream input, OutputStream output) {
		this.side = side;
		this.input = input;
		this.output = output;
	}

	void start(Executor threads) {
		this.side.onData(this::offer);
		this.side.onDrain(this::wakeUp);
		this.side.onClose(() -> {
			end();
			threads.execute(this::close);
		});
		threads.execute(this::read);
		threads.execute(this::write);
	}

	private synchronized void wakeUp() {
		notifyAll();
	}

	private synchronized void offer(ByteBuffer data) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.waiting.add(bytes);
		if (this.waiting.size() >= MAX_WAITING) {
			this.held = true;
			this.side.pause();
		}
		notifyAll();
	}

	private synchronized void end() {
		this.closed = true;
		if (this.reader != null) {
			// not every stream lets go of its reader when it is closed
			this.reader.interrupt();
		}
		notifyAll();
	}

	private void read() {
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.reader = Thread.currentThread();
		}
		try {
			byte[] buffer = new byte[BUFFER_SIZE];
			for (int count = this.input.read(buffer); count >= 0; count = this.input.read(buffer)) {
				if (!this.side.write(ByteBuffer.wrap(buffer, 0, count))) {
					awaitDrain();
				}
			}
			this.side.end();
		}
		catch (IOException | InterruptedException ex) {
			fail(ex);
		}
		finally {
			synchronized (this) {
				this.reader = null;
			}
		}
	}

	private synchronized void awaitDrain() throws InterruptedException {
		while (!this.closed && this.side.needsDrain()) {
			wait();
		}
	}

	private void write() {
		try {
			for (byte[] data = next(); data != null; data = next()) {
				this.output.write(data);
				this.output.flush();
			}
		}
		catch (IOException | InterruptedException ex) {
			fail(ex);
		}
		finally {
			this.written.countDown();
		}
	}

	private synchronized byte @Nullable [] next() throws InterruptedException {
		while (this.waiting.isEmpty() && !this.closed) {
			wait();
		}
		byte[] data = this.waiting.poll();
		if (this.held && this.waiting.isEmpty()) {
			this.held = false;
			this.side.resume();
		}
		return data;
	}

	private void fail(Exception cause) {
		boolean over;
		synchronized (this) {
			over = this.closed;
		}
		if (!over) {
			this.side.destroy(cause);
		}
	}

	/**
	 * Closing may block, and what closes one direction may close the other: the last
	 * words go first.
	 */
	private void close() {
		try {
			this.written.await(LINGER_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			// the transport is being closed
		}
		closeQuietly(this.output);
		closeQuietly(this.input);
	}

	private static void closeQuietly(Closeable stream) {
		try {
			stream.close();
		}
		catch (IOException ex) {
			// it is of no use any more
		}
	}

}
