package dev.tlsboot.testing;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.transport.TlsTransport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Servers and clients of one test, on a transport of their own. Closing it checks that
 * nothing is left over.
 */
public final class TestTls implements AutoCloseable {

	private final TlsTransport transport = new TlsTransport(2, TlsTransport.DEFAULT_SLAB_BUFFER_SIZE);

	private final RecordingObserver serverSide = new RecordingObserver();

	private final RecordingObserver clientSide = new RecordingObserver();

	private final List<TlsServer> servers = new ArrayList<>();

	private final TestEngine engine;

	public TestTls() {
		this(TestEngine.JDK);
	}

	/**
	 * Create a fixture.
	 * @param engine what servers speak, unless they are given a context
	 */
	public TestTls(TestEngine engine) {
		this.engine = engine;
	}

	public static SecureContext.Builder serverContext() {
		return SecureContext.builder().credentials(TestPki.credentials(TestPki.get().ecServer()));
	}

	public static SecureContext.Builder clientContext() {
		return SecureContext.builder().trust(TestPki.get().anchors());
	}

	public TlsServer serve(SecureConnectionListener listener) {
		return serve(this.engine.serverContext().build(), listener, (builder) -> {
		});
	}

	public TlsServer serve(SecureContext context, SecureConnectionListener listener,
			Consumer<TlsServer.Builder> settings) {
		TlsServer.Builder builder = TlsServer.builder(this.transport, context)
			.host("127.0.0.1")
			.listener(listener)
			.observers(List.of(this.serverSide));
		settings.accept(builder);
		TlsServer server = builder.build();
		get(server.listen());
		this.servers.add(server);
		return server;
	}

	public CleartextStream connect(TlsServer server) {
		return get(client(clientContext().build()).connect(port(server), "localhost"));
	}

	public TlsClient client(SecureContext context) {
		return client(context, (builder) -> {
		});
	}

	public TlsClient client(SecureContext context, Consumer<TlsClient.Builder> settings) {
		TlsClient.Builder builder = TlsClient.builder(this.transport, context)
			.handshakeTimeout(Duration.ofSeconds(60))
			.observers(List.of(this.clientSide));
		settings.accept(builder);
		return builder.build();
	}

	public RecordingObserver serverSide() {
		return this.serverSide;
	}

	public RecordingObserver clientSide() {
		return this.clientSide;
	}

	public static int port(TlsServer server) {
		return ((InetSocketAddress) server.address()).getPort();
	}

	/**
	 * Return a server's listener that greets and echoes, as in the reference.
	 */
	public static SecureConnectionListener echo() {
		return (stream) -> {
			stream.write("welcome!\n");
			stream.pipe(stream);
		};
	}

	public static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		for (TlsServer server : this.servers) {
			CompletionStage<Void> closed = server.close();
			get(server.closeConnections());
			get(closed);
			await().untilAsserted(() -> assertThat(server.connections()).isZero());
		}
		this.transport.close();
	}

}
