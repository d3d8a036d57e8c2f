package dev.tlsboot.handshake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.tlsboot.context.ServerContexts;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What a client says before anything is decided (RFC 8446, section 4.1.2).
 *
 * @param servername the host name it asks for, in lower case, or {@code null}
 * @param applicationProtocols the application protocols it offers by ALPN; may be empty
 * @param sessionId the session id, which with TLS 1.3 is not one; empty for none
 * @param ticket whether it brings a session ticket (RFC 5077, section 3.2)
 * @param tls13 whether it offers TLS 1.3
 */
record ClientHello(@Nullable String servername, List<String> applicationProtocols, byte[] sessionId, boolean ticket,
		boolean tls13) {

	private static final int VERSION_AND_RANDOM = 2 + 32;

	/**
	 * RFC 5246, section 7.4.1.2.
	 */
	private static final int MAXIMUM_SESSION_ID_LENGTH = 32;

	/**
	 * {@code server_name} (RFC 6066, section 3).
	 */
	private static final int SERVER_NAME = 0;

	private static final int HOST_NAME = 0;

	/**
	 * {@code application_layer_protocol_negotiation} (RFC 7301, section 3.1).
	 */
	private static final int ALPN = 16;

	/**
	 * {@code session_ticket} (RFC 5077, section 3.2).
	 */
	private static final int SESSION_TICKET = 35;

	/**
	 * {@code supported_versions} (RFC 8446, section 4.2.1).
	 */
	private static final int SUPPORTED_VERSIONS = 43;

	private static final int TLS13 = 0x0304;

	/**
	 * Read a hello.
	 * @param body the message without its type and length; it is read to its end
	 * @return the hello
	 * @throws TlsHandshakeException if the name it asks for is none, or it says twice
	 * what we go by
	 * @throws IndexOutOfBoundsException if it is malformed
	 */
	static ClientHello read(ByteBuf body) {
		body.skipBytes(VERSION_AND_RANDOM);
		byte[] sessionId = new byte[body.readUnsignedByte()];
		body.readBytes(sessionId);
		// cipher suites, compression methods
		body.skipBytes(body.readUnsignedShort());
		body.skipBytes(body.readUnsignedByte());
		String servername = null;
		List<String> protocols = null;
		boolean ticket = false;
		boolean tls13 = false;
		if (body.isReadable()) {
			ByteBuf extensions = body.readSlice(body.readUnsignedShort());
			while (extensions.isReadable()) {
				int type = extensions.readUnsignedShort();
				ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
				if ((type == SERVER_NAME && servername != null) || (type == ALPN && protocols != null)) {
					// we and the engine must not go by different ones (RFC 8446, section
					// 4.2)
					throw new TlsHandshakeException(FailureReason.OTHER,
							"The ClientHello has the extension " + type + " twice", null);
				}
				if (type == SERVER_NAME) {
					servername = serverName(extension);
				}
				else if (type == ALPN) {
					protocols = applicationProtocols(extension);
				}
				else if (type == SESSION_TICKET) {
					ticket |= extension.isReadable();
				}
				else if (type == SUPPORTED_VERSIONS) {
					tls13 |= offersTls13(extension);
				}
			}
		}
		return new ClientHello(servername, (protocols != null) ? protocols : List.of(), sessionId, ticket, tls13);
	}

	/**
	 * Return whether the client asks for a session by its id. With a ticket, or with TLS
	 * 1.3, the session id only serves to be echoed.
	 * @param speaksTls13 whether the server speaks TLS 1.3
	 */
	boolean asksForSession(boolean speaksTls13) {
		return this.sessionId.length > 0 && this.sessionId.length <= MAXIMUM_SESSION_ID_LENGTH && !this.ticket
				&& !(this.tls13 && speaksTls13);
	}

	private static boolean offersTls13(ByteBuf extension) {
		ByteBuf versions = extension.readSlice(extension.readUnsignedByte());
		while (versions.isReadable()) {
			if (versions.readUnsignedShort() == TLS13) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable String serverName(ByteBuf extension) {
		ByteBuf names = extension.readSlice(extension.readUnsignedShort());
		String found = null;
		while (names.isReadable()) {
			int type = names.readUnsignedByte();
			ByteBuf name = names.readSlice(names.readUnsignedShort());
			if (type == HOST_NAME) {
				// one at most
				if (found != null) {
					throw illegalName();
				}
				// what is not ASCII is no host name, and becomes none
				found = ServerContexts.normalise(name.toString(StandardCharsets.ISO_8859_1))
					.orElseThrow(ClientHello::illegalName);
			}
		}
		return found;
	}

	private static TlsHandshakeException illegalName() {
		return new TlsHandshakeException(FailureReason.UNRECOGNIZED_NAME,
				"The client asks for a server name that is no host name", null);
	}

	private static List<String> applicationProtocols(ByteBuf extension) {
		ByteBuf names = extension.readSlice(extension.readUnsignedShort());
		List<String> protocols = new ArrayList<>();
		while (names.isReadable()) {
			// the bytes are compared as they are: every one is a character here
			protocols.add(names.readSlice(names.readUnsignedByte()).toString(StandardCharsets.ISO_8859_1));
		}
		return List.copyOf(protocols);
	}

}
