package dev.tlsboot.stream;

import java.io.IOException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/**
 * The writing side of a stream: when what is written is flushed, and thus how many
 * records it takes. Fields without {@code volatile} belong to the event loop.
 */
final class Outgoing {

	private final ChannelCleartextStream stream;

	private final Channel channel;

	private final GenericFutureListener<Future<Void>> whenWritten = this::written;

	private boolean reading;

	private boolean flushPending;

	private volatile boolean encoded;

	private volatile int corks;

	private volatile boolean ended;

	Outgoing(ChannelCleartextStream stream, Channel channel) {
		this.stream = stream;
		this.channel = channel;
	}

	boolean write(Object message) {
		if (this.ended) {
			ReferenceCountUtil.release(message);
			throw new IllegalStateException("Nothing can be written after end()");
		}
		ChannelFuture written;
		if (this.corks > 0) {
			written = this.channel.write(message);
			if (!this.channel.isWritable()) {
				// nobody would drain what is not flushed
				this.channel.flush();
			}
		}
		else if (this.reading && this.channel.eventLoop().inEventLoop()) {
			written = this.channel.write(message);
			this.flushPending = true;
		}
		else {
			written = this.channel.writeAndFlush(message);
		}
		if (this.encoded) {
			written.addListener(this.whenWritten);
		}
		return this.channel.isWritable();
	}

	/**
	 * What is written passes codecs, which may refuse it.
	 */
	void encode() {
		this.encoded = true;
	}

	boolean encoded() {
		return this.encoded;
	}

	/**
	 * What a codec refuses must not be missing in silence while later messages go out.
	 * Where an engine or a socket is closed, that is told otherwise.
	 */
	private void written(Future<?> write) {
		Throwable cause = write.cause();
		if (cause != null && !(cause instanceof IOException) && this.channel.isActive()) {
			this.stream.destroy(cause);
		}
	}

	synchronized void cork() {
		this.corks++;
	}

	/**
	 * Take one cork out.
	 * @return whether what was written meanwhile is to be flushed now
	 */
	synchronized boolean uncork() {
		if (this.corks == 0) {
			return false;
		}
		this.corks--;
		return this.corks == 0;
	}

	/**
	 * Let what is written on the event loop wait for the end of a read.
	 */
	void readBegins() {
		this.reading = true;
	}

	void readComplete() {
		this.reading = false;
		if (this.corks == 0) {
			flushPending();
		}
	}

	/**
	 * Nor what waits for the end of a read.
	 */
	void full() {
		flushPending();
	}

	private void flushPending() {
		if (this.flushPending) {
			this.flushPending = false;
			this.channel.flush();
		}
	}

	/**
	 * Refuse what is written from now on.
	 */
	void end() {
		this.ended = true;
	}

	boolean ended() {
		return this.ended;
	}

}
