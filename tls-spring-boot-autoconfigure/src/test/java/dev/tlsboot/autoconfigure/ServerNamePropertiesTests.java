package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.context.AlpnSelector;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.context.SniContextResolver;
import dev.tlsboot.engine.Role;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Server names, application protocols and sessions from YAML to the wire, with
 * {@code openssl s_client} as the client.
 */
class ServerNamePropertiesTests {

	@TempDir
	private static Path directory;

	private static PemFiles standard;

	private static PemFiles named;

	private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class))
		.withBean(SecureConnectionListener.class, () -> (stream) -> {
			this.streams.add(stream);
			stream.write("welcome!\n");
			stream.pipe(stream);
		})
		.withPropertyValues("tls.server.port=0", "tls.server.key=" + standard.key(),
				"tls.server.cert=" + standard.cert());

	@BeforeAll
	static void makeIdentities() throws Exception {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		standard = PemFiles.in(Files.createDirectory(directory.resolve("standard")));
		named = PemFiles.in(Files.createDirectory(directory.resolve("named")));
	}

	private static String[] context(String... further) {
		List<String> properties = new ArrayList<>(List.of("tls.server.sni.contexts[0].server-name=a.test,*.b.test",
				"tls.server.sni.contexts[0].key=" + named.key(), "tls.server.sni.contexts[0].cert=" + named.cert()));
		properties.addAll(List.of(further));
		return properties.toArray(String[]::new);
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "openssl" })
	void choosesCredentialsByServerName(String engine) {
		this.runner.withPropertyValues(context("tls.server.engine=" + engine)).run((context) -> {
			for (String name : List.of("a.test", "A.TEST", "www.b.test")) {
				assertThat(verified(context, name, named)).as(name).isTrue();
			}
			for (String name : List.of("b.test", "x.www.b.test", "other.test")) {
				assertThat(verified(context, name, standard)).as(name).isTrue();
			}
		});
	}

	@Test
	void readsTheFilesOfTheServerOnceForAllContexts() throws IOException {
		Path file = Files.writeString(directory.resolve("ticket.key"), "0123456789abcdef".repeat(3));
		String ticketKey = "file:" + file;
		List<String> read = new ArrayList<>();
		this.runner.withInitializer((context) -> context.addProtocolResolver((location, loader) -> {
			if (!location.startsWith("counted:")) {
				return null;
			}
			read.add(location);
			return loader.getResource(location.substring("counted:".length()));
		}))
			.withPropertyValues(context("tls.server.key=counted:" + standard.key(),
					"tls.server.cert=counted:" + standard.cert(), "tls.server.ca=counted:" + standard.cert(),
					"tls.server.request-cert=true", "tls.server.engine=openssl",
					"tls.server.session.ticket-keys=counted:" + ticketKey,
					"tls.server.sni.contexts[1].server-name=c.test", "tls.server.sni.contexts[1].key=" + named.key(),
					"tls.server.sni.contexts[1].cert=" + named.cert()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(read).containsExactlyInAnyOrder("counted:" + standard.key(), "counted:" + standard.cert(),
						"counted:" + standard.cert(), "counted:" + ticketKey);
			});
	}

	@Test
	void refusesUnknownNamesIfToldTo() {
		this.runner.withPropertyValues(context("tls.server.sni.unknown=reject")).run((context) -> {
			assertThat(verified(context, "a.test", named)).isTrue();
			try (PeerProcess client = openssl(context, "-servername", "other.test")) {
				client.awaitExit();
				assertThat(client.output()).contains("unrecognized name");
			}
		});
	}

	@Test
	void asksForCertificatesWhereTheContextSaysSo() {
		this.runner
			.withPropertyValues(context("tls.server.engine=jdk", "tls.server.sni.contexts[0].request-cert=true",
					"tls.server.sni.contexts[0].reject-unauthorized=false",
					"tls.server.sni.contexts[0].ca=" + standard.ca()))
			.run((context) -> {
				String[] certificate = { "-key", path(standard.key()), "-cert", path(standard.cert()) };
				assertThat(connect(context, "a.test", certificate).authorized()).isTrue();
				assertThat(connect(context, "other.test", certificate).peerCertificate().isEmpty()).isTrue();
			});
	}

	@Test
	void trustsWhomTheServerTrustsUnlessToldOtherwise() {
		this.runner
			.withPropertyValues(context("tls.server.request-cert=true", "tls.server.reject-unauthorized=false",
					"tls.server.ca=" + standard.ca()))
			.run((context) -> {
				CleartextStream stream = connect(context, "a.test", "-key", path(standard.key()), "-cert",
						path(standard.cert()));
				assertThat(stream.authorized()).isTrue();
				CleartextStream stranger = connect(context, "a.test", "-key", path(named.key()), "-cert",
						path(named.cert()));
				assertThat(stranger.authorized()).isFalse();
			});
	}

	@Test
	void asksTheResolverForOtherNames() {
		SecureContext found = TestTls.serverContext()
			.credentials(TestPki.credentials(TestPki.get().rsaServer()))
			.build();
		this.runner.withBean(SniContextResolver.class, () -> (name) -> CompletableFuture.completedFuture(found))
			.run((context) -> {
				connect(context, "dynamic.test");
				assertThat(verified(context, "dynamic.test", standard)).isFalse();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "openssl" })
	void negotiatesApplicationProtocols(String engine) {
		this.runner.withPropertyValues("tls.server.engine=" + engine, "tls.server.alpn-protocols=mqtt,x-echo")
			.run((context) -> assertThat(connect(context, "a.test", "-alpn", "x-echo,mqtt").alpnProtocol())
				.isEqualTo("mqtt"));
	}

	@Test
	void asksTheSelectorForApplicationProtocols() {
		this.runner.withBean(AlpnSelector.class, () -> (name, offered) -> offered.get(offered.size() - 1))
			.run((context) -> assertThat(connect(context, "a.test", "-alpn", "one,two,three").alpnProtocol())
				.isEqualTo("three"));
	}

	@Test
	void negotiatesByNpnOnTheEngineThatCan() {
		this.runner.withPropertyValues("tls.server.npn-protocols=old,older").run((context) -> {
			assertThat(engine(context)).isEqualTo("openssl");
			assertThat(connect(context, "a.test", "-tls1_2", "-nextprotoneg", "older,old").npnProtocol())
				.isEqualTo("old");
		});
	}

	@Test
	void takesTheEngineThatLetsClientsRenegotiateIfTheyMay() {
		this.runner.run((context) -> assertThat(engine(context)).isEqualTo("openssl"));
		this.runner.withPropertyValues("tls.server.reneg-limit=3")
			.run((context) -> assertThat(engine(context)).isEqualTo("jdk"));
		this.runner.withPropertyValues("tls.server.key-update-limit=32")
			.run((context) -> assertThat(engine(context)).isEqualTo("jdk"));
		this.runner.withPropertyValues("tls.server.reneg-limit=0")
			.run((context) -> assertThat(engine(context)).isEqualTo("openssl"));
	}

	@Test
	void limitsTheGroups() {
		this.runner.withPropertyValues("tls.server.groups=secp384r1").run((context) -> {
			try (PeerProcess client = openssl(context, "-servername", "a.test")) {
				client.awaitOutput("welcome!");
				assertThat(client.output()).contains("ECDH, secp384r1, 384 bits");
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "-tls1_2", "-tls1_3" })
	void resumesSessionsOfAnotherServerWithTheSameTicketKeys(String version) {
		String key = standard.write("ticket.key", "0123456789abcdef".repeat(3));
		String session = directory.resolve("session" + version).toString();
		ApplicationContextRunner node = this.runner.withPropertyValues(context("spring.application.name=app",
				"tls.server.session.ticket-keys=" + key, "tls.server.sni.unknown=reject"));
		node.run((one) -> node.run((two) -> {
			assertThat(connect(one, "a.test", version, "-sess_out", session).resumed()).isFalse();
			assertThat(connect(two, "a.test", version, "-sess_in", session).resumed()).isTrue();
			assertThat(connect(two, "www.b.test", version, "-sess_in", session).resumed()).isFalse();
		}));
		node.withPropertyValues("tls.server.session-id-context=other")
			.run((other) -> assertThat(connect(other, "a.test", version, "-sess_in", session).resumed()).isFalse());
	}

	private static String engine(ApplicationContext context) {
		return context.getBean(TlsServer.class).secureContext().engineContext(Role.SERVER).engine().name();
	}

	/**
	 * Return whether the certificate that a client gets is of an authority.
	 */
	private boolean verified(ApplicationContext context, String servername, PemFiles authority) {
		try (PeerProcess client = openssl(context, "-servername", servername, "-CAfile", path(authority.ca()))) {
			client.awaitOutput("welcome!");
			return client.output().contains("Verification: OK");
		}
	}

	private CleartextStream connect(ApplicationContext context, String servername, String... options) throws Exception {
		this.streams.clear();
		List<String> all = new ArrayList<>(List.of("-servername", servername));
		all.addAll(List.of(options));
		try (PeerProcess client = openssl(context, all.toArray(String[]::new))) {
			// behind the session tickets
			client.awaitOutput("welcome!");
			client.send("Q\n").awaitExit();
		}
		CleartextStream stream = this.streams.poll(10, TimeUnit.SECONDS);
		assertThat(stream).isNotNull();
		return stream;
	}

	private static String path(String location) {
		return location.substring("file:".length());
	}

	private static PeerProcess openssl(ApplicationContext context, String... options) {
		String port = context.getEnvironment().getRequiredProperty("local.tls.server.port");
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

}
