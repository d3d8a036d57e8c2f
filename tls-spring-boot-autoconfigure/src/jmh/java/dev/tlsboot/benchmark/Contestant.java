package dev.tlsboot.benchmark;

/**
 * A TLS echo server on one event loop, whose thread {@link ServerCpuProfiler} knows by its
 * name.
 */
interface Contestant extends AutoCloseable {

	/**
	 * Return the port it listens on.
	 */
	int port();

	/**
	 * Start the server, by itself or with the starter.
	 * @param server {@code netty}, {@code starter}, or {@code starter+store} for sessions
	 * that are sealed and kept outside of the engine
	 * @param engine the name of the engine
	 * @param keys its key and certificate
	 */
	static Contestant of(String server, String engine, Keys keys) {
		return switch (server) {
			case "netty" -> new BareNettyContestant(engine, keys);
			case "starter" -> new StarterContestant(engine, keys, false);
			case "starter+store" -> new StarterContestant(engine, keys, true);
			default -> throw new IllegalArgumentException(server);
		};
	}

	@Override
	void close();

}
