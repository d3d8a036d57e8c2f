package dev.tlsboot.autoconfigure.event;

import java.security.cert.X509Certificate;
import java.util.List;

import dev.tlsboot.TlsEndpoint;

/**
 * A server or client has new keys, trust or policy, because its files or its SSL bundle
 * have changed. Connections that were there keep the old ones.
 */
public final class SecureContextReloadedEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final String context;

	private final transient List<X509Certificate> certificates;

	/**
	 * Create an event that happens now.
	 * @param endpoint the server or client
	 * @param context the name of the context
	 * @param certificates the certificates of its identities
	 */
	public SecureContextReloadedEvent(TlsEndpoint endpoint, String context, List<X509Certificate> certificates) {
		super(endpoint);
		this.context = context;
		this.certificates = List.copyOf(certificates);
	}

	/**
	 * Return which context it is.
	 * @return {@code default}, or the first of the server names that the context is for
	 */
	public String getContext() {
		return this.context;
	}

	/**
	 * Return what is shown from now on.
	 * @return the first certificate of each identity, empty for a client without any
	 */
	public List<X509Certificate> getCertificates() {
		return this.certificates;
	}

}
