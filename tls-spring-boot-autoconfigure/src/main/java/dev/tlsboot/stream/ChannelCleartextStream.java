package dev.tlsboot.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

import dev.tlsboot.renegotiation.RenegotiationGuard;
import dev.tlsboot.trust.AuthorizationError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link CleartextStream} on a Netty channel: the last handler of its pipeline, behind
 * an {@link SslHandler} whose handshake is done. Fields without {@code volatile} belong
 * to the event loop. For this library's pipelines; applications use the interface.
 */
public final class ChannelCleartextStream extends ChannelDuplexHandler implements CleartextStream {

	private static final Logger logger = LoggerFactory.getLogger(CleartextStream.class);

	/**
	 * How long a peer may take to answer our {@code close_notify} when we are not going
	 * to use what it still sends. Closing at once would reset the connection if data is
	 * on its way to us, and a reset can destroy what we sent last.
	 */
	private static final long LINGER_SECONDS = 5;

	private final Channel channel;

	private final SslHandler tls;

	private final WireCount wire;

	private final @Nullable RenegotiationGuard guard;

	private final BiConsumer<CleartextStream, @Nullable Throwable> whenClosed;

	private final SocketAddress localAddress;

	private final @Nullable InetSocketAddress peerAddress;

	private volatile ConnectionInfo info;

	private final Queue<ByteBuf> received = new ArrayDeque<>(2);

	private @Nullable Consumer<ByteBuf> sink;

	private boolean paused;

	private boolean heldBack;

	private boolean delivering;

	private boolean reading;

	private boolean flushPending;

	private boolean allowHalfOpen;

	private boolean certificateRequested;

	private @Nullable CompletableFuture<Void> renegotiation;

	private boolean inputEnded;

	private boolean endDelivered;

	private boolean lingering;

	private volatile boolean outputEnded;

	private boolean closeRequested;

	private boolean outputFinished;

	private boolean destroyed;

	private volatile boolean closed;

	private @Nullable Throwable error;

	private final List<Runnable> endListeners = new ArrayList<>(1);

	private final List<Runnable> drainListeners = new ArrayList<>(1);

	private final List<Consumer<Throwable>> errorListeners = new ArrayList<>(1);

	private final List<Runnable> closeListeners = new ArrayList<>(1);

	private @Nullable BlockingInput blockingInput;

	private @Nullable BlockingOutput blockingOutput;

	/**
	 * Create the stream of a channel. It is to be added to the channel's pipeline by its
	 * event loop.
	 * @param channel the channel
	 * @param tls the TLS handler of its pipeline
	 * @param info what the handshake agreed on
	 * @param wire counts the bytes on the wire
	 * @param guard watches for renegotiations, or {@code null} where there are none
	 * @param whenClosed runs when the connection is gone, with this stream and what broke
	 * it, before the listeners of {@link #onClose}
	 */
	public ChannelCleartextStream(Channel channel, SslHandler tls, ConnectionInfo info, WireCount wire,
			@Nullable RenegotiationGuard guard, BiConsumer<CleartextStream, @Nullable Throwable> whenClosed) {
		this.channel = channel;
		this.tls = tls;
		this.info = info;
		this.wire = wire;
		this.guard = guard;
		this.whenClosed = whenClosed;
		this.localAddress = channel.localAddress();
		this.peerAddress = (channel.remoteAddress() instanceof InetSocketAddress address) ? address : null;
	}

	/**
	 * Begin, after the application has had its chance to add listeners: without anyone to
	 * take it, no more is read.
	 */
	public void begin() {
		updateReading();
	}

	@Override
	public boolean authorized() {
		return this.info.authorized();
	}

	@Override
	public @Nullable AuthorizationError authorizationError() {
		return this.info.authorizationError();
	}

	@Override
	public PeerCertificate peerCertificate() {
		return this.info.peerCertificate();
	}

	@Override
	public CipherInfo cipher() {
		return this.info.cipher();
	}

	@Override
	public String protocol() {
		return this.info.protocol();
	}

	@Override
	public @Nullable String servername() {
		return this.info.servername();
	}

	@Override
	public @Nullable String alpnProtocol() {
		return this.info.alpnProtocol();
	}

	@Override
	public @Nullable String npnProtocol() {
		return this.info.npnProtocol();
	}

	@Override
	public boolean resumed() {
		return this.info.resumed();
	}

	@Override
	public SSLSession session() {
		return this.tls.engine().getSession();
	}

	@Override
	public SocketAddress address() {
		return this.localAddress;
	}

