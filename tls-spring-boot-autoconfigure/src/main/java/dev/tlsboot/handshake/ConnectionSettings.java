package dev.tlsboot.handshake;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.engine.Role;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.renegotiation.RenegotiationPolicy;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.stream.TlsPipelineCustomizer;
import dev.tlsboot.transport.DelegatedTasks;

/**
 * What all connections of a server, or one connection of a client, are set up with.
 *
 * @param endpoint the server or client that observers are told of
 * @param figures where they are counted
 * @param role which side we are
 * @param observer what is told about each step
 * @param handshakeTimeout how long a connection may take to be secured, from the first
 * byte on; zero for no limit
 * @param renegotiation how much a client may ask for after its handshake; only for
 * servers
 * @param idleTimeout how long nothing may move on a connection; zero for no limit
 * @param customizers who adds codecs behind TLS, in order
 * @param tasks where a server works out its answer to a ClientHello
 * @param secured gets each connection that has been let in
 * @param failed gets the failure of each that has not
 */
public record ConnectionSettings(TlsEndpoint endpoint, EndpointFigures figures, Role role, TlsObserver observer,
		Duration handshakeTimeout, RenegotiationPolicy renegotiation, Duration idleTimeout,
		List<TlsPipelineCustomizer> customizers, DelegatedTasks tasks, Consumer<CleartextStream> secured,
		Consumer<TlsHandshakeException> failed) {

}
