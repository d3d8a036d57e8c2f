package dev.tlsboot.engine.bc;

import java.security.cert.X509Certificate;
import java.util.List;

import org.bouncycastle.tls.ProtocolVersion;

/**
 * What it takes to go on with a session on another connection (RFC 5246, section 7.3),
 * and what it is bound to. Immutable, as long as nobody writes to the secret.
 *
 * @param version the protocol version
 * @param cipherSuite the number of the cipher suite
 * @param masterSecret the secret of both sides
 * @param extendedMasterSecret whether the secret is bound to its handshake (RFC 7627)
 * @param peerChain the certificates of the client, its own first; may be empty
 * @param createdMillis when the full handshake was, in milliseconds since the epoch
 * @param servername the name that the client asked for, empty for none
 * @param idContext the session-id context, empty for none
 */
record ResumableSession(ProtocolVersion version, int cipherSuite, byte[] masterSecret, boolean extendedMasterSecret,
		List<X509Certificate> peerChain, long createdMillis, String servername, String idContext) {

	ResumableSession {
		peerChain = List.copyOf(peerChain);
	}

	/**
	 * A session from the future is one of a neighbour whose clock is ahead, unless it is
	 * too far off.
	 */
	boolean isFresh(long nowMillis, long timeoutMillis) {
		return Math.abs(nowMillis - this.createdMillis) < timeoutMillis;
	}

	boolean isBoundTo(String servername, String idContext) {
		return this.servername.equals(servername) && this.idContext.equals(idContext);
	}

	/**
	 * Return words that give nothing away.
	 */
	@Override
	public String toString() {
		return "session of " + this.createdMillis;
	}

}
