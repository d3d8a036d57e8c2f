package dev.tlsboot.handshake;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.ServerContexts;
import dev.tlsboot.engine.ConnectionParameters;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's ClientHello on behalf of the {@link HandshakeHandler}, has the context
 * and the session found, and begins the handshake, whose TLS handler then reads the same
 * bytes. What is no ClientHello goes to the TLS handler as well: it knows what to answer.
 * Unlike Netty's {@code SslClientHelloHandler} it gets along with records of fewer than
 * four bytes, and takes no place in the pipeline. Belongs to the event loop.
 */
final class ClientHelloReader {

	private static final int RECORD_HEADER_LENGTH = 5;

	private static final int HANDSHAKE_RECORD = 22;

	private static final int MAJOR_VERSION = 3;

	private static final int MESSAGE_HEADER_LENGTH = 4;

	private static final int CLIENT_HELLO = 1;

	/**
	 * No engine takes more, and no client has that much to say.
	 */
	private static final int MAXIMUM_LENGTH = 64 * 1024;

	/**
	 * What may pile up behind the ClientHello while somebody is asked. It is read for the
	 * end of the connection to be seen; clients wait for our answer, but for those with
	 * early data, which is not taken here.
	 */
	private static final int MAXIMUM_AHEAD = 16 * 1024;

	private final ServerContexts contexts;

	private final HandshakeHandler handshake;

	private final WireHandler wire;

	// what has come in, for the TLS handler
	private @Nullable ByteBuf input;

	// the message, out of its records, if there are several
	private @Nullable ByteBuf message;

	// how much of the input is in the message
	private int scanned;

	private boolean done;

	ClientHelloReader(ServerContexts contexts, HandshakeHandler handshake, WireHandler wire) {
		this.contexts = contexts;
		this.handshake = handshake;
		this.wire = wire;
	}

