package dev.tlsboot.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a server of TLS 1.2 or older says in clear (RFC 5246, section 7.4.1.3).
 *
 * @param nextProtocols the application protocols it offers by NPN; {@code null} if it
 * does not speak NPN
 */
record ServerHello(@Nullable List<String> nextProtocols) {

	private static final int VERSION_AND_RANDOM = 2 + 32;

	private static final int CIPHER_SUITE_AND_COMPRESSION = 2 + 1;

	/**
	 * {@code next_protocol_negotiation} (draft-agl-tls-nextprotoneg-04, section 3).
	 */
	private static final int NEXT_PROTOCOLS = 13172;

	/**
	 * Read a hello.
	 * @param body the message without its type and length; it is read to its end
	 * @return the hello
	 * @throws IndexOutOfBoundsException if it is malformed
	 */
	static ServerHello read(ByteBuf body) {
		body.skipBytes(VERSION_AND_RANDOM);
		body.skipBytes(body.readUnsignedByte());
		body.skipBytes(CIPHER_SUITE_AND_COMPRESSION);
		List<String> protocols = null;
		if (body.isReadable()) {
			ByteBuf extensions = body.readSlice(body.readUnsignedShort());
			while (extensions.isReadable()) {
				int type = extensions.readUnsignedShort();
				ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
				if (type == NEXT_PROTOCOLS) {
					protocols = protocols(extension);
				}
			}
		}
		return new ServerHello(protocols);
	}

	private static List<String> protocols(ByteBuf names) {
		List<String> protocols = new ArrayList<>();
		while (names.isReadable()) {
			// the bytes are compared as they are: every one is a character here
			protocols.add(names.readSlice(names.readUnsignedByte()).toString(StandardCharsets.ISO_8859_1));
		}
		return List.copyOf(protocols);
	}

}
