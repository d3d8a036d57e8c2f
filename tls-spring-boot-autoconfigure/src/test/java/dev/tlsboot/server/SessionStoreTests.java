package dev.tlsboot.server;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.SessionOptions;
import dev.tlsboot.engine.TlsEngine;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.session.SealingKey;
import dev.tlsboot.session.SharedSessions;
import dev.tlsboot.session.TlsSessionStore;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.MapSessionStore;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * OpenSSL's clients, and servers with a session store.
 */
@Timeout(120)
class SessionStoreTests {

	private static final SealingKey KEY = SealingKey.of(new byte[SealingKey.LENGTH]);

	private final TlsEngine engine = TlsEngine.bouncyCastle();

	private final MapSessionStore store = new MapSessionStore();

	private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

	@TempDir
	private Path folder;

	@Test
	void makesOneSessionAndResumesItFiveTimes() {
		try (TestTls tls = new TestTls()) {
			TlsServer server = serve(tls, context(this.store, "app"));
			reconnect(server);
			assertThat(sessionSteps(tls)).containsExactly("session new", "session hit", "session hit", "session hit",
					"session hit", "session hit");
			assertThat(this.store.sessions()).hasSize(1);
			assertThat(this.store.asked()).hasSize(5).containsOnly(this.store.sessions().keySet().iterator().next());
			assertThat(tls.serverSide().steps().subList(0, 4)).containsExactly("listening", "connected", "session new",
					"secured");
		}
	}

	@Test
	void makesSixSessionsWhenTheStoreReturnsGarbage() {
		MapSessionStore garbage = new MapSessionStore() {
			@Override
			public CompletionStage<Optional<byte[]>> get(String id) {
				asked().add(id);
				return CompletableFuture.completedFuture(Optional.of("garbage".repeat(20).getBytes()));
			}
		};
		try (TestTls tls = new TestTls()) {
			TlsServer server = serve(tls, context(garbage, "app"));
			reconnect(server);
			assertThat(Collections.frequency(sessionSteps(tls), "session new")).isEqualTo(6);
			assertThat(Collections.frequency(sessionSteps(tls), "session miss")).isEqualTo(5);
			assertThat(garbage.asked()).hasSize(5).doesNotHaveDuplicates();
			assertThat(tls.serverSide().failures()).isEmpty();
		}
	}

	@Test
	void resumesAtAnotherServerAfterTheFirstIsGone() {
		Path session = this.folder.resolve("session.pem");
		try (TestTls one = new TestTls()) {
			assertThat(resumed(serve(one, context(this.store, "app")), "localhost", "-sess_out", session)).isFalse();
		}
		try (TestTls two = new TestTls()) {
			assertThat(resumed(serve(two, context(this.store, "app")), "localhost", "-sess_in", session)).isTrue();
			assertThat(sessionSteps(two)).containsExactly("session hit");
		}
	}

	@ParameterizedTest
	@CsvSource({ "app, localhost, true", "app, other.test, false", "other, localhost, false" })
	void resumesForTheSameContextAndNameOnly(String idContext, String servername, boolean expected) {
		Path session = this.folder.resolve("session.pem");
		try (TestTls tls = new TestTls()) {
			TlsServer one = serve(tls, context(this.store, "app"));
			TlsServer two = serve(tls, context(this.store, idContext));
			assertThat(resumed(one, "localhost", "-sess_out", session)).isFalse();
			assertThat(resumed(two, servername, "-sess_in", session)).isEqualTo(expected);
			assertThat(sessionSteps(tls)).containsSequence("session new", expected ? "session hit" : "session miss");
		}
	}

	@Test
	void knowsTheClientsCertificateAfterResumption() {
		SecureContext context = builder(this.store, "app").trust(TestPki.get().anchors()).requestCert(true).build();
		Path session = this.folder.resolve("session.pem");
		String[] credentials = { "-key", TestPki.writeKey(this.folder, TestPki.get().client()).toString(), "-cert",
				TestPki.writeChain(this.folder, TestPki.get().client()).toString() };
		try (TestTls tls = new TestTls()) {
			assertThat(resumed(serve(tls, context), "localhost", "-sess_out", session, credentials)).isFalse();
			CleartextStream again = connected(serve(tls, context), "localhost", "-sess_in", session, credentials);
			assertThat(again.resumed()).isTrue();
			assertThat(again.authorized()).isTrue();
			assertThat(again.peerCertificate().x509Certificate()).isEqualTo(TestPki.get().client().getCertificate());
		}
	}