	/**
	 * Take what has come in, which is released when it is of no use any more.
	 */
	void read(ChannelHandlerContext ctx, ByteBuf data) {
		ByteBuf input = (this.input != null)
				? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), this.input, data) : data;
		this.input = input;
		if (!this.done) {
			scan(ctx, input);
		}
		else if (input.readableBytes() - this.scanned > MAXIMUM_AHEAD) {
			holdBack(ctx, true);
		}
	}

	private void scan(ChannelHandlerContext ctx, ByteBuf input) {
		while (input.readableBytes() - this.scanned >= RECORD_HEADER_LENGTH) {
			int record = input.readerIndex() + this.scanned;
			int length = input.getUnsignedShort(record + 3);
			if (input.getUnsignedByte(record) != HANDSHAKE_RECORD || input.getUnsignedByte(record + 1) != MAJOR_VERSION
					|| length == 0) {
				proceed(this.contexts.defaultContext().get(), ConnectionParameters.server(null, null));
				return;
			}
			if (input.readableBytes() - this.scanned < RECORD_HEADER_LENGTH + length) {
				return;
			}
			this.scanned += RECORD_HEADER_LENGTH + length;
			ByteBuf message = join(ctx, input.slice(record + RECORD_HEADER_LENGTH, length));
			if (message.getUnsignedByte(0) != CLIENT_HELLO) {
				proceed(this.contexts.defaultContext().get(), ConnectionParameters.server(null, null));
				return;
			}
			if (message.readableBytes() >= MESSAGE_HEADER_LENGTH) {
				int bodyLength = message.getUnsignedMedium(1);
				if (bodyLength > MAXIMUM_LENGTH) {
					refuse(ctx, Alert.DECODE_ERROR, malformed("The ClientHello has " + bodyLength + " bytes", null));
					return;
				}
				if (message.readableBytes() >= MESSAGE_HEADER_LENGTH + bodyLength) {
					read(ctx, ByteBufUtil.getBytes(message, MESSAGE_HEADER_LENGTH, bodyLength));
					return;
				}
			}
		}
	}

	/**
	 * Return what there is of the message. Nearly always it is one record, and not
	 * copied.
	 */
	private ByteBuf join(ChannelHandlerContext ctx, ByteBuf fragment) {
		if (this.message == null && fragment.readableBytes() >= MESSAGE_HEADER_LENGTH
				&& fragment.readableBytes() >= MESSAGE_HEADER_LENGTH + fragment.getUnsignedMedium(1)) {
			return fragment;
		}
		if (this.message == null) {
			this.message = ctx.alloc().buffer();
		}
		return this.message.writeBytes(fragment);
	}

	private void read(ChannelHandlerContext ctx, byte[] body) {
		ClientHello hello;
		try {
			hello = ClientHello.read(ByteBuffer.wrap(body));
		}
		catch (TlsHandshakeException ex) {
			refuse(ctx, (ex.reason() == FailureReason.UNRECOGNIZED_NAME) ? Alert.UNRECOGNIZED_NAME
					: Alert.ILLEGAL_PARAMETER, ex);
			return;
		}
		catch (IndexOutOfBoundsException | BufferUnderflowException ex) {
			refuse(ctx, Alert.DECODE_ERROR, malformed("The ClientHello is malformed", ex));
			return;
		}
		this.done = true;
		await(ctx, this.contexts.find(hello.servername()), (context) -> found(ctx, hello, context));
	}

	private void found(ChannelHandlerContext ctx, ClientHello hello, SecureContext context) {
		ConnectionParameters parameters = ConnectionParameters
			.server(hello.servername(), applicationProtocol(context, hello))
			.with(hello.offer());
		StoredSession session = StoredSession.of(context, hello).orElse(null);
		if (session == null) {
			proceed(context, parameters);
			return;
		}
		this.handshake.uses(session);
		await(ctx, session.find(), (found) -> proceed(context, parameters.with(found)));
	}

	private <T> void await(ChannelHandlerContext ctx, CompletionStage<T> stage, Consumer<T> next) {
		CompletableFuture<T> answer = stage.toCompletableFuture();
		if (answer.isDone()) {
			answered(ctx, answer, next);
			return;
		}
		answer.whenComplete((result, error) -> ctx.executor().execute(() -> {
			// the time may be over by now, or the client gone
			if (!ctx.isRemoved() && this.handshake.isPending()) {
				holdBack(ctx, false);
				answered(ctx, answer, next);
				// the read that brought the ClientHello is over
				ctx.pipeline().fireChannelReadComplete();
			}
		}));
	}

	private static void holdBack(ChannelHandlerContext ctx, boolean heldBack) {
		ctx.channel().config().setAutoRead(!heldBack);
	}

	private <T> void answered(ChannelHandlerContext ctx, CompletableFuture<T> answer, Consumer<T> next) {
		try {
			next.accept(answer.join());
		}
		catch (Throwable ex) {
			Throwable cause = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			TlsHandshakeException failure = HandshakeFailures.of(cause);
			refuse(ctx, Alert.of(failure.reason()), failure);
		}
	}

	private static @Nullable String applicationProtocol(SecureContext context, ClientHello hello) {
		List<String> offered = hello.applicationProtocols();
		return offered.isEmpty() ? null : context.selectApplicationProtocol(hello.servername(), offered);
	}

	private void proceed(SecureContext context, ConnectionParameters parameters) {
		this.done = true;
		this.handshake.begin(context, parameters);
		ByteBuf input = Objects.requireNonNull(this.input);
		this.input = null;
		release();
		this.wire.readAgain(input);
	}

	private void refuse(ChannelHandlerContext ctx, Alert alert, TlsHandshakeException failure) {
		this.done = true;
		ctx.writeAndFlush(alert.record(ctx.alloc()));
		this.handshake.refuse(failure);
		release();
	}

	private static TlsHandshakeException malformed(String message, @Nullable Throwable cause) {
		return new TlsHandshakeException(FailureReason.OTHER, message, cause);
	}

	/**
	 * Let go of what is kept.
	 */
	void release() {
		ReferenceCountUtil.release(this.message);
		this.message = null;
		ReferenceCountUtil.release(this.input);
		this.input = null;
	}

	/**
	 * Fatal alerts that are sent before there are any keys (RFC 8446, section 6.2).
	 */
	private enum Alert {

		ILLEGAL_PARAMETER(47), DECODE_ERROR(50), INTERNAL_ERROR(80), UNRECOGNIZED_NAME(112),
		NO_APPLICATION_PROTOCOL(120);

		private static final int ALERT_RECORD = 21;

		private static final int LENGTH = 2;

		private static final int FATAL = 2;

		private final int description;

		static Alert of(FailureReason reason) {
			return switch (reason) {
				case UNRECOGNIZED_NAME -> UNRECOGNIZED_NAME;
				case ALERT -> NO_APPLICATION_PROTOCOL;
				default -> INTERNAL_ERROR;
			};
		}

		Alert(int description) {
			this.description = description;
		}

		ByteBuf record(ByteBufAllocator allocator) {
			return allocator.buffer(RECORD_HEADER_LENGTH + LENGTH)
				.writeByte(ALERT_RECORD)
				.writeByte(MAJOR_VERSION)
				.writeByte(MAJOR_VERSION)
				.writeShort(LENGTH)
				.writeByte(FATAL)
				.writeByte(this.description);
		}

	}

}
