package dev.tlsboot.handshake;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.tlsboot.context.ServerContexts;
import dev.tlsboot.engine.ClientOffer;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * What a client says before anything is decided (RFC 8446, section 4.1.2).
 *
 * @param servername the host name it asks for, in lower case, or {@code null}
 * @param applicationProtocols the application protocols it offers by ALPN; may be empty
 * @param sessionId the session id, which with TLS 1.3 is not one; empty for none
 * @param ticket whether it brings a session ticket (RFC 5077, section 3.2)
 * @param offer the cipher suites and signature schemes, and whether TLS 1.3 is among the
 * versions
 */
record ClientHello(@Nullable String servername, List<String> applicationProtocols, byte[] sessionId, boolean ticket,
		ClientOffer offer) {

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
	 * {@code signature_algorithms} (RFC 8446, section 4.2.3).
	 */
	private static final int SIGNATURE_ALGORITHMS = 13;

	/**
	 * {@code session_ticket} (RFC 5077, section 3.2).
	 */
	private static final int SESSION_TICKET = 35;

	/**
	 * {@code supported_versions} (RFC 8446, section 4.2.1).
	 */
	private static final int SUPPORTED_VERSIONS = 43;

	private static final int TLS13 = 0x0304;

	private static final ByteBuffer NONE = ByteBuffer.allocate(0);

	/**
	 * Read a hello.
	 * @param body the message without its type and length, in an array of its own; it is
	 * read to its end
	 * @return the hello
	 * @throws TlsHandshakeException if the name it asks for is none, or it says twice
	 * what we go by
	 * @throws IndexOutOfBoundsException if something in it is longer than the rest of it
	 * @throws BufferUnderflowException if it ends too early
	 */
	static ClientHello read(ByteBuffer body) {
		skip(body, VERSION_AND_RANDOM);
		byte[] sessionId = bytes(take(body, unsignedByte(body)));
		ByteBuffer cipherSuites = take(body, unsignedShort(body));
		// compression methods
		skip(body, unsignedByte(body));
		ByteBuffer signatureSchemes = NONE;
		String servername = null;
		List<String> protocols = null;
		boolean ticket = false;
		boolean tls13 = false;
		if (body.hasRemaining()) {
			ByteBuffer extensions = take(body, unsignedShort(body));
			while (extensions.hasRemaining()) {
				int type = unsignedShort(extensions);
				int length = unsignedShort(extensions);
				switch (type) {
					case SERVER_NAME -> {
						requireFirst(type, servername);
						servername = serverName(take(extensions, length));
					}
					case ALPN -> {
						requireFirst(type, protocols);
						protocols = applicationProtocols(take(extensions, length));
					}
					case SESSION_TICKET -> ticket |= take(extensions, length).hasRemaining();
					case SIGNATURE_ALGORITHMS -> signatureSchemes = signatureSchemes(take(extensions, length));
					case SUPPORTED_VERSIONS -> tls13 |= offersTls13(take(extensions, length));
					default -> skip(extensions, length);
				}
			}
		}
		return new ClientHello(servername, (protocols != null) ? protocols : List.of(), sessionId, ticket,
				new ClientOffer(cipherSuites, signatureSchemes, tls13));
	}

	/**
	 * Return whether the client asks for a session by its id. With a ticket, or with TLS
	 * 1.3, the session id only serves to be echoed.
	 * @param speaksTls13 whether the server speaks TLS 1.3
	 */
	boolean asksForSession(boolean speaksTls13) {
		return this.sessionId.length > 0 && this.sessionId.length <= MAXIMUM_SESSION_ID_LENGTH && !this.ticket
				&& !(this.offer.tls13() && speaksTls13);
	}

	/**
	 * We and the engine must not go by different ones (RFC 8446, section 4.2).
	 */
	private static void requireFirst(int extension, @Nullable Object found) {
		if (found != null) {
			throw new TlsHandshakeException(FailureReason.OTHER,
					"The ClientHello has the extension " + extension + " twice", null);
		}
	}

	private static ByteBuffer signatureSchemes(ByteBuffer extension) {
		return take(extension, unsignedShort(extension));
	}

	private static boolean offersTls13(ByteBuffer extension) {
		ByteBuffer versions = take(extension, unsignedByte(extension));
		while (versions.hasRemaining()) {
			if (unsignedShort(versions) == TLS13) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable String serverName(ByteBuffer extension) {
		ByteBuffer names = take(extension, unsignedShort(extension));
		String found = null;
		while (names.hasRemaining()) {
			int type = unsignedByte(names);
			ByteBuffer name = take(names, unsignedShort(names));
			if (type == HOST_NAME) {
				// one at most
				if (found != null) {
					throw illegalName();
				}
				// what is not ASCII is no host name, and becomes none
				found = ServerContexts.normalise(text(name)).orElseThrow(ClientHello::illegalName);
			}
		}
		return found;
	}

	private static TlsHandshakeException illegalName() {
		return new TlsHandshakeException(FailureReason.UNRECOGNIZED_NAME,
				"The client asks for a server name that is no host name", null);
	}

	private static List<String> applicationProtocols(ByteBuffer extension) {
		ByteBuffer names = take(extension, unsignedShort(extension));
		List<String> protocols = new ArrayList<>();
		while (names.hasRemaining()) {
			// the bytes are compared as they are: every one is a character here
			protocols.add(text(take(names, unsignedByte(names))));
		}
		return List.copyOf(protocols);
	}

	private static int unsignedByte(ByteBuffer in) {
		return Byte.toUnsignedInt(in.get());
	}

	private static int unsignedShort(ByteBuffer in) {
		return Short.toUnsignedInt(in.getShort());
	}

	private static ByteBuffer take(ByteBuffer in, int length) {
		ByteBuffer taken = in.slice(in.position(), length);
		in.position(in.position() + length);
		return taken;
	}

	private static void skip(ByteBuffer in, int length) {
		if (length > in.remaining()) {
			throw new BufferUnderflowException();
		}
		in.position(in.position() + length);
	}

	private static byte[] bytes(ByteBuffer in) {
		byte[] bytes = new byte[in.remaining()];
		in.get(bytes);
		return bytes;
	}

	private static String text(ByteBuffer in) {
		return new String(in.array(), in.arrayOffset(), in.remaining(), StandardCharsets.ISO_8859_1);
	}

}
