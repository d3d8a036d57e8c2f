package dev.tlsboot.engine.bc;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Where one connection finds an earlier session, and leaves its own.
 */
interface SessionAccess {

	/**
	 * Find a session.
	 * @param id the id that the client named; not empty
	 * @return the session, which may be anybody's and of any age
	 */
	Optional<ResumableSession> find(byte[] id);

	/**
	 * Keep a session that a full handshake has made.
	 */
	void add(byte[] id, ResumableSession session);

	/**
	 * Return the access to a store outside of this process, which has been asked already.
	 */
	static SessionAccess external(Supplier<byte @Nullable []> found, BiConsumer<byte[], byte[]> created) {
		return new SessionAccess() {
			@Override
			public Optional<ResumableSession> find(byte[] id) {
				return Optional.ofNullable(found.get()).flatMap(SessionCodec::decode);
			}

			@Override
			public void add(byte[] id, ResumableSession session) {
				created.accept(id, SessionCodec.encode(session));
			}
		};
	}

}