	@Override
	public String remoteAddress() {
		return (this.peerAddress != null) ? this.peerAddress.getAddress().getHostAddress() : "";
	}

	@Override
	public int remotePort() {
		return (this.peerAddress != null) ? this.peerAddress.getPort() : -1;
	}

	@Override
	public long bytesRead() {
		return this.wire.bytesRead();
	}

	@Override
	public long bytesWritten() {
		return this.wire.bytesWritten();
	}

	@Override
	public boolean isOpen() {
		return !this.closed;
	}

	@Override
	public CleartextStream onData(Consumer<ByteBuffer> listener) {
		Objects.requireNonNull(listener, "listener");
		receive((data) -> listener.accept(data.nioBuffer()));
		return this;
	}

	/**
	 * Take what comes in as Netty's buffers, which are released after the call.
	 */
	void receive(Consumer<ByteBuf> sink) {
		onEventLoop(() -> {
			this.sink = sink;
			deliver();
		});
	}

	@Override
	public CleartextStream onEnd(Runnable listener) {
		Objects.requireNonNull(listener, "listener");
		onEventLoop(() -> {
			if (this.endDelivered) {
				listener.run();
			}
			else {
				this.endListeners.add(listener);
			}
		});
		return this;
	}

	@Override
	public CleartextStream onDrain(Runnable listener) {
		Objects.requireNonNull(listener, "listener");
		onEventLoop(() -> this.drainListeners.add(listener));
		return this;
	}

	@Override
	public CleartextStream onError(Consumer<Throwable> listener) {
		Objects.requireNonNull(listener, "listener");
		onEventLoop(() -> {
			if (this.closed && this.error != null) {
				listener.accept(this.error);
			}
			else {
				this.errorListeners.add(listener);
			}
		});
		return this;
	}

	@Override
	public CleartextStream onClose(Runnable listener) {
		Objects.requireNonNull(listener, "listener");
		onEventLoop(() -> {
			if (this.closed) {
				listener.run();
			}
			else {
				this.closeListeners.add(listener);
			}
		});
		return this;
	}

	@Override
	public boolean write(ByteBuffer data) {
		return write(Unpooled.copiedBuffer(data));
	}

	@Override
	public boolean write(byte[] data) {
		return write(Unpooled.copiedBuffer(data));
	}

	@Override
	public boolean write(CharSequence text) {
		return write(ByteBufUtil.writeUtf8(this.channel.alloc(), text));
	}

	@Override
	public boolean write(ByteBuf data) {
		if (this.outputEnded) {
			data.release();
			throw new IllegalStateException("Nothing can be written after end()");
		}
		if (this.reading && this.channel.eventLoop().inEventLoop()) {
			this.channel.write(data);
			this.flushPending = true;
		}
		else {
			this.channel.writeAndFlush(data);
		}
		return this.channel.isWritable();
	}

	@Override
	public boolean needsDrain() {
		return !this.closed && !this.channel.isWritable();
	}

	@Override
	public void end() {
		this.outputEnded = true;
		onEventLoop(() -> {
			if (this.closed || this.closeRequested) {
				return;
			}
			this.closeRequested = true;
			// close_notify goes out when the socket has taken all that was written
			// before:
			// the engine encrypts nothing after it
			this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((written) -> {
				if (written.isSuccess()) {
					this.tls.closeOutbound().addListener((ended) -> outputFinished());
				}
				else {
					this.channel.close();
				}
			});
		});
	}

	private void outputFinished() {
		this.outputFinished = true;
		if (this.closed) {
			return;
		}
		if (this.endDelivered) {
			this.channel.close();
		}
		else if (!this.inputEnded && (!this.info.halfClose() || this.sink == null)) {
			linger();
		}
	}

