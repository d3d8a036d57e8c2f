package dev.tlsboot.session;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps sessions outside of the process, so that servers resume each other's sessions by
 * their TLS 1.2 session ids (RFC 5246, section 7.3): the reference's {@code newSession}
 * and {@code resumeSession}.
 * <p>
 * Both methods are called on event loops, and by several threads at a time. They must not
 * block: what takes time goes on elsewhere, and the stage completes on any thread. They
 * get and give bytes that are sealed (AES-256-GCM) where an encryption key is set;
 * without one they contain what decrypts the connections of that session.
 */
public interface TlsSessionStore {

	/**
	 * Keep a session, in place of one with the same id. The connection does not wait for
	 * it.
	 * @param id the session id, in lower-case hexadecimal digits; or a name that begins
	 * with {@code ticket-keys/}, where engines share keys for tickets instead
	 * @param session the session, some hundred bytes to about 16 KiB; it is not changed
	 * any more
	 * @param timeToLive after which time nobody wants it back; it may be forgotten
	 * earlier, and is of no use later
	 * @return completes when it is kept, or with an error, which is logged and counted
	 */
	CompletionStage<Void> put(String id, byte[] session, Duration timeToLive);

	/**
	 * Find a session. The client waits for it, within its time for the handshake.
	 * @param id the session id that a client sent, in lower-case hexadecimal digits;
	 * clients may make ids up
	 * @return completes with what was put, or empty for a full handshake. An error closes
	 * the connection
	 */
	CompletionStage<Optional<byte[]>> get(String id);

}
