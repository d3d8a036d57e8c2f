package dev.tlsboot.engine.bc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;

import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SessionParameters;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether one handshake goes on with an earlier session (RFC 5246, section
 * 7.4.1.2), and keeps the session that it makes.
 */
final class Resumption {

	private static final int ID_LENGTH = 32;

	private final BouncyCastleServer server;

	private final ServerConnection connection;

	private @Nullable ResumableSession found;

	Resumption(BouncyCastleServer server, ServerConnection connection) {
		this.server = server;
		this.connection = connection;
	}

	/**
	 * Find the session that a client wants to resume.
	 * @param id the id that it names; empty for none
	 * @param offered the cipher suites that it offers
	 * @param enabled the cipher suites that are enabled here
	 * @param certificateRequired whether the client has to have shown a certificate
	 * @return the session, or {@code null} for a full handshake
	 */
	@Nullable TlsSession find(byte[] id, int[] offered, int[] enabled, boolean certificateRequired) {
		if (id.length == 0) {
			return null;
		}
		this.found = this.connection.sessions()
			.find(id)
			.filter((session) -> session.isFresh(System.currentTimeMillis(),
					this.server.settings().sessionTimeout().toMillis()))
			.filter((session) -> session.isBoundTo(servername(), idContext()))
			.filter((session) -> Suites.contains(offered, session.cipherSuite())
					&& Suites.contains(enabled, session.cipherSuite()))
			.filter((session) -> !certificateRequired || !session.peerChain().isEmpty())
			.orElse(null);
		return (this.found != null) ? TlsUtils.importSession(id, parameters(this.found)) : null;
	}

	private SessionParameters parameters(ResumableSession session) {
		try {
			return new SessionParameters.Builder().setCipherSuite(session.cipherSuite())
				.setExtendedMasterSecret(session.extendedMasterSecret())
				.setMasterSecret(this.server.crypto().createSecret(session.masterSecret()))
				.setNegotiatedVersion(session.version())
				.setServerExtensions(new Hashtable<>())
				.build();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	byte[] newId() {
		return this.server.crypto().randomBytes(ID_LENGTH);
	}

	/**
	 * Return the session that was found, whether or not the handshake goes on with it.
	 */
	@Nullable ResumableSession found() {
		return this.found;
	}

	/**
	 * Keep what a full handshake has made.
	 * @param id the id of the session
	 * @param parameters what was agreed on
	 * @param peerChain the certificates of the client; may be empty
	 */
	void keep(byte[] id, SecurityParameters parameters, List<X509Certificate> peerChain) {
		byte[] masterSecret = this.server.crypto().adoptSecret(parameters.getMasterSecret()).extract();
		this.connection.sessions()
			.add(id, new ResumableSession(parameters.getNegotiatedVersion(), parameters.getCipherSuite(), masterSecret,
					parameters.isExtendedMasterSecret(), peerChain, System.currentTimeMillis(), servername(),
					idContext()));
	}

	private String servername() {
		return Objects.requireNonNullElse(this.connection.servername(), "");
	}

	private String idContext() {
		return Objects.requireNonNullElse(this.server.settings().sessionIdContext(), "");
	}

}