	private void linger() {
		this.lingering = true;
		if (!this.info.halfClose() && this.channel instanceof DuplexChannel duplex) {
			duplex.shutdownOutput();
		}
		this.channel.eventLoop().schedule(() -> this.channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
		deliver();
	}

	@Override
	public void destroy() {
		onEventLoop(() -> {
			this.outputEnded = true;
			this.closeRequested = true;
			this.destroyed = true;
			releaseReceived();
			ChannelHandlerContext first = this.channel.pipeline().firstContext();
			if (first != null) {
				// from the far end of the pipeline: the TLS handler would say goodbye
				// first
				first.close();
			}
		});
	}

	@Override
	public void destroy(Throwable error) {
		Objects.requireNonNull(error, "error");
		onEventLoop(() -> {
			if (this.error == null && !this.closed) {
				this.error = error;
			}
			destroy();
		});
	}

	@Override
	public CleartextStream pause() {
		onEventLoop(() -> {
			this.paused = true;
			updateReading();
		});
		return this;
	}

	@Override
	public CleartextStream resume() {
		onEventLoop(() -> {
			this.paused = false;
			if (this.sink == null) {
				this.sink = (data) -> {
				};
			}
			deliver();
		});
		return this;
	}

	/**
	 * Stop reading because whoever takes the data has enough for now. Unlike
	 * {@link #pause()}, which is the application's.
	 * @param heldBack whether to stop
	 */
	void holdBack(boolean heldBack) {
		onEventLoop(() -> {
			this.heldBack = heldBack;
			deliver();
		});
	}

	@Override
	public CleartextStream pipe(CleartextStream destination) {
		receive((data) -> {
			if (!hasEnded(destination) && !destination.write(data.retain())) {
				this.heldBack = true;
				// it may have drained meanwhile, on its own event loop
				if (!destination.needsDrain()) {
					this.heldBack = false;
				}
			}
		});
		destination.onDrain(() -> holdBack(false));
		onEnd(destination::end);
		if (destination != this) {
			destination.onClose(() -> onEventLoop(() -> {
				if (!this.inputEnded) {
					destroy();
				}
			}));
		}
		return destination;
	}

	private static boolean hasEnded(CleartextStream stream) {
		return !stream.isOpen() || (stream instanceof ChannelCleartextStream other && other.outputEnded);
	}

	@Override
	public CleartextStream allowHalfOpen(boolean allow) {
		onEventLoop(() -> this.allowHalfOpen = allow);
		return this;
	}

	@Override
	public void disableRenegotiation() {
		if (this.guard != null) {
			this.guard.disable();
		}
	}

	@Override
	public CompletionStage<Void> renegotiate(boolean requestCert, boolean rejectUnauthorized) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		if (this.info.protocol().equals("TLSv1.3")) {
			done.completeExceptionally(new IllegalStateException("TLS 1.3 has no renegotiation"));
			return done;
		}
		onEventLoop(() -> {
			if (this.closed || this.closeRequested || this.renegotiation != null) {
				done.completeExceptionally(new IllegalStateException(
						(this.renegotiation != null) ? "A renegotiation is under way" : "The connection is closed"));
				return;
			}
			SSLEngine engine = this.tls.engine();
			if (requestCert && !engine.getUseClientMode()) {
				this.certificateRequested = true;
				// one or the other: each of them undoes what the other said
				if (rejectUnauthorized) {
					engine.setNeedClientAuth(true);
				}
				else {
					engine.setWantClientAuth(true);
				}
				refuseResumption(engine);
			}
			this.renegotiation = done;
			this.tls.renegotiate().addListener((future) -> {
				if (!future.isSuccess()) {
					renegotiationFailed(future.cause());
				}
			});
		});
		return done;
	}

	/**
	 * A resumption would show no certificate. A session in a ticket cannot be
	 * invalidated; but JSSE resumes none that was made under another identification
	 * algorithm. Nothing else looks at that on a server: our own trust manager verifies
	 * clients.
	 */
	private static void refuseResumption(SSLEngine engine) {
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		engine.setSSLParameters(parameters);
	}

	private void renegotiationFailed(Throwable cause) {
		CompletableFuture<Void> asked = this.renegotiation;
		if (asked != null) {
			this.renegotiation = null;
			asked.completeExceptionally(cause);
		}
	}

	/**
	 * Return whether the peer was asked for a certificate after the first handshake. On
	 * the event loop.
	 * @return {@code true} if it was
	 */
	public boolean certificateRequested() {
		return this.certificateRequested;
	}

	/**
	 * Show what a later handshake agreed on. On the event loop.
	 * @param info what it agreed on
	 */
	public void renegotiated(ConnectionInfo info) {
		this.info = info;
		CompletableFuture<Void> asked = this.renegotiation;
		if (asked != null) {
			this.renegotiation = null;
			asked.complete(null);
		}
	}

	@Override
	public synchronized InputStream inputStream() {
		if (this.blockingInput == null) {
			// the reader is behind the wire, and may have something to answer still
			allowHalfOpen(true);
			this.blockingInput = new BlockingInput(this);
		}
		return this.blockingInput;
	}

	@Override
	public synchronized OutputStream outputStream() {
		if (this.blockingOutput == null) {
			this.blockingOutput = new BlockingOutput(this, this.channel.alloc());
		}
		return this.blockingOutput;
	}

	void checkMayBlock() {
		if (this.channel.eventLoop().inEventLoop()) {
			throw new IllegalStateException("An event loop must not block; use onData and write here");
		}
	}

