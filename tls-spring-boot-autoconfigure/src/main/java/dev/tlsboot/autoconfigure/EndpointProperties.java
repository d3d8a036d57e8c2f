package dev.tlsboot.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.convert.DurationUnit;

/**
 * Properties that servers and clients have in common.
 */
public abstract class EndpointProperties extends CredentialProperties {

	/**
	 * Comma-separated list of the protocol versions to speak. Older versions work only
	 * where the JVM allows them.
	 */
	private List<String> protocols = new ArrayList<>();

	/**
	 * Time within which a handshake has to be done, zero for no limit.
	 */
	private Duration handshakeTimeout = Duration.ofSeconds(120);

	private final Session session = new Session();

	public List<String> getProtocols() {
		return this.protocols;
	}

	public void setProtocols(List<String> protocols) {
		this.protocols = protocols;
	}

	public Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	public Session getSession() {
		return this.session;
	}

	/**
	 * Properties of session resumption.
	 */
	public static class Session {

		/**
		 * Number of sessions kept for resumption in this process, zero for the engine's
		 * own limit.
		 */
		private int cacheSize;

		/**
		 * Time for which a session may be resumed. If a duration suffix is not specified,
		 * seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofSeconds(300);

		public int getCacheSize() {
			return this.cacheSize;
		}

		public void setCacheSize(int cacheSize) {
			this.cacheSize = cacheSize;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

}
