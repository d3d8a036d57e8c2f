package dev.tlsboot.stream;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import javax.net.ssl.SSLSession;

import dev.tlsboot.engine.EngineContext;
import dev.tlsboot.renegotiation.RenegotiationGuard;
import dev.tlsboot.trust.AuthorizationError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
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
 * an {@link SslHandler} whose handshake is done and the application's codecs, if there
 * are any. It brings what the pipeline tells and what the application asks for to those
 * who deal with it. Fields without {@code volatile} belong to the event loop. For this
 * library's pipelines; applications use the interface.
 */
public final class ChannelCleartextStream extends ChannelDuplexHandler implements CleartextStream {

	private static final Logger logger = LoggerFactory.getLogger(CleartextStream.class);

	private final Channel channel;

	private final SslHandler tls;

	private final EngineContext engineContext;

	private final Wire wire;

	private final @Nullable RenegotiationGuard guard;

	private final BiConsumer<CleartextStream, @Nullable Throwable> whenClosed;

	private final SocketAddress localAddress;

	private final @Nullable InetSocketAddress peerAddress;

	private volatile ConnectionInfo info;

	private final Listeners listeners = new Listeners(this);

	private final Incoming incoming;

	private final Outgoing outgoing;

	private final Ending ending;

	private final LateHandshake lateHandshake;

	private boolean allowHalfOpen;

	private boolean closeNotifyCame;

	private boolean read;

	private volatile long readTimeoutMillis;

	private @Nullable BlockingInput blockingInput;

	private @Nullable BlockingOutput blockingOutput;

	private @Nullable CleartextPublisher publisher;

	private @Nullable CleartextSubscriber subscriber;

	/**
	 * Create the stream of a channel. It is to be added to the channel's pipeline by its
	 * event loop.
	 * @param channel the channel
	 * @param tls the TLS handler of its pipeline
	 * @param engineContext where the TLS handler comes from
	 * @param info what the handshake agreed on
	 * @param wire the connection on the wire
	 * @param guard watches for renegotiations, or {@code null} where there are none
	 * @param whenClosed runs when the connection is gone, with this stream and what broke
	 * it, before the listeners of {@link #onClose}
	 */
	public ChannelCleartextStream(Channel channel, SslHandler tls, EngineContext engineContext, ConnectionInfo info,
			Wire wire, @Nullable RenegotiationGuard guard,
			BiConsumer<CleartextStream, @Nullable Throwable> whenClosed) {
		this.channel = channel;
		this.tls = tls;
		this.engineContext = engineContext;
		this.info = info;
		this.wire = wire;
		this.guard = guard;
		this.whenClosed = whenClosed;
		this.localAddress = channel.localAddress();
		this.peerAddress = (channel.remoteAddress() instanceof InetSocketAddress address) ? address : null;
		this.incoming = new Incoming(this, channel);
		this.outgoing = new Outgoing(this, channel);
		this.ending = new Ending(channel, tls, engineContext, this.incoming, this.outgoing);
		this.lateHandshake = new LateHandshake(tls);
	}

	/**
	 * Take the last place of the pipeline, behind the application's codecs. On the event
	 * loop.
	 * @param customizers who adds codecs, in order; one that fails destroys the
	 * connection
	 */
	public void install(List<TlsPipelineCustomizer> customizers) {
		ChannelPipeline pipeline = this.channel.pipeline();
		Throwable failure = null;
		if (!customizers.isEmpty()) {
			this.outgoing.encode();
			pipeline.addLast("codecs", new CodecBoundary(this));
			try {
				customizers.forEach((customizer) -> customizer.customize(pipeline, this));
			}
			catch (Throwable ex) {
				failure = ex;
			}
		}
		pipeline.addLast("stream", this);
		if (failure != null) {
			destroy(failure);
		}
	}

	/**
	 * Begin, after the application has had its chance to add listeners: without anyone to
	 * take it, no more is read.
	 */
	public void begin() {
		this.incoming.updateReading();
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
		return !this.ending.closed();
	}

	@Override
	public CleartextStream onData(Consumer<ByteBuffer> listener) {
		Objects.requireNonNull(listener, "listener");
		receive(Incoming.bytes((data) -> listener.accept(data.nioBuffer())));
		return this;
	}

