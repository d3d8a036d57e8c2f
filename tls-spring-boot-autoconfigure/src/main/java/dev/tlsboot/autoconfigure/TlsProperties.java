package dev.tlsboot.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Properties of what TLS servers and clients share.
 */
@ConfigurationProperties("tls")
public class TlsProperties {

	/**
	 * Number of threads that move the data of all servers and clients, zero for a number
	 * that fits the machine.
	 */
	private int eventLoopThreads;

	/**
	 * Size of the chunks of the buffer pool of all servers and clients.
	 */
	private DataSize slabBufferSize = DataSize.ofMegabytes(10);

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

}
