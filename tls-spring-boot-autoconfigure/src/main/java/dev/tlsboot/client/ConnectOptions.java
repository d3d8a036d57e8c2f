package dev.tlsboot.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLSession;

import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.trust.ServerIdentityCheck;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of a client shall be like: the options of the reference's
 * {@code tls.connect}. What they do not say, the client does. Immutable.
 */
public final class ConnectOptions {

	/**
	 * As the client has it.
	 */
	public static final ConnectOptions DEFAULT = builder().build();

	private final @Nullable String host;

	private final int port;

	private final @Nullable String servername;

	private final @Nullable InetAddress address;

	private final @Nullable InetSocketAddress localAddress;

	private final @Nullable Path path;

	private final @Nullable ProxyServer proxy;

	private final @Nullable SSLSession session;

	private final @Nullable List<String> alpnProtocols;

	private final @Nullable List<String> npnProtocols;

	private final @Nullable Duration connectTimeout;

	private final @Nullable Duration handshakeTimeout;

	private final @Nullable ServerIdentityCheck identityCheck;

	private ConnectOptions(Builder builder) {
		this.host = builder.host;
		this.port = builder.port;
		this.servername = builder.servername;
		this.address = builder.address;
		this.localAddress = builder.localAddress;
		this.path = builder.path;
		this.proxy = builder.proxy;
		this.session = builder.session;
		this.alpnProtocols = builder.alpnProtocols;
		this.npnProtocols = builder.npnProtocols;
		this.connectTimeout = builder.connectTimeout;
		this.handshakeTimeout = builder.handshakeTimeout;
		this.identityCheck = builder.identityCheck;
	}

	/**
	 * Start new options.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Nullable String host() {
		return this.host;
	}

	int port() {
		return this.port;
	}

	@Nullable String servername() {
		return this.servername;
	}

	@Nullable InetAddress address() {
		return this.address;
	}

	@Nullable InetSocketAddress localAddress() {
		return this.localAddress;
	}

	@Nullable Path path() {
		return this.path;
	}

	@Nullable ProxyServer proxy() {
		return this.proxy;
	}

	@Nullable SSLSession session() {
		return this.session;
	}

	@Nullable List<String> alpnProtocols() {
		return this.alpnProtocols;
	}

	@Nullable List<String> npnProtocols() {
		return this.npnProtocols;
	}

	@Nullable Duration connectTimeout() {
		return this.connectTimeout;
	}

	@Nullable Duration handshakeTimeout() {
		return this.handshakeTimeout;
	}

	@Nullable ServerIdentityCheck identityCheck() {
		return this.identityCheck;
	}

	/**
	 * Complain about a server name that cannot be asked for.
	 */
	static @Nullable String checkServername(@Nullable String servername) {
		if (servername != null
				&& (servername.indexOf(':') >= 0 || NetUtil.isValidIpV4Address(withoutRoot(servername)))) {
			throw new TlsConfigurationException("servername", servername,
					"An IP address is no server name (RFC 6066, section 3).",
					"Leave it out: where the host is an address, the certificate has to be for that address.", null);
		}
		return servername;
	}

