package dev.tlsboot.testing;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.tlsboot.session.TlsSessionStore;

/**
 * A session store in a map.
 */
public class MapSessionStore implements TlsSessionStore {

	private final Map<String, byte[]> sessions = new ConcurrentHashMap<>();

	private final Collection<String> asked = new ConcurrentLinkedQueue<>();

	/**
	 * Return what was put.
	 */
	public Map<String, byte[]> sessions() {
		return this.sessions;
	}

	/**
	 * Return the ids that were asked for, in order.
	 */
	public Collection<String> asked() {
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
