package dev.tlsboot.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.tlsboot.transport.TransportKind;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of what TLS servers and clients share.
 */
@ConfigurationProperties("tls")
public class TlsProperties {

	/**
	 * What moves the data of all servers and clients. "auto" takes a native one if its
	 * Netty module is present.
	 */
	private TransportKind transport = TransportKind.AUTO;

	/**
	 * Providers of cryptography to put in front of the JVM's own, for everything in the
	 * JVM. Their jars have to be present.
	 */
	private List<CryptoProvider> cryptoProvider = new ArrayList<>();

	/**
	 * Number of threads that move the data of all servers and clients, zero for a number
	 * that fits the machine.
	 */
	private int eventLoopThreads;

	/**
	 * Size of the chunks of the buffer pool of all servers and clients.
	 */
	private DataSize slabBufferSize = DataSize.ofMegabytes(10);

	/**
	 * Further servers by name, each with the properties that 'tls.server' has. Each is a
	 * bean of its name.
	 */
	private final Map<String, TlsServerProperties> servers = new LinkedHashMap<>();

	/**
	 * Further clients by name, each with the properties that 'tls.client' has. Each is a
	 * bean of its name.
	 */
	private final Map<String, TlsClientProperties> clients = new LinkedHashMap<>();

	public TransportKind getTransport() {
		return this.transport;
	}

	public void setTransport(TransportKind transport) {
		this.transport = transport;
	}

	public List<CryptoProvider> getCryptoProvider() {
		return this.cryptoProvider;
	}

	public void setCryptoProvider(List<CryptoProvider> cryptoProvider) {
		this.cryptoProvider = cryptoProvider;
	}

	public int getEventLoopThreads() {
		return this.eventLoopThreads;
	}

	public void setEventLoopThreads(int eventLoopThreads) {
		this.eventLoopThreads = eventLoopThreads;
	}

	public DataSize getSlabBufferSize() {
		return this.slabBufferSize;
	}

	public void setSlabBufferSize(DataSize slabBufferSize) {
		this.slabBufferSize = slabBufferSize;
	}

	public Map<String, TlsServerProperties> getServers() {
		return this.servers;
	}

	public Map<String, TlsClientProperties> getClients() {
		return this.clients;
	}

}
