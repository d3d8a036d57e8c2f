package dev.tlsboot.engine;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * In front of TLS on BoringSSL, reads in the ServerHello which protocols the server
 * offers by NPN, has one of them chosen while TLS reads the same bytes, and leaves. What
 * is no ServerHello goes to TLS as well: it knows what to answer.
 */
final class NextProtocolHandler extends ByteToMessageDecoder {

	private static final int RECORD_HEADER_LENGTH = 5;

	private static final int HANDSHAKE_RECORD = 22;

	private static final int MAJOR_VERSION = 3;

	private static final int MESSAGE_HEADER_LENGTH = 4;

	private static final int SERVER_HELLO = 2;

	/**
	 * BoringSSL takes no more.
	 */
	private static final int MAXIMUM_LENGTH = 16 * 1024;

	private final NextProtocols choice;

	private final SslHandler tls;

	// the message, out of its records
	private @Nullable ByteBuf message;

	// how much of the input is in the message
	private int scanned;

	// a server that says something else first may still come to its ServerHello
	private boolean unknown;

	NextProtocolHandler(NextProtocols choice, SslHandler tls) {
		this.choice = choice;
		this.tls = tls;
	}

	@Override
	protected void decode(ChannelHandlerContext ctx, ByteBuf input, List<Object> output) {
		if (this.tls.handshakeFuture().isDone()) {
			ctx.pipeline().remove(this);
		}
		else if (this.unknown || !isServerHello(ctx, input)) {
			this.unknown = true;
			forward(ctx, input, input.readableBytes(), null);
		}
	}

	/**
	 * Read on.
	 * @return whether it is a ServerHello, as far as can be told
	 */
	private boolean isServerHello(ChannelHandlerContext ctx, ByteBuf input) {
		if (this.message == null) {
			this.message = ctx.alloc().buffer();
		}
		ByteBuf message = this.message;
		while (input.readableBytes() - this.scanned >= RECORD_HEADER_LENGTH) {
			int record = input.readerIndex() + this.scanned;
			int length = input.getUnsignedShort(record + 3);
			if (input.getUnsignedByte(record) != HANDSHAKE_RECORD || input.getUnsignedByte(record + 1) != MAJOR_VERSION
					|| length == 0 || this.scanned > 2 * MAXIMUM_LENGTH) {
				return false;
			}
			if (input.readableBytes() - this.scanned < RECORD_HEADER_LENGTH + length) {
				return true;
			}
			message.writeBytes(input, record + RECORD_HEADER_LENGTH, length);
			this.scanned += RECORD_HEADER_LENGTH + length;
			if (message.getUnsignedByte(0) != SERVER_HELLO) {
				return false;
			}
			if (message.readableBytes() >= MESSAGE_HEADER_LENGTH) {
				int bodyLength = message.getUnsignedMedium(1);
				if (bodyLength > MAXIMUM_LENGTH) {
					return false;
				}
				if (message.readableBytes() >= MESSAGE_HEADER_LENGTH + bodyLength) {
					return read(ctx, input, message.slice(MESSAGE_HEADER_LENGTH, bodyLength));
				}
			}
		}
		return true;
	}

	private boolean read(ChannelHandlerContext ctx, ByteBuf input, ByteBuf body) {
		ServerHello hello;
		try {
			hello = ServerHello.read(body);
		}
		catch (IndexOutOfBoundsException ex) {
			return false;
		}
		forward(ctx, input, this.scanned, hello.nextProtocols());
		// what came along goes to the TLS handler
		ctx.pipeline().remove(this);
		return true;
	}

	private void forward(ChannelHandlerContext ctx, ByteBuf input, int length, @Nullable List<String> offered) {
		this.choice.choose(offered, () -> ctx.fireChannelRead(input.readRetainedSlice(length)));
	}

	@Override
	protected void handlerRemoved0(ChannelHandlerContext ctx) {
		if (this.message != null) {
			this.message.release();
			this.message = null;
		}
	}

}
