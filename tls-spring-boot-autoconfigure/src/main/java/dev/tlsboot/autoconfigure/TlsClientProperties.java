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
	 * Time within which a TCP connection has to be there, zero for no limit.
	 */
	private Duration connectTimeout = Duration.ofSeconds(30);

	private final Session session = new Session();

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

	/**
	 * Properties of session resumption.
	 */
	public static class Session extends SessionProperties {

	}

}
