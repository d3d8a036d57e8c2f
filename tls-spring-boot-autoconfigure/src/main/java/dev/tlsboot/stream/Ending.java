package dev.tlsboot.stream;

import java.util.concurrent.TimeUnit;

import dev.tlsboot.engine.EngineContext;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * How a stream comes to its end: by our {@code close_notify}, by the peer's, cut off by
 * either side, or by an error. Fields without {@code volatile} belong to the event loop.
 */
final class Ending {

	/**
	 * How long a peer may take to answer our {@code close_notify} when we are not going
	 * to use what it still sends. Closing at once would reset the connection if data is
	 * on its way to us, and a reset can destroy what we sent last.
	 */
	private static final long LINGER_SECONDS = 5;

	private final Channel channel;

	private final SslHandler tls;

	private final EngineContext engineContext;

	private final Incoming incoming;

	private final Outgoing outgoing;

	private boolean requested;

	private boolean outputFinished;

	private volatile boolean closed;

	private @Nullable Throwable error;

	Ending(Channel channel, SslHandler tls, EngineContext engineContext, Incoming incoming, Outgoing outgoing) {
		this.channel = channel;
		this.tls = tls;
		this.engineContext = engineContext;
		this.incoming = incoming;
		this.outgoing = outgoing;
	}

	/**
	 * Send what was written, then {@code close_notify}.
	 * @param halfClose whether the directions close one by one
	 */
	void end(boolean halfClose) {
		if (this.closed || this.requested) {
			return;
		}
		this.requested = true;
		if (this.outgoing.encoded()) {
			// codecs may keep something until then
			this.channel.flush();
		}
		ChannelHandlerContext behindTls = behindTls();
		if (behindTls == null || (this.incoming.endDelivered() && isFlushed())) {
			// says close_notify as well
			this.channel.close();
			return;
		}
		// close_notify goes out when the socket has taken all that was written before:
		// the engine encrypts nothing after it. Nothing of this is for codecs to see
		behindTls.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> {
			if (written.isSuccess()) {
				this.engineContext.closeOutbound(this.tls, behindTls).addListener((ended) -> outputFinished(halfClose));
			}
			else {
				this.channel.close();
			}
		});
	}

	/**
	 * Return whether the socket has taken all that was written. What waits to be
	 * encrypted counts as well.
	 */
	private boolean isFlushed() {
		ChannelOutboundBuffer pending = this.channel.unsafe().outboundBuffer();
		return pending == null || pending.totalPendingWriteBytes() == 0;
	}

	private @Nullable ChannelHandlerContext behindTls() {
		ChannelHandlerContext codecs = this.channel.pipeline().context(CodecBoundary.class);
		return (codecs != null) ? codecs : this.channel.pipeline().lastContext();
	}

	private void outputFinished(boolean halfClose) {
		this.outputFinished = true;
		if (this.closed) {
			return;
		}
		if (this.incoming.endDelivered()) {
			this.channel.close();
		}
		else if (!this.incoming.ended() && !(this.incoming.hasTaker() && readsOn())) {
			linger(halfClose);
		}
	}

	private boolean readsOn() {
		return this.engineContext.readsAfterEnd(this.tls.engine().getSession());
	}

	private void linger(boolean halfClose) {
		if (!halfClose && this.channel instanceof DuplexChannel duplex) {
			duplex.shutdownOutput();
		}
		this.channel.eventLoop().schedule(() -> this.channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
		this.incoming.drop();
	}

	/**
	 * Follow on the peer's end, after everybody was told.
	 * @return whether our side is to be ended too, if it cannot or shall not stay open
	 */
	boolean peerEnded() {
		if (this.outputFinished) {
			this.channel.close();
		}
		return !this.requested;
	}

	/**
	 * Cut the connection off.
	 */
	void destroy() {
		this.requested = true;
		this.incoming.discard();
		ChannelHandlerContext first = this.channel.pipeline().firstContext();
		if (first != null) {
			// from the far end of the pipeline: the TLS handler would say goodbye first
			first.close();
		}
	}

	/**
	 * Remember what broke the connection, unless something did before.
	 */
	void because(Throwable error) {
		if (this.error == null && !this.closed) {
			this.error = error;
		}
	}

	/**
	 * The connection is being closed in good order, by whatever.
	 */
	void closing() {
		this.requested = true;
	}

	/**
	 * The connection is gone.
	 * @return what broke it, or {@code null}
	 */
	@Nullable Throwable close() {
		if (!this.incoming.ended() && !this.requested) {
			because(new TruncatedStreamException());
		}
		this.closed = true;
		this.incoming.release();
		return this.error;
	}

	boolean requested() {
		return this.requested;
	}

	boolean closed() {
		return this.closed;
	}

	@Nullable Throwable error() {
		return this.error;
	}

}
