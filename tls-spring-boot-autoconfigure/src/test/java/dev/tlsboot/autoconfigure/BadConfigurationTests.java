package dev.tlsboot.autoconfigure;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.session.TlsSessionStore;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.MapSessionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What an application says that does not start.
 */
class BadConfigurationTests {

	private static final String SEALING_KEY = Base64.getEncoder().encodeToString(new byte[32]);

	private static final String TICKET_KEY = Base64.getEncoder().encodeToString(new byte[48]);

	private static final String PASSPHRASE = "correct horse";

	@TempDir
	private static Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class, TlsClientAutoConfiguration.class));

	private final ApplicationContextRunner server = this.runner.withPropertyValues("tls.server.port=0")
		.withBean(SecureConnectionListener.class, () -> CleartextStream::end);

	static Stream<Arguments> mistakes() {
		PemFiles pem = PemFiles.in(directory);
		PemFiles other = PemFiles.in(directory);
		String key = pem.key();
		String cert = pem.cert();
		String otherKey = other.write("other-key.pem", other.identity().getPrivateKeyPEM());
		String garbage = pem.write("garbage.pem", "no PEM at all");
		String pfx = pem.pfx(PASSPHRASE);
		String ticketKey = pem.write("ticket.key", "0".repeat(48));
		return Stream.of(mistake("server.key", "missing.pem", "key=file:missing.pem", "cert=" + cert),
				mistake("server.cert", "missing.pem", "key=" + key, "cert=file:missing.pem"),
				mistake("server.ca", "missing.pem", "key=" + key, "cert=" + cert, "ca=file:missing.pem"),
				mistake("server.ca", "directory", "key=" + key, "cert=" + cert, "ca=file:" + directory),
				mistake("server.crl", "missing.pem", "key=" + key, "cert=" + cert, "crl=file:missing.pem"),
				mistake("server.pfx", "missing.p12", "pfx=file:missing.p12"),
				mistake("server.key", "garbage.pem", "key=" + garbage, "cert=" + cert),
				mistake("server.cert", "garbage.pem", "key=" + key, "cert=" + garbage),
				mistake("server.key", "other-key.pem", "key=" + otherKey, "cert=" + cert),
				mistake("server.passphrase", "identity.p12", "pfx=" + pfx, "passphrase=wrong"),
				mistake("server.pfx", "'key'", "pfx=" + pfx, "passphrase=" + PASSPHRASE, "key=" + key),
				mistake("server.self-signed", "'key'", "self-signed=true", "key=" + key, "cert=" + cert),
				mistake("server.key", "private key"), mistake("server.ssl-bundle", "nowhere", "ssl-bundle=nowhere"),
				mistake("server.protocols", "TLSv9", "self-signed=true", "protocols=TLSv9"),
				mistake("server.ciphers", "NONSENSE", "self-signed=true", "ciphers=NONSENSE"),
				mistake("server.port", "70000", "self-signed=true", "port=70000"),
				mistake("server.host", "host.invalid", "self-signed=true", "host=host.invalid"),
				mistake("server.host", "192.0.2.1", "self-signed=true", "host=192.0.2.1"),
				mistake("server.max-connections", "negative", "self-signed=true", "max-connections=-1"),
				mistake("server.handshake-timeout", "PT-1S", "self-signed=true", "handshake-timeout=-1s"),
				mistake("server.idle-timeout", "PT-1S", "self-signed=true", "idle-timeout=-1s"),
				mistake("server.session.timeout", "PT0S", "self-signed=true", "session.timeout=0"),
				mistake("server.session.cache-size", "-1", "self-signed=true", "session.cache-size=-1"),
				mistake("server.groups", "nonsense", "self-signed=true", "engine=openssl", "groups=nonsense"),
				mistake("server.groups", "nonsense", "self-signed=true", "engine=jdk", "groups=nonsense"),
				mistake("server.npn-protocols", "'jdk'", "self-signed=true", "engine=jdk", "npn-protocols=old"),
				mistake("server.alpn-protocols", "ASCII", "self-signed=true", "alpn-protocols=prøtokol"),
				mistake("server.reneg-limit", "'openssl'", "self-signed=true", "engine=openssl", "reneg-limit=2"),
				mistake("server.reneg-limit", "negative", "self-signed=true", "engine=jdk", "reneg-limit=-1"),
				mistake("server.reneg-window", "length", "self-signed=true", "engine=jdk", "reneg-window=0"),
				mistake("server.key-update-limit", "'openssl'", "self-signed=true", "engine=openssl",
						"key-update-limit=2"),
				mistake("server.engine", "'reneg-limit' and 'npn-protocols'", "self-signed=true", "npn-protocols=old",
						"reneg-limit=2"),
				mistake("server.session.ticket-keys", "'jdk'", "self-signed=true", "engine=jdk",
						"session.ticket-keys=" + ticketKey),
				mistake("server.session.ticket-keys", "garbage.pem", "self-signed=true",
						"session.ticket-keys=" + garbage),
				mistake("server.session.ticket-keys", "session.tickets", "self-signed=true", "session.tickets=false",
						"session.ticket-keys=" + ticketKey),
				mistake("server.session.store", "TlsSessionStore", "self-signed=true", "session.store=bean"),
				mistake("server.session.store", "CacheManager", "self-signed=true", "session.store=cache",
						"session.encryption-key=" + SEALING_KEY),
				mistake("server.session.encryption-key", "missing", "self-signed=true", "session.store=cache"),
				mistake("server.session.encryption-key", "not 3", "self-signed=true", "session.store=cache",
						"session.encryption-key=" + SEALING_KEY + ",AAAA"),
				mistake("server.session.encryption-key", "Base64", "self-signed=true", "session.store=cache",
						"session.encryption-key=no key"),
				mistake("server.session.encryption-key", "no store", "self-signed=true",
						"session.encryption-key=" + SEALING_KEY),
				mistake("server.session.cache-name", "devices", "self-signed=true", "session.cache-name=devices"),
				mistake("server.sni.contexts[0].server-name", "missing", "self-signed=true",
						"sni.contexts[0].key=" + key, "sni.contexts[0].cert=" + cert),
				mistake("server.sni.contexts[0].server-name", "no name", "self-signed=true",
						"sni.contexts[0].server-name=no name", "sni.contexts[0].key=" + key,
						"sni.contexts[0].cert=" + cert),
				mistake("server.sni.contexts[0].key", "private key", "self-signed=true",
						"sni.contexts[0].server-name=a.test"),
				mistake("server.sni.contexts[0].cert", "missing.pem", "self-signed=true",
						"sni.contexts[0].server-name=a.test", "sni.contexts[0].key=" + key,
						"sni.contexts[0].cert=file:missing.pem"),
				mistake("server.sni.contexts[1].server-name", "A.test", "self-signed=true",
						"sni.contexts[0].server-name=a.test", "sni.contexts[0].key=" + key,
						"sni.contexts[0].cert=" + cert, "sni.contexts[1].server-name=A.test",
						"sni.contexts[1].key=" + key, "sni.contexts[1].cert=" + cert));
	}

	private static Arguments mistake(String property, String detail, String... properties) {
		return arguments(property, detail, List.of(properties));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("mistakes")
	void keepTheServerFromStarting(String property, String detail, List<String> properties) {
		this.server.withPropertyValues(properties.stream().map((each) -> "tls.server." + each).toArray(String[]::new))
			.run((context) -> {
				assertThat(context).hasFailed();
				assertReported(context.getStartupFailure(), "tls." + property, detail);
			});
	}

	static Stream<Arguments> mistakesOfClients() {
		return Stream.of(mistake("client.ca", "missing.pem", "ca=file:missing.pem"),
				mistake("client.key", "certificate", "key=file:missing.pem"), mistake("client.port", "-1", "port=-1"),
				mistake("client.connect-timeout", "PT-1S", "connect-timeout=-1s"),
				mistake("client.protocols", "TLSv9", "protocols=TLSv9"),
				mistake("client.groups", "nonsense", "groups=nonsense"),
				mistake("client.npn-protocols", "'jdk'", "engine=jdk", "npn-protocols=old"),
				mistake("client.ssl-bundle", "nowhere", "ssl-bundle=nowhere"));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("mistakesOfClients")
	void showAtStartUpThoughNobodyHasAskedForTheClient(String property, String detail, List<String> properties) {
		this.runner.withPropertyValues(properties.stream().map((each) -> "tls.client." + each).toArray(String[]::new))
			.run((context) -> {
				assertThat(context).hasFailed();
				assertReported(context.getStartupFailure(), "tls." + property, detail);
			});
	}

	@Test
	void portInUseKeepsTheServerFromStarting() throws Exception {
		try (ServerSocket other = new ServerSocket(0)) {
			this.server.withPropertyValues("tls.server.self-signed=true", "tls.server.port=" + other.getLocalPort())
				.run((context) -> {
					assertThat(context).hasFailed();
					assertReported(context.getStartupFailure(), "tls.server.port",
							String.valueOf(other.getLocalPort()));
				});
		}
	}

	@ParameterizedTest
	@MethodSource("mistakesInCommon")
	void inWhatServersAndClientsShareKeepTheServerFromStarting(String property, String value) {
		this.server.withPropertyValues("tls.server.self-signed=true", property + "=" + value).run((context) -> {
			assertThat(context).hasFailed();
			assertReported(context.getStartupFailure(), property, value);
		});
	}

	static Stream<Arguments> mistakesInCommon() {
		return Stream.of(arguments("tls.event-loop-threads", "-1"), arguments("tls.slab-buffer-size", "0"),
				arguments("tls.slab-buffer-size", "-1"), arguments("tls.slab-buffer-size", "1073741824"));
	}

	static Stream<Arguments> mistakesWithStores() {
		TlsSessionStore store = new MapSessionStore();
		CacheManager caches = new ConcurrentMapCacheManager("one", "two");
		return Stream.of(
				arguments("session.store", "'jdk'", List.of(store), List.of("session.store=bean", "engine=jdk")),
				arguments("engine", "'session.store' and 'npn-protocols'", List.of(store),
						List.of("session.store=bean", "npn-protocols=old")),
				arguments("session.tickets", "session.store", List.of(store),
						List.of("session.store=bean", "engine=openssl", "session.tickets=false")),
				arguments("session.ticket-keys", "'session.store'", List.of(store),
						List.of("session.store=bean", "engine=openssl", "session.ticket-keys=base64:" + TICKET_KEY)),
				arguments("session.store", "2 beans", List.of(caches, caches),
						List.of("session.store=cache", "session.encryption-key=" + SEALING_KEY)),
				arguments("session.store", "keeps nothing", List.of(new NoOpCacheManager()),
						List.of("session.store=cache", "session.encryption-key=" + SEALING_KEY)),
				arguments("session.cache-name", "tls-sessions", List.of(caches),
						List.of("session.store=cache", "session.encryption-key=" + SEALING_KEY)),
				arguments("session.cache-name", "three", List.of(caches),
						List.of("session.store=cache", "session.cache-name=three",
								"session.encryption-key=" + SEALING_KEY)),
				arguments("session.store", "'jdk'", List.of(caches), List.of("session.store=cache", "engine=jdk",
						"session.cache-name=two", "session.encryption-key=" + SEALING_KEY)));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource("mistakesWithStores")
	void inWhereSessionsAreStoredKeepTheServerFromStarting(String property, String detail, List<Object> beans,
			List<String> properties) {
		ApplicationContextRunner runner = this.server.withPropertyValues("tls.server.self-signed=true")
			.withPropertyValues(properties.stream().map((each) -> "tls.server." + each).toArray(String[]::new));
		for (int i = 0; i < beans.size(); i++) {
			runner = withBean(runner, "bean" + i, beans.get(i));
		}
		runner.run((context) -> {
			assertThat(context).hasFailed();
			assertReported(context.getStartupFailure(), "tls.server." + property, detail);
		});
	}

	@Test
	void storesThatCompeteKeepTheServerFromStarting() {
		this.server.withPropertyValues("tls.server.self-signed=true", "tls.server.session.store=bean")
			.withBean("one", TlsSessionStore.class, MapSessionStore::new)
			.withBean("two", TlsSessionStore.class, MapSessionStore::new)
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = analysis(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("2 beans of type TlsSessionStore");
				assertThat(analysis.getAction()).contains("@Primary");
			});
	}

	@SuppressWarnings("unchecked")
	private static <T> ApplicationContextRunner withBean(ApplicationContextRunner runner, String name, T bean) {
		return runner.withBean(name, (Class<T>) bean.getClass(), () -> bean);
	}

	@Test
	void encryptionKeyIsNeverReported() {
		this.server
			.withPropertyValues("tls.server.self-signed=true", "tls.server.session.store=bean",
					"tls.server.session.encryption-key=c2VjcmV0IGtleQ==,secret!key")
			.run((context) -> {
				List<String> messages = new ArrayList<>();
				for (Throwable each = context.getStartupFailure(); each != null; each = each.getCause()) {
					messages.add(String.valueOf(each));
				}
				assertThat(messages).isNotEmpty()
					.noneMatch((message) -> message.contains("c2VjcmV0") || message.contains("secret"));
			});
	}

	@Test
	void passphraseIsNeverReported() {
		PemFiles pem = PemFiles.in(directory);
		this.server
			.withPropertyValues("tls.server.pfx=" + pem.pfx(PASSPHRASE), "tls.server.passphrase=wrong but secret")
			.run((context) -> {
				List<String> messages = new ArrayList<>();
				for (Throwable each = context.getStartupFailure(); each != null; each = each.getCause()) {
					messages.add(String.valueOf(each));
				}
				assertThat(messages).noneMatch((message) -> message.contains("wrong but secret"));
			});
	}

	@Test
	void serverWithoutAnyoneToTakeItsConnectionsDoesNotStart() {
		this.runner.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true").run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("tls.server.port");
			assertThat(analysis.getAction()).contains("SecureConnectionListener").contains("BlockingConnectionHandler");
		});
	}

	private static void assertReported(Throwable failure, String property, String detail) {
		FailureAnalysis analysis = analysis(failure);
		assertThat(analysis.getCause()).isInstanceOfSatisfying(InvalidTlsPropertyException.class,
				(ex) -> assertThat(ex.property()).isEqualTo(property));
		assertThat(analysis.getDescription()).contains("'" + property + "'").contains(detail);
		assertThat(analysis.getAction()).isNotBlank().endsWith(".");
	}

	private static FailureAnalysis analysis(Throwable failure) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (each instanceof FailureAnalyzedException analyzed) {
				return analyzed.analysis();
			}
		}
		throw new AssertionError("Not reported", failure);
	}

}
