package dev.tlsboot.renegotiation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import io.netty.pkitesting.X509Bundle;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * {@code openssl s_client} renegotiates at the letter R, and sends a KeyUpdate that wants
 * an answer at the letter K.
 */
class RenegotiationTests {

	private final TestPki pki = TestPki.get();

	private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

	@TempDir
	private Path folder;

	@BeforeAll
	static void needsOpenSsl() {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 5 })
	void allowsSoManyRenegotiationsAndClosesAtTheNext(int limit) {
		askTooOften(TestEngine.JDK, "-tls1_2", "R\n", "RENEGOTIATION",
				new RenegotiationPolicy(limit, 32, Duration.ofMinutes(10)), limit);
	}

	@ParameterizedTest
	@CsvSource({ "JDK, 0", "JDK, 1", "JDK, 3", "BOUNCYCASTLE, 0", "BOUNCYCASTLE, 1", "BOUNCYCASTLE, 3" })
	void allowsSoManyKeyUpdatesAndClosesAtTheNext(TestEngine engine, int limit) {
		askTooOften(engine, "-tls1_3", "K\n", "KEY_UPDATE", new RenegotiationPolicy(3, limit, Duration.ofMinutes(10)),
				limit);
	}

	private void askTooOften(TestEngine engine, String option, String key, String kind, RenegotiationPolicy policy,
			int limit) {
		try (TestTls tls = new TestTls();
				PeerProcess client = connect(serve(tls, engine.serverContext().build(), policy), option)) {
			client.awaitOutput("welcome!");
			List<String> steps = tls.serverSide().steps();
			for (int i = 1; i <= limit; i++) {
				client.send(key);
				String allowed = kind + " " + i + "/" + limit + " allowed";
				await().untilAsserted(() -> assertThat(steps).contains(allowed));
				client.send("echo " + i + "\n").awaitOutput("echo " + i);
			}
			client.send(key);
			client.awaitExit();
			await().untilAsserted(
					() -> assertThat(steps).endsWith(kind + " " + (limit + 1) + "/" + limit + " refused", "closed"));
			assertThat(steps).filteredOn((step) -> step.startsWith(kind)).hasSize(limit + 1);
			assertThat(tls.serverSide().errors()).singleElement()
				.asInstanceOf(InstanceOfAssertFactories.THROWABLE)
				.isInstanceOf(RenegotiationRefusedException.class)
				.hasMessage("TLS session renegotiation attack detected");
		}
	}

	@Test
	void allowsThemAgainWhenTheWindowHasPassed() {
		try (TestTls tls = new TestTls();
				PeerProcess client = connect(serve(tls, new RenegotiationPolicy(1, 1, Duration.ofMillis(500))),
						"-tls1_2")) {
			client.awaitOutput("welcome!");
			List<String> steps = tls.serverSide().steps();
			long begin = System.nanoTime();
			client.send("R\n");
			await().untilAsserted(() -> assertThat(steps).containsOnlyOnce("RENEGOTIATION 1/1 allowed"));
			await().until(() -> System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(1));
			client.send("R\n");
			await().untilAsserted(() -> assertThat(steps).filteredOn("RENEGOTIATION 1/1 allowed"::equals).hasSize(2));
			client.send("still here\n").awaitOutput("still here");
		}
	}

	@Test
	void refusesEveryoneAfterTheApplicationSaysSo() {
		try (TestTls tls = new TestTls();
				PeerProcess client = connect(serve(tls, RenegotiationPolicy.DEFAULT), "-tls1_2")) {
			client.awaitOutput("welcome!");
			take().disableRenegotiation();
			client.send("R\n");
			await().untilAsserted(() -> assertThat(tls.serverSide().steps()).contains("RENEGOTIATION 1/3 refused"));
			client.awaitExit();
		}
	}

	@Test
	void asksForACertificateLate() {
		SecureContext context = TestTls.serverContext().trust(this.pki.anchors()).build();
		try (TestTls tls = new TestTls();
				PeerProcess client = connectAs(this.pki.client(), serve(tls, context, RenegotiationPolicy.DEFAULT))) {
			client.awaitOutput("welcome!");
			CleartextStream stream = take();
			assertThat(stream.peerCertificate().isEmpty()).isTrue();
			TestTls.get(stream.renegotiate(true, true));
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.peerCertificate().subject()).containsEntry("CN", List.of("client"));
			client.send("still here\n").awaitOutput("still here");
			assertThat(tls.serverSide().steps()).noneMatch((step) -> step.startsWith("RENEGOTIATION"));
		}
	}

	@Test
	void letsAStrangerStayThatWasAskedLateWhenToldTo() {
		SecureContext context = TestTls.serverContext().trust(this.pki.anchors()).rejectUnauthorized(false).build();
		try (TestTls tls = new TestTls();
				PeerProcess client = connectAs(this.pki.stranger(), serve(tls, context, RenegotiationPolicy.DEFAULT))) {
			client.awaitOutput("welcome!");
			CleartextStream stream = take();
			TestTls.get(stream.renegotiate(true, false));
			assertThat(stream.peerCertificate().isEmpty()).isFalse();
			assertThat(stream.authorized()).isFalse();
			assertThat(stream.authorizationError()).hasToString("DEPTH_ZERO_SELF_SIGNED_CERT");
			client.send("still here\n").awaitOutput("still here");
		}
	}

	/**
	 * Whose roots nobody has read by then.
	 */
	@Test
	void verifiesWhomItAsksLateByTheJvmsAuthoritiesWhereThereAreNoOthers() {
		SecureContext context = TestTls.serverContext().rejectUnauthorized(false).build();
		try (TestTls tls = new TestTls();
				PeerProcess client = connectAs(this.pki.client(), serve(tls, context, RenegotiationPolicy.DEFAULT))) {
			client.awaitOutput("welcome!");
			CleartextStream stream = take();
			TestTls.get(stream.renegotiate(true, false));
			assertThat(stream.peerCertificate().isEmpty()).isFalse();
			assertThat(stream.authorizationError()).hasToString("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
		}
	}

	@Test
	void failsWhenTheConnectionGoesBeforeTheAnswer() throws IOException {
		SecureContext context = TestTls.serverContext().protocols(List.of("TLSv1.2")).build();
		try (TestTls tls = new TestTls();
				JdkPeer client = JdkPeer.connect(TestTls.port(serve(tls, context, RenegotiationPolicy.DEFAULT)))) {
			CleartextStream stream = take();
			// a client that does not read does not answer
			CompletionStage<Void> outcome = stream.renegotiate(false, false);
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(stream.renegotiate(false, false)))
				.withMessageContaining("under way");
			assertThat(outcome.toCompletableFuture()).isNotDone();
			client.close();
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(outcome))
				.withCauseInstanceOf(IOException.class);
		}
	}

	@Test
	void cannotRenegotiateInTls13() {
		try (TestTls tls = new TestTls()) {
			CleartextStream client = tls.connect(serve(tls, RenegotiationPolicy.DEFAULT));
			CompletionStage<Void> outcome = client.renegotiate(false, false);
			assertThatIllegalStateException().isThrownBy(() -> TestTls.get(outcome))
				.withMessageContaining("TLS 1.3 has no renegotiation");
		}
	}

	private TlsServer serve(TestTls tls, RenegotiationPolicy policy) {
		return serve(tls, TestTls.serverContext().build(), policy);
	}

	private TlsServer serve(TestTls tls, SecureContext context, RenegotiationPolicy policy) {
		return tls.serve(context, (stream) -> {
			this.streams.add(stream);
			TestTls.echo().secureConnection(stream);
		}, (builder) -> builder.renegotiation(policy));
	}

	private CleartextStream take() {
		try {
			return this.streams.poll(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private PeerProcess connectAs(X509Bundle identity, TlsServer server) {
		return connect(server, "-tls1_2", "-key", TestPki.writeKey(this.folder, identity).toString(), "-cert",
				TestPki.writeChain(this.folder, identity).toString());
	}

	private static PeerProcess connect(TlsServer server, String... options) {
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect",
				"127.0.0.1:" + TestTls.port(server), "-servername", "localhost"));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

}
