package dev.tlsboot.engine.bc;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of one context in this process: when there are too many, the one that was
 * used least recently goes. Safe for use by several threads.
 */
final class SessionCache implements SessionAccess {

	/**
	 * As many as JSSE and OpenSSL keep.
	 */
	private static final int DEFAULT_SIZE = 20_480;

	private final Map<ByteBuffer, ResumableSession> sessions;

	private final long timeoutMillis;

	SessionCache(int size, long timeoutMillis) {
		int limit = (size > 0) ? size : DEFAULT_SIZE;
		this.timeoutMillis = timeoutMillis;
		this.sessions = new LinkedHashMap<>(16, 0.75F, true) {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<ByteBuffer, ResumableSession> eldest) {
				return size() > limit;
			}

		};
	}

	@Override
	public synchronized Optional<ResumableSession> find(byte[] id) {
		ByteBuffer key = ByteBuffer.wrap(id);
		ResumableSession session = this.sessions.get(key);
		if (session != null && !session.isFresh(System.currentTimeMillis(), this.timeoutMillis)) {
			this.sessions.remove(key);
			return Optional.empty();
		}
		return Optional.ofNullable(session);
	}

	@Override
	public synchronized void add(byte[] id, ResumableSession session) {
		this.sessions.put(ByteBuffer.wrap(id.clone()), session);
	}

}
