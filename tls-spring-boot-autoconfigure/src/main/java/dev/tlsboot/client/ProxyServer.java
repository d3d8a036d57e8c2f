package dev.tlsboot.client;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A proxy that a client connects through. The proxy looks the host up, and sees nothing
 * but TLS. Immutable. Needs {@code io.netty:netty-handler-proxy}.
 */
public final class ProxyServer {

	private final Type type;

	private final String host;

	private final int port;

	private final @Nullable String username;

	private final @Nullable String password;

	private ProxyServer(Type type, String host, int port, @Nullable String username, @Nullable String password) {
		this.type = type;
		this.host = Objects.requireNonNull(host, "host");
		this.port = port;
		this.username = username;
		this.password = password;
	}

	/**
	 * Return an HTTP proxy, which is asked by {@code CONNECT} (RFC 9110, section 9.3.6).
	 * @param host its host name or IP address
	 * @param port its port
	 * @return the proxy
	 */
	public static ProxyServer http(String host, int port) {
		return new ProxyServer(Type.HTTP, host, port, null, null);
	}

	/**
	 * Return a SOCKS 5 proxy (RFC 1928).
	 * @param host its host name or IP address
	 * @param port its port
	 * @return the proxy
	 */
	public static ProxyServer socks5(String host, int port) {
		return new ProxyServer(Type.SOCKS5, host, port, null, null);
	}

	/**
	 * Return the same proxy with credentials, which it gets in clear (RFC 7617, RFC
	 * 1929).
	 * @param username the user
	 * @param password the password
	 * @return the proxy
	 */
	public ProxyServer withCredentials(String username, String password) {
		return new ProxyServer(this.type, this.host, this.port, Objects.requireNonNull(username, "username"),
				Objects.requireNonNull(password, "password"));
	}

	Type type() {
		return this.type;
	}

	String host() {
		return this.host;
	}

	int port() {
		return this.port;
	}

	@Nullable String username() {
		return this.username;
	}

	@Nullable String password() {
		return this.password;
	}

	/**
	 * Return kind, host and port, and no credentials.
	 */
	@Override
	public String toString() {
		return this.type + " proxy " + this.host + ":" + this.port;
	}

	enum Type {

		HTTP, SOCKS5

	}

}
