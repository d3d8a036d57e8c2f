package dev.tlsboot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the TLS server.
 */
@ConfigurationProperties("tls.server")
public class TlsServerProperties extends EndpointProperties {

	/**
	 * Port on which the TLS server should listen. Use '0' to bind to a dynamic port.
	 * Without it there is no server.
	 */
	private @Nullable Integer port;

	/**
	 * Name or IP address of this machine on which the TLS server should listen. Without
	 * it, the server listens on all addresses.
	 */
	private @Nullable String host;

	/**
	 * Whether a throw-away authority and a certificate for 'localhost' are made at
	 * start-up, for development.
	 */
	private boolean selfSigned;

	/**
	 * Whether the server's order of cipher suites wins over the client's.
	 */
	private boolean honorCipherOrder = true;

	/**
	 * Whether clients are asked for a certificate.
	 */
	private boolean requestCert;

	/**
	 * Number of connections there may be at a time, zero for no limit. Further ones are
	 * closed at once.
	 */
	private int maxConnections;

	/**
	 * Time after which a connection on which nothing moves is closed, zero for no limit.
	 */
	private Duration idleTimeout = Duration.ZERO;

	/**
	 * Number of handshakes that may be under way at a time, zero for no limit. Further
	 * connections are closed at once.
	 */
	private int maxPendingHandshakes;

	/**
	 * Number of renegotiations that a client may ask for within the window, on one
	 * connection. The next one closes the connection; zero refuses every one.
	 */
	private int renegLimit = 3;

	/**
	 * Length of the window in which renegotiations and KeyUpdates are counted.
	 */
	private Duration renegWindow = Duration.ofMinutes(10);

	/**
	 * Number of TLS 1.3 KeyUpdates that a client may want answered within the window, on
	 * one connection. The next one closes the connection; zero refuses every one.
	 */
	private int keyUpdateLimit = 32;

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public @Nullable String getHost() {
		return this.host;
	}

	public void setHost(@Nullable String host) {
		this.host = host;
	}

	public boolean isSelfSigned() {
		return this.selfSigned;
	}

	public void setSelfSigned(boolean selfSigned) {
		this.selfSigned = selfSigned;
	}

	public boolean isHonorCipherOrder() {
		return this.honorCipherOrder;
	}

	public void setHonorCipherOrder(boolean honorCipherOrder) {
		this.honorCipherOrder = honorCipherOrder;
	}

	public boolean isRequestCert() {
		return this.requestCert;
	}

	public void setRequestCert(boolean requestCert) {
		this.requestCert = requestCert;
	}

	public int getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	public int getMaxPendingHandshakes() {
		return this.maxPendingHandshakes;
	}

	public void setMaxPendingHandshakes(int maxPendingHandshakes) {
		this.maxPendingHandshakes = maxPendingHandshakes;
	}

	public int getRenegLimit() {
		return this.renegLimit;
	}

	public void setRenegLimit(int renegLimit) {
		this.renegLimit = renegLimit;
	}

	public Duration getRenegWindow() {
		return this.renegWindow;
	}

	public void setRenegWindow(Duration renegWindow) {
		this.renegWindow = renegWindow;
	}

	public int getKeyUpdateLimit() {
		return this.keyUpdateLimit;
	}

	public void setKeyUpdateLimit(int keyUpdateLimit) {
		this.keyUpdateLimit = keyUpdateLimit;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

}