	@Test
	void asksForNothingWhereClientsKeepTheirSessionThemselves() throws IOException {
		try (TestTls tls = new TestTls()) {
			TlsServer server = serve(tls, context(this.store, "app"));
			// whose session id only looks like one
			try (JdkPeer peer = JdkPeer.connect(TestTls.port(server))) {
				assertThat(peer.socket().getSession().getProtocol()).isEqualTo("TLSv1.3");
				assertThat(peer.receive()).isEqualTo("welcome!");
			}
			assertThat(this.store.asked()).isEmpty();
		}
	}

	@Test
	void closesTheConnectionWhenTheStoreAnswersWithAnError() {
		failsFor((id) -> CompletableFuture.failedFuture(new IOException("Redis is down")), "Redis is down");
	}

	@Test
	void closesTheConnectionWhenTheStoreThrows() {
		failsFor((id) -> {
			throw new IllegalStateException("no connection left");
		}, "no connection left");
	}

	@Test
	void closesTheConnectionWhenTheStoreDoesNotAnswerInTime() {
		failsFor((id) -> new CompletableFuture<>(), "did not answer within 1500 ms");
	}

	private void failsFor(Lookup lookup, String message) {
		Path session = this.folder.resolve("session.pem");
		try (TestTls tls = new TestTls()) {
			TlsServer good = serve(tls, context(this.store, "app"));
			assertThat(resumed(good, "localhost", "-sess_out", session)).isFalse();
			TlsServer bad = tls.serve(context(lookup, "app"), TestTls.echo(),
					(builder) -> builder.handshakeTimeout(Duration.ofMillis(1500)));
			try (PeerProcess client = openssl(bad, "localhost", "-sess_in", session.toString())) {
				assertThat(client.awaitExit()).isNotZero();
			}
			assertThat(tls.serverSide().failures()).singleElement()
				.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(FailureReason.SESSION_STORE))
				.satisfies((failure) -> assertThat(failure).hasMessageContaining(message));
			assertThat(tls.serverSide().steps()).containsSequence("session error", "handshakeFailed");
		}
	}

	@Test
	void servesOthersWhileTheStoreTakesItsTime() {
		CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
		Path session = this.folder.resolve("session.pem");
		try (TestTls tls = new TestTls()) {
			TlsServer good = serve(tls, context(this.store, "app"));
			assertThat(resumed(good, "localhost", "-sess_out", session)).isFalse();
			List<String> asked = Collections.synchronizedList(new ArrayList<>());
			TlsServer slow = serve(tls, context((Lookup) (id) -> {
				asked.add(id);
				return answer;
			}, "app"));
			try (PeerProcess client = openssl(slow, "localhost", "-sess_in", session.toString())) {
				await().until(() -> asked.size() == 1);
				// more than there are event loops
				for (int i = 0; i < 4; i++) {
					assertThat(tls.connect(slow).isOpen()).isTrue();
				}
				assertThat(client.output()).doesNotContain("welcome!");
				answer.complete(Optional.ofNullable(this.store.sessions().get(asked.get(0))));
				client.awaitOutput("welcome!");
				assertThat(client.output()).contains("Reused");
			}
		}
	}

	@Test
	void dropsAnAnswerThatComesAfterTheConnectionIsGone() {
		CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
		Path session = this.folder.resolve("session.pem");
		try (TestTls tls = new TestTls()) {
			TlsServer good = serve(tls, context(this.store, "app"));
			assertThat(resumed(good, "localhost", "-sess_out", session)).isFalse();
			TlsServer slow = tls.serve(context((Lookup) (id) -> answer, "app"), TestTls.echo(),
					(builder) -> builder.handshakeTimeout(Duration.ofMillis(500)));
			try (PeerProcess client = openssl(slow, "localhost", "-sess_in", session.toString())) {
				assertThat(client.awaitExit()).isNotZero();
			}
			await().until(() -> slow.connections() == 0);
			answer.complete(Optional.of(this.store.sessions().values().iterator().next()));
			assertThat(tls.connect(slow).isOpen()).isTrue();
			assertThat(tls.serverSide().failures()).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void noticesAtOnceThatTheClientIsGoneWhileTheStoreIsAsked(boolean afterTheResolver) {
		CompletableFuture<SecureContext> resolved = new CompletableFuture<>();
		CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
		List<String> asked = Collections.synchronizedList(new ArrayList<>());
		Path session = this.folder.resolve("session.pem");
		try (TestTls tls = new TestTls()) {
			TlsServer good = serve(tls, context(this.store, "app"));
			assertThat(resumed(good, "localhost", "-sess_out", session)).isFalse();
			SecureContext context = context((Lookup) (id) -> {
				asked.add(id);
				return answer;
			}, "app");
			TlsServer slow = tls.serve(context, TestTls.echo(),
					(builder) -> builder.sniResolver(afterTheResolver ? (name) -> resolved : null));
			try (PeerProcess client = openssl(slow, "localhost", "-sess_in", session.toString())) {
				await().until(() -> slow.bytesRead() > 0);
				resolved.complete(context);
				await().until(() -> asked.size() == 1);
				assertThat(client.output()).doesNotContain("alert");
			}
			await().until(() -> slow.connections() == 0);
			// which nobody needs any more
			answer.complete(Optional.of(this.store.sessions().values().iterator().next()));
			assertThat(tls.connect(slow).isOpen()).isTrue();
			assertThat(tls.serverSide().failures()).singleElement()
				.extracting(TlsHandshakeException::reason)
				.isEqualTo(FailureReason.PEER_CLOSED);
		}
	}

	@Test
	void goesOnWhenASessionIsNotStored() {
		MapSessionStore failing = new MapSessionStore() {
			@Override
			public CompletionStage<Void> put(String id, byte[] session, Duration timeToLive) {
				return CompletableFuture.failedFuture(new IOException("Redis is down"));
			}
		};
		try (TestTls tls = new TestTls()) {
			TlsServer server = serve(tls, context(failing, "app"));
			connected(server, "localhost", "-sess_out", this.folder.resolve("session.pem"));
			await().until(() -> tls.serverSide().steps().contains("session not stored"));
			assertThat(tls.serverSide().steps()).containsSubsequence("session new", "secured");
			assertThat(tls.serverSide().failures()).isEmpty();
		}
	}

	@Test
	void storesNothingForWhoIsRefused() {
		SecureContext context = builder(this.store, "app").trust(TestPki.get().anchors()).requestCert(true).build();
		try (TestTls tls = new TestTls()) {
			TlsServer server = serve(tls, context);
			try (PeerProcess client = openssl(server, "localhost")) {
				client.awaitExit();
			}
			await().until(() -> !tls.serverSide().failures().isEmpty());
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.NO_CERTIFICATE);
			assertThat(this.store.sessions()).isEmpty();
		}
	}

	@Test
	void hasNoTroubleWithWhoDoesNotSpeakTls() throws IOException {
		try (TestTls tls = new TestTls()) {
			TlsServer server = serve(tls, context(this.store, "app"));
			try (Socket socket = new Socket("127.0.0.1", TestTls.port(server))) {
				socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
				await().until(() -> !tls.serverSide().failures().isEmpty());
			}
			assertThat(tls.serverSide().failures()).extracting(TlsHandshakeException::reason)
				.containsExactly(FailureReason.NOT_TLS);
		}
	}

	private SecureContext context(TlsSessionStore store, String idContext) {
		return builder(store, idContext).build();
	}

	private SecureContext.Builder builder(TlsSessionStore store, String idContext) {
		return TestTls.serverContext()
			.engine(this.engine)
			.sessions(new SessionOptions(0, Duration.ofMinutes(5), true, List.of(), idContext, false))
			.sharedSessions(new SharedSessions(store, List.of(KEY)));
	}

	private TlsServer serve(TestTls tls, SecureContext context) {
		return tls.serve(context, (stream) -> {
			this.streams.add(stream);
			TestTls.echo().secureConnection(stream);
		}, (builder) -> {
		});
	}

	private static List<String> sessionSteps(TestTls tls) {
		return tls.serverSide().steps().stream().filter((step) -> step.startsWith("session")).toList();
	}

	/**
	 * Connect six times in a row.
	 */
	private void reconnect(TlsServer server) {
		try (PeerProcess client = openssl(server, "localhost", "-reconnect")) {
			await().atMost(Duration.ofSeconds(30)).until(() -> this.streams.size() == 6);
			client.closeInput().awaitExit();
		}
	}

	private boolean resumed(TlsServer server, String servername, String option, Path session, String... options) {
		return connected(server, servername, option, session, options).resumed();
	}

	private CleartextStream connected(TlsServer server, String servername, String option, Path session,
			String... options) {
		List<String> all = new ArrayList<>(List.of(option, session.toString()));
		all.addAll(List.of(options));
		try (PeerProcess client = openssl(server, servername, all.toArray(String[]::new))) {
			client.awaitOutput("welcome!");
			client.send("Q\n").awaitExit();
			return this.streams.poll(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static PeerProcess openssl(TlsServer server, String servername, String... options) {
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-tls1_2", "-no_ticket", "-servername",
				servername, "-connect", "127.0.0.1:" + TestTls.port(server)));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	private interface Lookup extends TlsSessionStore {

		@Override
		default CompletionStage<Void> put(String id, byte[] session, Duration timeToLive) {
			return CompletableFuture.completedFuture(null);
		}

	}

}
