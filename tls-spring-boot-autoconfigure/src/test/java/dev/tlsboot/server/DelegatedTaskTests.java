package dev.tlsboot.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.RecordingObserver;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import dev.tlsboot.transport.TlsTransport;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * All connections are on one event loop, on both sides, and signatures of the server take
 * as long as a test wants.
 */
class DelegatedTaskTests {

	private final TlsTransport transport = new TlsTransport(1, TlsTransport.DEFAULT_SLAB_BUFFER_SIZE);

	private final RecordingObserver observer = new RecordingObserver();

	private final AtomicBoolean slow = new AtomicBoolean();

	private final CountDownLatch signing = new CountDownLatch(1);

	private final CountDownLatch signed = new CountDownLatch(1);

	private TlsServer server;

	private final List<TlsClient> clients = new ArrayList<>();

	@BeforeEach
	void start() {
		X509Bundle bundle = TestPki.get().rsaServer();
		SecureContext context = SecureContext.builder()
			.credentials(
					Credentials.of(List.of(new Identity(slowToSign(bundle), List.of(bundle.getCertificatePath())))))
			.build();
		this.server = TlsServer.builder(this.transport, context)
			.host("127.0.0.1")
			.listener((stream) -> stream.pipe(stream))
			.observers(List.of(this.observer))
			.build();
		TestTls.get(this.server.listen());
	}

	@AfterEach
	void stop() {
		this.signed.countDown();
		this.clients.forEach(TlsClient::close);
		this.server.close();
		TestTls.get(this.server.closeConnections());
		this.transport.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void aHandshakeKeepsNoConnectionWaiting(String protocol) throws Exception {
		CleartextStream inUse = TestTls.get(connect(protocol));
		assertThat(echo(inUse, "before")).isEqualTo("before");
		this.slow.set(true);
		CompletableFuture<CleartextStream> other = connect(protocol);
		assertThat(this.signing.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(echo(inUse, "meanwhile")).isEqualTo("meanwhile");
		assertThat(other).isNotDone();
		this.signed.countDown();
		assertThat(echo(TestTls.get(other), "after")).isEqualTo("after");
	}

	@Test
	void aClientThatDoesNotWaitForItsHandshakeHasFailedOnce() throws Exception {
		assertThat(echo(TestTls.get(connect("TLSv1.3")), "before")).isEqualTo("before");
		this.slow.set(true);
		CompletableFuture<CleartextStream> other = connect("TLSv1.3");
		assertThat(this.signing.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.server.connections()).isEqualTo(2);
		other.cancel(false);
		this.signed.countDown();
		await().untilAsserted(() -> assertThat(this.server.connections()).isEqualTo(1));
		// it says that it goes, and goes: which is seen first is up to the sockets
		assertThat(this.observer.failures()).singleElement()
			.extracting(TlsHandshakeException::reason)
			.isIn(FailureReason.ALERT, FailureReason.PEER_CLOSED);
	}

	/**
	 * Connect as somebody who has not been here yet, and has no session to resume.
	 */
	private CompletableFuture<CleartextStream> connect(String protocol) {
		TlsClient client = TlsClient
			.builder(this.transport,
					SecureContext.builder().trust(TestPki.get().anchors()).protocols(List.of(protocol)).build())
			.build();
		this.clients.add(client);
		return client.connect(TestTls.port(this.server), "localhost").toCompletableFuture();
	}

	private static String echo(CleartextStream stream, String text) {
		CompletableFuture<String> answer = new CompletableFuture<>();
		stream.onData((data) -> answer.complete(StandardCharsets.UTF_8.decode(data).toString()));
		stream.write(text);
		return TestTls.get(answer);
	}

	/**
	 * Return a key that keeps whoever signs with it, which is not a test's thread,
	 * waiting.
	 */
	private RSAPrivateCrtKey slowToSign(X509Bundle bundle) {
		Thread test = Thread.currentThread();
		return (RSAPrivateCrtKey) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { RSAPrivateCrtKey.class }, (proxy, method, arguments) -> {
					if (this.slow.get() && Thread.currentThread() != test
							&& method.getName().equals("getPrivateExponent")) {
						this.signing.countDown();
						this.signed.await();
					}
					try {
						return method.invoke(bundle.getKeyPair().getPrivate(), arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

}
