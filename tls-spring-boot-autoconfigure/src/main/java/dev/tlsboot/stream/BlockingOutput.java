package dev.tlsboot.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.netty.buffer.ByteBufAllocator;

/**
 * What goes out, for a thread that may wait. One writer at a time.
 */
final class BlockingOutput extends OutputStream {

	/**
	 * The plaintext of one record at most (RFC 8446, section 5.1), in bytes.
	 */
	private static final int BUFFER_SIZE = 16 * 1024;

	private final ChannelCleartextStream stream;

	private final ByteBufAllocator allocator;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition drained = this.lock.newCondition();

	private final byte[] buffer = new byte[BUFFER_SIZE];

	private int count;

	private boolean closed;

	BlockingOutput(ChannelCleartextStream stream, ByteBufAllocator allocator) {
		this.stream = stream;
		this.allocator = allocator;
		stream.onDrain(this::signal);
		stream.onClose(this::signal);
	}

	private void signal() {
		this.lock.lock();
		try {
			this.drained.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void write(int value) throws IOException {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] source, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, source.length);
		this.stream.checkMayBlock();
		this.lock.lock();
		try {
			checkOpen();
			int position = offset;
			int end = offset + length;
			while (position < end) {
				int part = Math.min(end - position, BUFFER_SIZE - this.count);
				System.arraycopy(source, position, this.buffer, this.count, part);
				this.count += part;
				position += part;
				if (this.count == BUFFER_SIZE) {
					send(position - offset);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void flush() throws IOException {
		this.stream.checkMayBlock();
		this.lock.lock();
		try {
			checkOpen();
			send(0);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hand on what was gathered. Who is interrupted meanwhile learns how much of his
	 * write will go out with the next one.
	 */
	private void send(int taken) throws IOException {
		if (this.count == 0) {
			return;
		}
		while (this.stream.needsDrain()) {
			try {
				this.drained.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				InterruptedIOException interrupted = new InterruptedIOException(
						"Interrupted while waiting for the peer to take data");
				interrupted.bytesTransferred = taken;
				throw interrupted;
			}
		}
		checkOpen();
		try {
			this.stream.write(this.allocator.buffer(this.count).writeBytes(this.buffer, 0, this.count));
			this.count = 0;
		}
		catch (IllegalStateException ex) {
			throw new IOException("Our side of the connection has ended", ex);
		}
	}

	private void checkOpen() throws IOException {
		if (this.closed || !this.stream.isOpen()) {
			throw new IOException("The connection is closed");
		}
	}

	@Override
	public void close() throws IOException {
		this.lock.lock();
		try {
			if (this.closed) {
				return;
			}
			try {
				if (this.stream.isOpen()) {
					send(0);
				}
			}
			finally {
				this.closed = true;
				this.stream.end();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
