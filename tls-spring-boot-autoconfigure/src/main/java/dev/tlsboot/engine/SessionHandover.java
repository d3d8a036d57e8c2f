package dev.tlsboot.engine;

import org.jspecify.annotations.Nullable;

/**
 * What passes between the engine of one connection and a session store outside of it: the
 * reference's {@code resumeSession} and {@code newSession}. What a session is made of is
 * the engine's own business; to everybody else it is bytes that are secret.
 */
public interface SessionHandover {

	/**
	 * Return the session that was found for the id in the ClientHello. The engine resumes
	 * it if it can, or else shakes hands in full.
	 * @return what an engine of the same kind gave to {@link #created}, or {@code null}
	 * if nothing was found
	 */
	byte @Nullable [] found();

	/**
	 * Take a session that a full handshake has made. Called once at most, on the
	 * connection's event loop, when the handshake is done; must not block.
	 * @param id the id by which the client will ask for it
	 * @param session the session
	 */
	void created(byte[] id, byte[] session);

}