	private static String withoutRoot(String name) {
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

	/**
	 * Puts {@link ConnectOptions} together. Not safe for use by several threads.
	 */
	public static final class Builder {

		private @Nullable String host;

		private int port;

		private @Nullable String servername;

		private @Nullable InetAddress address;

		private @Nullable InetSocketAddress localAddress;

		private @Nullable Path path;

		private @Nullable ProxyServer proxy;

		private @Nullable SSLSession session;

		private @Nullable List<String> alpnProtocols;

		private @Nullable List<String> npnProtocols;

		private @Nullable Duration connectTimeout;

		private @Nullable Duration handshakeTimeout;

		private @Nullable ServerIdentityCheck identityCheck;

		private Builder() {
		}

		/**
		 * Set the host to connect to. Over an existing transport it is only what the
		 * server has to prove to be.
		 * @param host a host name, in Unicode or ASCII, or an IP address, which may be in
		 * brackets and name a zone
		 * @return this builder
		 */
		public Builder host(String host) {
			this.host = host;
			return this;
		}

		/**
		 * Set the port to connect to.
		 * @param port the port, from 1 to 65535
		 * @return this builder
		 */
		public Builder port(int port) {
			if (port < 1 || port > 65535) {
				throw new TlsConfigurationException("port", String.valueOf(port), "There is no such port.",
						"Use a port from 1 to 65535.", null);
			}
			this.port = port;
			return this;
		}

		/**
		 * Set the name that the server is asked for and has to prove, in place of the
		 * host.
		 * @param servername a host name
		 * @return this builder
		 * @throws TlsConfigurationException if it is an IP address
		 */
		public Builder servername(String servername) {
			this.servername = checkServername(servername);
			return this;
		}

		/**
		 * Set the address to connect to, in place of those that the host has. The
		 * certificate has to be for the host all the same.
		 * @param address the address
		 * @return this builder
		 */
		public Builder address(InetAddress address) {
			this.address = address;
			return this;
		}

		/**
		 * Set the address to connect from.
		 * @param localAddress an address of this machine, with port 0 for a free one
		 * @return this builder
		 */
		public Builder localAddress(InetSocketAddress localAddress) {
			this.localAddress = localAddress;
			return this;
		}

		/**
		 * Connect to a Unix domain socket. The host is only what the server has to prove
		 * to be.
		 * @param path the path of the socket
		 * @return this builder
		 */
		public Builder path(Path path) {
			this.path = path;
			return this;
		}

		/**
		 * Connect through a proxy.
		 * @param proxy the proxy
		 * @return this builder
		 */
		public Builder proxy(ProxyServer proxy) {
			this.proxy = proxy;
			return this;
		}

		/**
		 * Resume a session, if it can still be had. A client keeps the sessions that its
		 * servers offer, by name and port of the server, and resumes the latest by
		 * itself; this says which server's it is, where the port is another one, or where
		 * there is none.
		 * @param session the {@link dev.tlsboot.stream.CleartextStream#session() session}
		 * of an earlier connection of the same client, to a server of the same name
		 * @return this builder
		 */
		public Builder session(SSLSession session) {
			this.session = session;
			return this;
		}

		/**
		 * Set the application protocols to offer by ALPN (RFC 7301), in place of the
		 * client's. Sessions are resumed among connections that offer the same.
		 * @param protocols protocols by preference, each of 1 to 255 ASCII characters;
		 * empty for no ALPN
		 * @return this builder
		 */
		public Builder alpnProtocols(List<String> protocols) {
			this.alpnProtocols = List.copyOf(protocols);
			return this;
		}

		/**
		 * Set the application protocols to choose from by NPN, in TLS 1.2 and older, in
		 * place of the client's: the reference's {@code NPNProtocols}. The engine has to
		 * be one that can.
		 * @param protocols protocols by preference, each of 1 to 255 ASCII characters;
		 * empty for no NPN
		 * @return this builder
		 */
		public Builder npnProtocols(List<String> protocols) {
			this.npnProtocols = List.copyOf(protocols);
			return this;
		}

		/**
		 * Set how long it may take until the transport is there: addresses tried in turn
		 * and a proxy's answer included.
		 * @param connectTimeout the time; zero for no limit
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * Set how long the handshake may take from then on.
		 * @param handshakeTimeout the time; zero for no limit
		 * @return this builder
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			this.handshakeTimeout = handshakeTimeout;
			return this;
		}

		/**
		 * Set who checks that the server's certificate is for the host. One that is not
		 * {@link ServerIdentityCheck#STANDARD} runs when the handshake is done, as in the
		 * reference: what it refuses gets no data, but no alert either.
		 * @param identityCheck the check
		 * @return this builder
		 */
		public Builder checkServerIdentity(ServerIdentityCheck identityCheck) {
			this.identityCheck = identityCheck;
			return this;
		}

		/**
		 * Make the options.
		 * @return the options
		 * @throws TlsConfigurationException if two of them exclude each other
		 */
		public ConnectOptions build() {
			if (this.path != null) {
				exclude("proxy", this.proxy);
				exclude("address", this.address);
				exclude("localAddress", this.localAddress);
			}
			if (this.proxy != null && this.address != null) {
				throw new TlsConfigurationException("proxy", this.proxy.toString(),
						"It excludes 'address', which is set as well: the proxy looks the host up.",
						"Set the address as host, or leave out one of them.", null);
			}
			return new ConnectOptions(this);
		}

		private void exclude(String option, @Nullable Object value) {
			if (value != null) {
				throw new TlsConfigurationException("path", String.valueOf(this.path),
						"It excludes '" + option + "', which is set as well.", "Keep one of path and " + option + ".",
						null);
			}
		}

	}

}