	@Override
	public <T> CleartextStream onMessage(Class<T> type, Consumer<? super T> listener) {
		Objects.requireNonNull(type, "type");
		Objects.requireNonNull(listener, "listener");
		receive(Incoming.messages(type, listener));
		return this;
	}

	/**
	 * Take what comes in. It is released after each call.
	 */
	void receive(Consumer<Object> taker) {
		receive(taker, false);
	}

	/**
	 * Take what comes in, at once or when it is held back no more.
	 */
	void receive(Consumer<Object> taker, boolean heldBack) {
		onEventLoop(() -> this.incoming.take(taker, heldBack));
	}

	/**
	 * Hand nothing more to somebody.
	 */
	void leave(Consumer<Object> taker) {
		onEventLoop(() -> this.incoming.leave(taker));
	}

	/**
	 * Stop reading, or go on, because somebody has enough for now. Unlike
	 * {@link #pause()}, which is the application's.
	 * @param taker who takes what comes in
	 * @param heldBack whether to stop
	 */
	void holdBack(Consumer<Object> taker, boolean heldBack) {
		onEventLoop(() -> this.incoming.holdBack(taker, heldBack));
	}

	/**
	 * Let the peer wait, or go on, because somebody who is told of what this connection
	 * does cannot keep up. For observers. Unlike {@link #pause()} this stops what comes
	 * in between its data as well: renegotiations, and ends. Takes effect shortly.
	 * @param heldBack whether to stop
	 */
	public void holdPeerBack(boolean heldBack) {
		this.wire.holdBack(heldBack);
	}

	@Override
	public CleartextStream onEnd(Runnable listener) {
		Objects.requireNonNull(listener, "listener");
		onEventLoop(() -> {
			if (this.incoming.endDelivered()) {
				listener.run();
			}
			else {
				this.listeners.onEnd(listener);
			}
		});
		return this;
	}

	@Override
	public CleartextStream onDrain(Runnable listener) {
		Objects.requireNonNull(listener, "listener");
		onEventLoop(() -> this.listeners.onDrain(listener));
		return this;
	}

	@Override
	public CleartextStream onError(Consumer<Throwable> listener) {
		Objects.requireNonNull(listener, "listener");
		onEventLoop(() -> {
			Throwable error = this.ending.error();
			if (this.ending.closed() && error != null) {
				listener.accept(error);
			}
			else {
				this.listeners.onError(listener);
			}
		});
		return this;
	}

	@Override
	public CleartextStream onClose(Runnable listener) {
		Objects.requireNonNull(listener, "listener");
		onEventLoop(() -> {
			if (this.ending.closed()) {
				listener.run();
			}
			else {
				this.listeners.onClose(listener);
			}
		});
		return this;
	}

	@Override
	public boolean write(ByteBuffer data) {
		return this.outgoing.write(Unpooled.copiedBuffer(data));
	}

	@Override
	public boolean write(byte[] data) {
		return this.outgoing.write(Unpooled.copiedBuffer(data));
	}

	@Override
	public boolean write(CharSequence text) {
		return this.outgoing.write(ByteBufUtil.writeUtf8(this.channel.alloc(), text));
	}

	@Override
	public boolean write(ByteBuf data) {
		return this.outgoing.write(data);
	}

	@Override
	public boolean writeMessage(Object message) {
		return this.outgoing.write(Objects.requireNonNull(message, "message"));
	}

	@Override
	public void cork() {
		this.outgoing.cork();
	}

	@Override
	public void uncork() {
		if (this.outgoing.uncork()) {
			onEventLoop(this.channel::flush);
		}
	}

	@Override
	public boolean needsDrain() {
		return !this.ending.closed() && !this.channel.isWritable();
	}

	boolean outputEnded() {
		return this.outgoing.ended();
	}

	@Override
	public void end() {
		this.outgoing.end();
		onEventLoop(() -> {
			this.wire.closing();
			this.ending.end(this.info.halfClose());
		});
	}

	@Override
	public void destroy() {
		this.outgoing.end();
		onEventLoop(this.ending::destroy);
	}

	@Override
	public void destroy(Throwable error) {
		Objects.requireNonNull(error, "error");
		onEventLoop(() -> {
			this.ending.because(error);
			destroy();
		});
	}

