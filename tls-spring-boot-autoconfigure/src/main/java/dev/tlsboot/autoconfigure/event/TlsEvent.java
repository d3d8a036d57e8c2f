package dev.tlsboot.autoconfigure.event;

import dev.tlsboot.TlsEndpoint;

import org.springframework.context.ApplicationEvent;

/**
 * Something that happened on a {@linkplain #getSource() server or client}. Listeners run
 * on threads of their own, never on an event loop. The events of one connection arrive in
 * order.
 */
public abstract sealed class TlsEvent extends ApplicationEvent
		permits ClientErrorEvent, ConnectionClosedEvent, NewSessionEvent, ReconnectEvent, RenegotiationEvent,
		ResumeSessionEvent, SecureConnectEvent, SecureConnectionEvent, SecureContextReloadFailedEvent,
		SecureContextReloadedEvent, ServerClosedEvent, ServerListeningEvent {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an event that happens now.
	 * @param source the server or client
	 */
	TlsEvent(TlsEndpoint source) {
		super(source);
	}

	/**
	 * Return where it happened.
	 * @return the server or client
	 */
	@Override
	public TlsEndpoint getSource() {
		return (TlsEndpoint) super.getSource();
	}

}
