package dev.tlsboot.engine.bc;

import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

import org.jspecify.annotations.Nullable;

/**
 * What one connection agreed on, as JSSE shows it. Values that are put on it stay with
 * the connection. Safe for use by several threads.
 */
final class ConnectionSession implements SSLSession {

	/**
	 * What a connection shows before its handshake.
	 */
	static ConnectionSession none() {
		return new ConnectionSession(new byte[0], System.currentTimeMillis(), "NONE", "SSL_NULL_WITH_NULL_NULL",
				List.of(), List.of(), false);
	}

	/**
	 * RFC 5246, section 6.2.1, in bytes.
	 */
	private static final int MAXIMUM_DATA_LENGTH = 16 * 1024;

	/**
	 * RFC 5246, section 6.2.3, in bytes, with the header.
	 */
	private static final int MAXIMUM_RECORD_LENGTH = 5 + MAXIMUM_DATA_LENGTH + 2048;

	private final byte[] id;

	private final long createdMillis;

	private final long accessedMillis = System.currentTimeMillis();

	private final String protocol;

	private final String cipherSuite;

	private final List<X509Certificate> localChain;

	private final List<X509Certificate> peerChain;

	private final boolean resumed;

	private final Map<String, Object> values = new ConcurrentHashMap<>(0);

	private volatile boolean invalidated;

	ConnectionSession(byte[] id, long createdMillis, String protocol, String cipherSuite,
			List<X509Certificate> localChain, List<X509Certificate> peerChain, boolean resumed) {
		this.id = id;
		this.createdMillis = createdMillis;
		this.protocol = protocol;
		this.cipherSuite = cipherSuite;
		this.localChain = localChain;
		this.peerChain = peerChain;
		this.resumed = resumed;
	}

	boolean resumed() {
		return this.resumed;
	}

	@Override
	public byte[] getId() {
		return this.id.clone();
	}

	@Override
	public @Nullable SSLSessionContext getSessionContext() {
		return null;
	}

	@Override
	public long getCreationTime() {
		return this.createdMillis;
	}

	@Override
	public long getLastAccessedTime() {
		return this.accessedMillis;
	}

	@Override
	public void invalidate() {
		this.invalidated = true;
	}

	@Override
	public boolean isValid() {
		return !this.invalidated;
	}

	@Override
	public void putValue(String name, Object value) {
		this.values.put(Objects.requireNonNull(name), Objects.requireNonNull(value));
	}

	@Override
	public @Nullable Object getValue(String name) {
		return this.values.get(name);
	}

	@Override
	public void removeValue(String name) {
		this.values.remove(name);
	}

	@Override
	public String[] getValueNames() {
		return this.values.keySet().toArray(String[]::new);
	}

	@Override
	public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
		if (this.peerChain.isEmpty()) {
			throw new SSLPeerUnverifiedException("The client has shown no certificate");
		}
		return this.peerChain.toArray(Certificate[]::new);
	}

	@Override
	public Certificate @Nullable [] getLocalCertificates() {
		return this.localChain.isEmpty() ? null : this.localChain.toArray(Certificate[]::new);
	}

	@Override
	public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
		return ((X509Certificate) getPeerCertificates()[0]).getSubjectX500Principal();
	}

	@Override
	public @Nullable Principal getLocalPrincipal() {
		return this.localChain.isEmpty() ? null : this.localChain.get(0).getSubjectX500Principal();
	}

	@Override
	public String getCipherSuite() {
		return this.cipherSuite;
	}

	@Override
	public String getProtocol() {
		return this.protocol;
	}

	@Override
	public @Nullable String getPeerHost() {
		return null;
	}

	@Override
	public int getPeerPort() {
		return -1;
	}

	@Override
	public int getPacketBufferSize() {
		return MAXIMUM_RECORD_LENGTH;
	}

	@Override
	public int getApplicationBufferSize() {
		return MAXIMUM_DATA_LENGTH;
	}

}
