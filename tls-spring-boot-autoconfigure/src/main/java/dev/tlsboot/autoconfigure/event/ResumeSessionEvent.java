package dev.tlsboot.autoconfigure.event;

import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.ResumptionOutcome;

/**
 * A client has asked for a session of the session store, and its handshake has ended: the
 * reference's {@code resumeSession}.
 */
public final class ResumeSessionEvent extends TlsEvent {

	private static final long serialVersionUID = 1L;

	private final String id;

	private final ResumptionOutcome outcome;

	/**
	 * Create an event that happens now.
	 * @param server the server
	 * @param id the session id that the client sent, in lower-case hexadecimal digits
	 * @param outcome what came of it
	 */
	public ResumeSessionEvent(TlsServer server, String id, ResumptionOutcome outcome) {
		super(server);
		this.id = id;
		this.outcome = outcome;
	}

	/**
	 * Return the server.
	 * @return the server
	 */
	public TlsServer getServer() {
		return (TlsServer) getSource();
	}

	/**
	 * Return the session id that the client sent.
	 * @return the id, in lower-case hexadecimal digits
	 */
	public String getId() {
		return this.id;
	}

	/**
	 * Return what came of it.
	 * @return whether the session was resumed
	 */
	public ResumptionOutcome getOutcome() {
		return this.outcome;
	}

}