	@Override
	public CleartextStream pause() {
		onEventLoop(this.incoming::pause);
		return this;
	}

	@Override
	public CleartextStream resume() {
		onEventLoop(this.incoming::resume);
		return this;
	}

	@Override
	public CleartextStream pipe(CleartextStream destination) {
		new Pipe(this, destination).begin();
		return destination;
	}

	/**
	 * Nobody is left to take our data.
	 */
	void destinationClosed() {
		onEventLoop(() -> {
			if (!this.incoming.ended()) {
				destroy();
			}
		});
	}

	@Override
	public CleartextStream allowHalfOpen(boolean allow) {
		onEventLoop(() -> this.allowHalfOpen = allow);
		return this;
	}

	@Override
	public CleartextStream setTimeout(Duration timeout, Runnable listener) {
		Objects.requireNonNull(listener, "listener");
		long millis = millis(timeout);
		onEventLoop(() -> {
			ChannelPipeline pipeline = this.channel.pipeline();
			if (pipeline.context(IdleNotifier.NAME) != null) {
				pipeline.remove(IdleNotifier.NAME);
			}
			ChannelHandlerContext context = pipeline.context(this.tls);
			if (millis > 0 && context != null) {
				pipeline.addBefore(context.name(), IdleNotifier.NAME,
						new IdleNotifier(millis, () -> this.listeners.run(listener)));
			}
		});
		return this;
	}

	@Override
	public CleartextStream setReadTimeout(Duration timeout) {
		this.readTimeoutMillis = millis(timeout);
		return this;
	}

	long readTimeoutMillis() {
		return this.readTimeoutMillis;
	}

