package dev.tlsboot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Properties of the TLS client.
 */
@ConfigurationProperties("tls.client")
@ConfigurationPropertiesSource
public class TlsClientProperties extends EndpointProperties {

	/**
	 * Host name or IP address to connect to.
	 */
	private String host = "localhost";

	/**
	 * Port to connect to. Without it, each call has to name one.
	 */
	private @Nullable Integer port;

	/**
	 * Name that the server is asked for and that its certificate has to be for, in place
	 * of the host.
	 */
	private @Nullable String servername;

	/**
	 * Time within which a connection has to be there, the look-up of the host included;
	 * zero for no limit.
	 */
	private Duration connectTimeout = Duration.ofSeconds(30);

	private final Session session = new Session();

	private final Reconnect reconnect = new Reconnect();

	public String getHost() {
		return this.host;
	}

	public void setHost(String host) {
		this.host = host;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable String getServername() {
		return this.servername;
	}

	public void setServername(@Nullable String servername) {
		this.servername = servername;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Session getSession() {
		return this.session;
	}

	public Reconnect getReconnect() {
		return this.reconnect;
	}

	/**
	 * Properties of session resumption.
	 */
	public static class Session extends SessionProperties {

	}

	/**
	 * Properties of a connection that is kept up.
	 */
	public static class Reconnect {

		/**
		 * Whether one connection is kept up while the application runs, for a
		 * SecureConnectListener.
		 */
		private boolean enabled;

		/**
		 * Time to wait before the first try to connect again.
		 */
		private Duration delay = Duration.ofSeconds(1);

		/**
		 * Time that is added to each wait, or taken away, at random, at most. It grows
		 * with the wait.
		 */
		private Duration jitter = Duration.ofMillis(500);

		/**
		 * Factor by which each wait is longer than the one before.
		 */
		private double multiplier = 2;

		/**
		 * Time to wait at most.
		 */
		private Duration maxDelay = Duration.ofSeconds(30);

		/**
		 * Number of tries after which the client gives up. Without it, it never does.
		 */
		private @Nullable Long maxRetries;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getDelay() {
			return this.delay;
		}

		public void setDelay(Duration delay) {
			this.delay = delay;
		}

		public Duration getJitter() {
			return this.jitter;
		}

		public void setJitter(Duration jitter) {
			this.jitter = jitter;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public @Nullable Long getMaxRetries() {
			return this.maxRetries;
		}

		public void setMaxRetries(@Nullable Long maxRetries) {
			this.maxRetries = maxRetries;
		}

	}

}
