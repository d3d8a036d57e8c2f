package dev.tlsboot.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tlsboot.session.TlsSessionStore;

/**
 * A session store in a map.
 */
public class MapSessionStore implements TlsSessionStore {

	private final Map<String, byte[]> sessions = new ConcurrentHashMap<>();

	private final List<String> asked = new CopyOnWriteArrayList<>();

	/**
	 * Return what was put.
	 */
	public Map<String, byte[]> sessions() {
		return this.sessions;
	}

	/**
	 * Return the ids that were asked for, in order.
	 */
	public List<String> asked() {
		return this.asked;
	}

	@Override
	public CompletionStage<Void> put(String id, byte[] session, Duration timeToLive) {
		this.sessions.put(id, session);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Optional<byte[]>> get(String id) {
		this.asked.add(id);
		return CompletableFuture.completedFuture(Optional.ofNullable(this.sessions.get(id)));
	}

}