	private static long millis(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("A time-out must not be negative: " + timeout);
		}
		return timeout.isZero() ? 0 : Math.max(1, timeout.toMillis());
	}

	@Override
	public CleartextStream setNoDelay(boolean noDelay) {
		return setOption(ChannelOption.TCP_NODELAY, noDelay);
	}

	@Override
	public CleartextStream setKeepAlive(boolean keepAlive) {
		return setOption(ChannelOption.SO_KEEPALIVE, keepAlive);
	}

	private CleartextStream setOption(ChannelOption<Boolean> option, boolean value) {
		try {
			if (this.channel.isOpen() && !this.channel.config().setOption(option, value)) {
				throw new UnsupportedOperationException(
						"The transport of this connection has no option " + option.name());
			}
		}
		catch (ChannelException ex) {
			// of no matter if it was closed meanwhile
			if (this.channel.isOpen()) {
				throw ex;
			}
		}
		return this;
	}

	@Override
	public CleartextStream setMaxSendFragment(int bytes) {
		if (bytes < MINIMUM_SEND_FRAGMENT || bytes > MAXIMUM_SEND_FRAGMENT) {
			throw new IllegalArgumentException("A record carries " + MINIMUM_SEND_FRAGMENT + " to "
					+ MAXIMUM_SEND_FRAGMENT + " bytes, not " + bytes);
		}
		this.tls.setWrapDataSize(bytes);
		return this;
	}

	@Override
	public byte[] exportKeyingMaterial(String label, byte @Nullable [] context, int length) {
		Objects.requireNonNull(label, "label");
		if (length < 1) {
			throw new IllegalArgumentException("The length is at least 1 byte, not " + length);
		}
		return this.engineContext.exportKeyingMaterial(this.tls.engine(), label, context, length);
	}

	@Override
	public byte[] finished() {
		return this.engineContext.finished(this.tls.engine());
	}

	@Override
	public byte[] peerFinished() {
		return this.engineContext.peerFinished(this.tls.engine());
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
		if (!requestCert) {
			onEventLoop(() -> renegotiate(false, rejectUnauthorized, done));
			return done;
		}
		// whom to trust may have to be read from a file first
		CompletableFuture.runAsync(this.engineContext::prepareToVerify).whenComplete((ready, failure) -> {
			if (failure != null) {
				done.completeExceptionally((failure instanceof CompletionException) ? failure.getCause() : failure);
			}
			else {
				onEventLoop(() -> renegotiate(true, rejectUnauthorized, done));
			}
		});
		return done;
	}

	private void renegotiate(boolean requestCert, boolean rejectUnauthorized, CompletableFuture<Void> done) {
		if (this.lateHandshake.isUnderWay()) {
			done.completeExceptionally(new IllegalStateException("A renegotiation is under way"));
		}
		else if (this.ending.closed() || this.ending.requested()) {
			done.completeExceptionally(new IllegalStateException("The connection is closed"));
		}
		else {
			this.lateHandshake.begin(requestCert, rejectUnauthorized, done);
		}
	}

	/**
	 * Return whether the peer was asked for a certificate after the first handshake. On
	 * the event loop.
	 * @return {@code true} if it was
	 */
	public boolean certificateRequested() {
		return this.lateHandshake.certificateRequested();
	}

	/**
	 * Show what a later handshake agreed on. On the event loop.
	 * @param info what it agreed on
	 */
	public void renegotiated(ConnectionInfo info) {
		this.info = info;
		this.lateHandshake.succeeded();
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

	@Override
	public synchronized Flow.Publisher<ByteBuffer> publisher() {
		if (this.publisher == null) {
			// as with the blocking reader
			allowHalfOpen(true);
			this.publisher = new CleartextPublisher(this);
		}
		return this.publisher;
	}

	@Override
	public synchronized Flow.Subscriber<ByteBuffer> subscriber() {
		if (this.subscriber == null) {
			this.subscriber = new CleartextSubscriber(this);
		}
		return this.subscriber;
	}

	void checkMayBlock() {
		if (this.channel.eventLoop().inEventLoop()) {
			throw new IllegalStateException("An event loop must not block; use onData and write here");
		}
	}

	void onEventLoop(Runnable action) {
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

	/**
	 * Do something on the event loop after what it does now and what waits already.
	 */
	void later(Runnable action) {
		this.channel.eventLoop().execute(action);
	}

	/**
	 * The peer has ended, and all that it sent was taken.
	 */
	void peerEnded() {
		this.listeners.ended();
		if (this.ending.peerEnded() && (!this.allowHalfOpen || !this.info.halfClose())) {
			end();
		}
	}

	/**
	 * Nothing in clear has come out of TLS this time.
	 */
	void readNothing() {
		ChannelHandlerContext context = this.channel.pipeline().context(this.tls);
		if (context != null) {
			this.engineContext.readNothing(this.tls, context);
		}
	}

	/**
	 * Remember the peer's {@code close_notify}, before codecs see it.
	 * @return whether it is the first
	 */
	boolean closeNotifyCame() {
		boolean first = !this.closeNotifyCame;
		this.closeNotifyCame = true;
		return first;
	}

	/**
	 * The connection is being closed in good order.
	 */
	void closing() {
		this.outgoing.end();
		this.ending.closing();
		this.wire.closing();
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object message) {
		// what is written meanwhile may wait for the end of this read, and then go into
		// few records; but not where a close_notify within it would shut our side too
		if (this.info.halfClose()) {
			this.outgoing.readBegins();
		}
		this.read = true;
		this.incoming.add(message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext ctx) {
		if (!this.read && !this.outgoing.encoded()) {
			readNothing();
		}
		this.read = false;
		this.outgoing.readComplete();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		if (ctx.channel().isWritable()) {
			this.listeners.drained();
		}
		else {
			this.outgoing.full();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
		if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
			this.incoming.end();
		}
		else if (event == ChannelInputShutdownEvent.INSTANCE && !this.closeNotifyCame) {
			inputCutOff();
		}
		else if (event instanceof IdleStateEvent) {
			ctx.channel().close();
		}
		ReferenceCountUtil.release(event);
	}

	private void inputCutOff() {
		if (this.incoming.ended()) {
			return;
		}
		if (this.ending.requested()) {
			// we said goodbye first, so nothing is missing
			this.incoming.end();
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
		closing();
		ctx.close(promise);
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (this.ending.closed()) {
			return;
		}
		Throwable error = this.ending.close();
		if (this.lateHandshake.isUnderWay()) {
			this.lateHandshake.failed((error != null) ? error : new ClosedChannelException());
		}
		if (error != null) {
			logger.debug("Connection with {} broke", this.peerAddress, error);
			this.listeners.broke(error);
		}
		try {
			this.whenClosed.accept(this, error);
		}
		finally {
			this.listeners.closed();
		}
	}

}
