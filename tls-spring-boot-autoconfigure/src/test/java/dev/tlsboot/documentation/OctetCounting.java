package dev.tlsboot.documentation;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;

/**
 * The codec of the README's receiver of syslog.
 */
class OctetCounting extends ByteToMessageDecoder {

	private static final int MAX_DIGITS = 5;

	@Override
	protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
		int digits = in.bytesBefore(Math.min(in.readableBytes(), MAX_DIGITS + 1), (byte) ' ');
		if (digits < 0 && in.readableBytes() > MAX_DIGITS) {
			throw new CorruptedFrameException("A message starts with its length");
		}
		if (digits >= 0) {
			String length = in.toString(in.readerIndex(), digits, StandardCharsets.US_ASCII);
			int end = digits + 1 + Integer.parseUnsignedInt(length);
			if (in.readableBytes() >= end) {
				out.add(in.readRetainedSlice(end).skipBytes(digits + 1));
			}
		}
	}

}
