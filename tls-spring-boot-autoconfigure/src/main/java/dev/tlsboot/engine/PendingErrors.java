package dev.tlsboot.engine;

import java.nio.ByteBuffer;

import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;

/**
 * The errors that Netty's engine on BoringSSL keeps to itself: it sends the alert first,
 * and tells of the error when it is next called, which may be never, or too late to say
 * why the connection broke.
 */
final class PendingErrors {

	private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

	// the engine wants room for a record's overhead before it looks at anything
	private static final int ROOM = 512;

	private PendingErrors() {
	}

	/**
	 * Tell those behind TLS of the engine's error, if there is one.
	 */
	static void raise(SslHandler handler, ChannelHandlerContext tls) {
		ByteBuf out = tls.alloc().directBuffer(ROOM);
		try {
			SSLEngineResult result = handler.engine().wrap(NOTHING, out.nioBuffer(0, ROOM));
			if (result.bytesProduced() > 0) {
				tls.writeAndFlush(out.retain().writerIndex(result.bytesProduced()), tls.voidPromise());
			}
		}
		catch (SSLException ex) {
			tls.fireExceptionCaught(ex);
		}
		finally {
			out.release();
		}
	}

}
