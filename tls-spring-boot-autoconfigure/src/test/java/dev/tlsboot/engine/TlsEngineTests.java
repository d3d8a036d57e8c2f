package dev.tlsboot.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.cipher.CipherList;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.renegotiation.RenegotiationPolicy;
import dev.tlsboot.renegotiation.RenegotiationRefusedException;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.SealingKey;
import dev.tlsboot.session.SharedSessions;
import dev.tlsboot.session.TicketKeyRing;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.MapSessionStore;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class TlsEngineTests {

	private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

	@TempDir
	private Path folder;

	@Test
	void autoTakesTheFirstThatHonoursEverything() {
		assertThat(chosen(auto())).isEqualTo("openssl");
		assertThat(chosen(auto().npnProtocols(List.of("a")))).isEqualTo("openssl");
		assertThat(chosen(auto().alpnSelector((servername, protocols) -> null))).isEqualTo("jdk");
		assertThat(chosen(auto().ciphers(CipherList.parse("TLS_AES_128_GCM_SHA256")))).isEqualTo("jdk");
		assertThat(chosen(auto().sessions(new SessionOptions(0, Duration.ofSeconds(60), true, List.of(), null, true))))
			.isEqualTo("bouncycastle");
	}

	@Test
	void bouncyCastleIsForServersAndAutoKnowsIt() {
		SecureContext.Builder builder = TestTls.clientContext().alpnSelector((servername, protocols) -> null);
		assertThat(builder.engine(TlsEngine.auto()).build().engineContext(Role.CLIENT).engine().name())
			.isEqualTo("jdk");
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> builder.engine(TlsEngine.bouncyCastle()).build().engineContext(Role.CLIENT))
			.withMessageContaining("for servers only")
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("engine"));
	}

	@Test
	void autoNamesBothOptionsThatNoEngineHonoursTogether() {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> chosen(auto().npnProtocols(List.of("a")).alpnSelector((servername, protocols) -> null)))
			.withMessageContaining("npn-protocols")
			.withMessageContaining("alpn-protocols")
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("engine"));
	}

	@ParameterizedTest
	@EnumSource(TestEngine.class)
	void namesTheOptionThatItCannotHonour(TestEngine engine) {
		assertThat(objection(engine.serverContext().protocols(List.of("TLSv9")))).isEqualTo("protocols");
		assertThat(objection(engine.serverContext().groups(List.of("no-such-group")))).isEqualTo("groups");
		if (engine == TestEngine.OPENSSL) {
			assertThat(objection(engine.serverContext().ciphers(CipherList.parse("TLS_AES_128_GCM_SHA256"))))
				.isEqualTo("ciphers");
			assertThat(objection(engine.serverContext().alpnProtocols(List.of("a")).npnProtocols(List.of("b"))))
				.isEqualTo("npn-protocols");
		}
		else {
			assertThat(objection(engine.serverContext().npnProtocols(List.of("a")))).isEqualTo("npn-protocols");
			assertThat(objection(engine.serverContext().sessions(shared(48)))).isEqualTo("session.ticket-keys");
		}
	}

	@ParameterizedTest
	@EnumSource(value = TestEngine.class, mode = Mode.EXCLUDE, names = "JDK")
	void speaksThePostQuantumGroup(TestEngine engine) {
		speaksOnly(engine, TestEngine.OPENSSL, "X25519MLKEM768");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_20)
	void setsTheGroupsOfTheJdkSince20() {
		speaksOnly(TestEngine.JDK, TestEngine.JDK, "secp384r1");
	}

	private void speaksOnly(TestEngine engine, TestEngine clientEngine, String group) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = serve(tls, engine.serverContext().groups(List.of(group)).build());
			SecureContext same = TestTls.clientContext().engine(clientEngine.get()).groups(List.of(group)).build();
			assertThat(TestTls.get(tls.client(same).connect(TestTls.port(server), "localhost")).protocol())
				.isEqualTo("TLSv1.3");
			SecureContext other = TestTls.clientContext()
				.engine(clientEngine.get())
				.groups(List.of("secp521r1"))
				.build();
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> TestTls.get(tls.client(other).connect(TestTls.port(server), "localhost")));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 48, 80 })
	void resumesTheSessionsOfAServerWithTheSameTicketKey(int length) {
		Path session = this.folder.resolve("session.pem");
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			TlsServer one = serve(tls, TestEngine.OPENSSL.serverContext().sessions(shared(length)).build());
			TlsServer two = serve(tls, TestEngine.OPENSSL.serverContext().sessions(shared(length)).build());
			TlsServer stranger = serve(tls, TestEngine.OPENSSL.serverContext().build());
			assertThat(resumed(one, "-sess_out", session)).isFalse();
			assertThat(resumed(two, "-sess_in", session)).isTrue();
			assertThat(resumed(stranger, "-sess_in", session)).isFalse();
		}
	}

	@Test
	void keepsSessionsOfAnotherContextApartInSpiteOfTheSameKey() {
		Path session = this.folder.resolve("session.pem");
		SessionOptions other = new SessionOptions(0, Duration.ofSeconds(60), true, shared(48).ticketKeys(), "other",
				false);
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			TlsServer one = serve(tls, TestEngine.OPENSSL.serverContext().sessions(shared(48)).build());
			TlsServer two = serve(tls, TestEngine.OPENSSL.serverContext().sessions(other).build());
			assertThat(resumed(one, "-sess_out", session)).isFalse();
			assertThat(resumed(two, "-sess_in", session)).isFalse();
		}
	}

	@Test
	void resumesAtEveryServerWhileTheirTicketKeysRotate() {
		SharedSessions store = new SharedSessions(new MapSessionStore(),
				List.of(SealingKey.of(new byte[SealingKey.LENGTH])));
		List<TicketKeyRing> rings = new ArrayList<>();
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			List<TlsServer> servers = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				// a key issues for 4 seconds
				TicketKeyRing ring = new TicketKeyRing(store, "app", Duration.ofMinutes(1), Duration.ofSeconds(4));
				rings.add(ring);
				TestTls.get(ring.start());
				servers.add(serve(tls,
						TestEngine.OPENSSL.serverContext()
							.sessions(new SessionOptions(0, Duration.ofMinutes(1), true, List.of(), "app", false))
							.ticketKeyRing(ring)
							.build()));
			}
			Path session = this.folder.resolve("session.pem");
			assertThat(resumed(servers.get(0), "-sess_out", session)).isFalse();
			TicketKey first = rings.get(0).keys().get(0);
			Set<TicketKey> issued = new HashSet<>();
			// until the third key issues
			for (int i = 0; issued.size() < 3; i++) {
				TlsServer server = servers.get(i % 3);
				assertThat(resumed(server, "-sess_in", session, "-sess_out", session.toString())).isTrue();
				issued.add(rings.get(i % 3).keys().get(0));
			}
			assertThat(issued).contains(first);
		}
		finally {
			rings.forEach(TicketKeyRing::close);
		}
	}

	@Test
	void keepsNoTicketKeysInAStoreWhereThereAreNone() {
		TicketKeyRing ring = new TicketKeyRing(new SharedSessions(new MapSessionStore(), List.of()), "app",
				Duration.ofMinutes(1));
		SessionOptions noTickets = new SessionOptions(0, Duration.ofMinutes(1), false, List.of(), "app", false);
		assertThat(objection(TestEngine.OPENSSL.serverContext().sessions(noTickets).ticketKeyRing(ring)))
			.isEqualTo("session.tickets");
		assertThat(objection(TestEngine.OPENSSL.serverContext().sessions(shared(48)).ticketKeyRing(ring)))
			.isEqualTo("session.ticket-keys");
		assertThat(objection(TestEngine.JDK.serverContext().ticketKeyRing(ring))).isEqualTo("session.ticket-keys");
	}

	@ParameterizedTest
	@EnumSource(value = TestEngine.class, mode = Mode.EXCLUDE, names = "BOUNCYCASTLE")
	void givesTicketsUnlessToldNotTo(TestEngine engine) {
		SessionOptions none = new SessionOptions(0, Duration.ofSeconds(60), false, List.of(), null, false);
		try (TestTls tls = new TestTls(engine)) {
			assertThat(session(serve(tls, engine.serverContext().build()))).contains("TLS session ticket:");
			assertThat(session(serve(tls, engine.serverContext().sessions(none).build())))
				.doesNotContain("TLS session ticket:");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 47, 49, 81 })
	void takesNoTicketKeyOfAnotherLength(int length) {
		assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(() -> TicketKey.of(new byte[length]))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("session.ticket-keys"));
	}

	@ParameterizedTest
	@EnumSource(value = TestEngine.class, mode = Mode.EXCLUDE, names = "JDK")
	void tellsOfTheRenegotiationThatItRefuses(TestEngine engine) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = serve(tls, engine.serverContext().build());
			try (PeerProcess client = openssl(server, "-tls1_2")) {
				client.awaitOutput("welcome!");
				client.send("R\n");
				await().until(() -> tls.serverSide().steps().contains("closed"));
			}
			assertThat(tls.serverSide().steps()).endsWith("RENEGOTIATION 1/0 refused", "closed");
			assertThat(tls.serverSide().errors()).singleElement().isInstanceOf(RenegotiationRefusedException.class);
		}
	}

	@Test
	void hasNoLimitOnBoringSslThatWouldMeanNothing() {
		assertThat(refusedLimit(new RenegotiationPolicy(1, 32, Duration.ofMinutes(1)))).isEqualTo("reneg-limit");
		assertThat(refusedLimit(new RenegotiationPolicy(0, 5, Duration.ofMinutes(1)))).isEqualTo("key-update-limit");
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			assertThat(limited(tls, new RenegotiationPolicy(0, 32, Duration.ofMinutes(1)))).isNotNull();
		}
	}

	private static String refusedLimit(RenegotiationPolicy policy) {
		try (TestTls tls = new TestTls(TestEngine.OPENSSL)) {
			limited(tls, policy);
			return "";
		}
		catch (TlsConfigurationException ex) {
			return ex.option();
		}
	}

	private static TlsServer limited(TestTls tls, RenegotiationPolicy policy) {
		return tls.serve(TestEngine.OPENSSL.serverContext().build(), TestTls.echo(),
				(builder) -> builder.renegotiation(policy));
	}

	private static SecureContext.Builder auto() {
		return TestTls.serverContext().engine(TlsEngine.auto());
	}

	private static String chosen(SecureContext.Builder builder) {
		return builder.build().engineContext(Role.SERVER).engine().name();
	}

	private static String objection(SecureContext.Builder builder) {
		try {
			builder.build().engineContext(Role.SERVER);
			return "";
		}
		catch (TlsConfigurationException ex) {
			assertThat(ex.remedy()).isNotBlank();
			return ex.option();
		}
	}

	private static SessionOptions shared(int length) {
		byte[] key = new byte[length];
		Arrays.fill(key, (byte) 7);
		return new SessionOptions(0, Duration.ofSeconds(60), true, List.of(TicketKey.of(key)), "shared", false);
	}

	private boolean resumed(TlsServer server, String option, Path session, String... options) {
		List<String> all = new ArrayList<>(List.of("-tls1_3", option, session.toString()));
		all.addAll(List.of(options));
		try (PeerProcess client = openssl(server, all.toArray(String[]::new))) {
			client.awaitOutput("welcome!");
			client.send("Q\n").awaitExit();
			return this.streams.poll(10, TimeUnit.SECONDS).resumed();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String session(TlsServer server) {
		try (PeerProcess client = openssl(server, "-tls1_2")) {
			client.awaitOutput("welcome!");
			return client.output();
		}
	}

	private TlsServer serve(TestTls tls, SecureContext context) {
		return tls.serve(context, (stream) -> {
			this.streams.add(stream);
			TestTls.echo().secureConnection(stream);
		}, (builder) -> {
		});
	}

	private static PeerProcess openssl(TlsServer server, String... options) {
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-servername", "localhost", "-connect",
				"127.0.0.1:" + TestTls.port(server)));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

}