	private void onEventLoop(Runnable action) {
		EventLoop loop = this.channel.eventLoop();
		if (loop.inEventLoop()) {
			action.run();
			return;
		}
		try {
			loop.execute(action);
		}
		catch (RejectedExecutionException ex) {
			if (!loop.isShuttingDown()) {
				throw ex;
			}
			// the application has stopped: the loop closed its connections before it
			// ended, and nothing of it runs any more
			loop.terminationFuture().addListener((ended) -> action.run());
		}
	}

	private boolean flowing() {
		return this.sink != null && !this.paused && !this.heldBack;
	}

	private void updateReading() {
		if (this.closed) {
			return;
		}
		this.channel.config().setAutoRead(!this.inputEnded && (flowing() || this.lingering));
	}

	/**
	 * Hand on what has come in, as long as somebody takes it. A listener may call back
	 * into this stream; the loop that runs already then goes on with what it changed.
	 */
	private void deliver() {
		if (this.delivering) {
			return;
		}
		this.delivering = true;
		try {
			while (flowing() && !this.received.isEmpty()) {
				hand(this.received.remove());
			}
		}
		finally {
			this.delivering = false;
		}
		if (this.lingering) {
			releaseReceived();
		}
		if (this.inputEnded && !this.endDelivered && this.received.isEmpty() && !this.paused && !this.destroyed) {
			this.endDelivered = true;
			runAll(this.endListeners);
			if (this.outputFinished) {
				this.channel.close();
			}
			else if (!this.closeRequested && (!this.allowHalfOpen || !this.info.halfClose())) {
				end();
			}
		}
		updateReading();
	}

	private void hand(ByteBuf data) {
		try {
			Objects.requireNonNull(this.sink).accept(data);
		}
		catch (Throwable ex) {
			destroy(ex);
		}
		finally {
			data.release();
		}
	}

	private void runAll(List<Runnable> listeners) {
		for (Runnable listener : List.copyOf(listeners)) {
			try {
				listener.run();
			}
			catch (Throwable ex) {
				if (this.closed) {
					logger.warn("A listener failed on a closed connection", ex);
				}
				else {
					destroy(ex);
				}
			}
		}
	}

	private void releaseReceived() {
		for (ByteBuf data = this.received.poll(); data != null; data = this.received.poll()) {
			data.release();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		if (!(message instanceof ByteBuf data) || this.destroyed) {
			ReferenceCountUtil.release(message);
			return;
		}
		// what is written meanwhile may wait for the end of this read, and then go into
		// few
		// records; but not where a close_notify within it would shut our side too
		this.reading = this.info.halfClose();
		this.received.add(data);
		deliver();
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		this.reading = false;
		if (this.flushPending) {
			this.flushPending = false;
			ctx.flush();
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (ctx.channel().isWritable()) {
			runAll(this.drainListeners);
		}
		else if (this.flushPending) {
			// nobody would drain what is not flushed
			this.flushPending = false;
			ctx.flush();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
			this.inputEnded = true;
			deliver();
		}
		else if (event == ChannelInputShutdownEvent.INSTANCE) {
			inputCutOff();
		}
		else if (event instanceof IdleStateEvent) {
			ctx.channel().close();
		}
		ReferenceCountUtil.release(event);
	}

	private void inputCutOff() {
		if (this.inputEnded) {
			return;
		}
		if (this.closeRequested) {
			// we said goodbye first, so nothing is missing
			this.inputEnded = true;
			deliver();
		}
		else {
			destroy(new TruncatedStreamException());
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		Throwable inner = cause.getCause();
		Throwable error = (cause instanceof DecoderException && inner != null) ? inner : cause;
		destroy((this.guard != null) ? this.guard.explain(error) : error);
	}

	@Override
	public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
		this.outputEnded = true;
		this.closeRequested = true;
		ctx.close(promise);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (this.closed) {
			return;
		}
		if (this.error == null && !this.inputEnded && !this.closeRequested) {
			this.error = new TruncatedStreamException();
		}
		if (!this.destroyed) {
			deliver();
		}
		this.closed = true;
		releaseReceived();
		renegotiationFailed((this.error != null) ? this.error : new ClosedChannelException());
		if (this.error != null) {
			Throwable cause = this.error;
			logger.debug("Connection with {} broke", this.peerAddress, cause);
			runAll(this.errorListeners.stream().<Runnable>map((listener) -> () -> listener.accept(cause)).toList());
		}
		try {
			this.whenClosed.accept(this, this.error);
		}
		finally {
			runAll(this.closeListeners);
		}
	}

}
