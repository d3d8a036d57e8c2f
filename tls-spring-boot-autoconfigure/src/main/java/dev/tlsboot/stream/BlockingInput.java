package dev.tlsboot.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * What comes in, for a thread that may wait. The event loop fills, one reader empties;
 * what is kept between them is on the heap, so that a reader who loses interest leaks
 * nothing.
 */
final class BlockingInput extends InputStream {

	/**
	 * How much may wait for the reader before the peer is held back, in bytes.
	 */
	private static final int HIGH_WATER = 64 * 1024;

	private final ChannelCleartextStream stream;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Consumer<Object> taker = Incoming.bytes(this::fill);

	private final Deque<byte[]> chunks = new ArrayDeque<>();

	private int position;

	private int waiting;

	private boolean heldBack;

	private boolean ended;

	private boolean closed;

	private @Nullable Throwable error;

	BlockingInput(ChannelCleartextStream stream) {
		this.stream = stream;
		stream.onEnd(() -> finish(null));
		stream.onError(this::finish);
		stream.onClose(() -> finish(null));
		stream.receive(this.taker);
	}

	private void fill(ByteBuf data) {
		this.lock.lock();
		try {
			if (this.closed || !data.isReadable()) {
				return;
			}
			this.chunks.add(ByteBufUtil.getBytes(data));
			this.waiting += data.readableBytes();
			if (this.waiting >= HIGH_WATER && !this.heldBack) {
				this.heldBack = true;
				this.stream.holdBack(this.taker, true);
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void finish(@Nullable Throwable error) {
		this.lock.lock();
		try {
			if (!this.ended) {
				this.ended = true;
				this.error = error;
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
	}

	@Override
	public int read(byte[] target, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, target.length);
		this.stream.checkMayBlock();
		if (length == 0) {
			return 0;
		}
		boolean goOn = false;
		int count = 0;
		long timeout = this.stream.readTimeoutMillis();
		long left = TimeUnit.MILLISECONDS.toNanos(timeout);
		this.lock.lock();
		try {
			while (this.chunks.isEmpty()) {
				if (this.closed) {
					throw new IOException("The stream is closed");
				}
				if (this.ended) {
					if (this.error != null) {
						throw new IOException(this.error.getMessage(), this.error);
					}
					return -1;
				}
				if (timeout > 0 && left <= 0) {
					throw new SocketTimeoutException("Nothing came in within " + timeout + " ms");
				}
				left = await(timeout > 0, left);
			}
			while (count < length && !this.chunks.isEmpty()) {
				byte[] chunk = this.chunks.element();
				int part = Math.min(length - count, chunk.length - this.position);
				System.arraycopy(chunk, this.position, target, offset + count, part);
				count += part;
				this.position += part;
				if (this.position == chunk.length) {
					this.chunks.remove();
					this.position = 0;
				}
			}
			this.waiting -= count;
			if (this.heldBack && this.waiting < HIGH_WATER / 2) {
				this.heldBack = false;
				goOn = true;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (goOn) {
			this.stream.holdBack(this.taker, false);
		}
		return count;
	}

	private long await(boolean limited, long nanos) throws InterruptedIOException {
		try {
			if (limited) {
				return this.changed.awaitNanos(nanos);
			}
			this.changed.await();
			return nanos;
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	private static InterruptedIOException interrupted() {
		Thread.currentThread().interrupt();
		return new InterruptedIOException("Interrupted while waiting for data");
	}

	@Override
	public int available() {
		this.lock.lock();
		try {
			return this.waiting;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.chunks.clear();
			this.waiting = 0;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.stream.pause();
	}

}
