package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import dev.tlsboot.client.SecureConnectListener;
import dev.tlsboot.context.AlpnSelector;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.session.TlsSessionStore;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.MapSessionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What a user reads whose application does not start: the property, what is in it, and
 * what to do. In no report, and in no exception behind it, is a secret.
 */
class FailureReportTests {

	private static final String PASSPHRASE = "correct horse battery staple";

	private static final String WRONG = "wrong but secret all the same";

	private static final String SEALING_KEY = Base64.getEncoder()
		.encodeToString("sealing key of thirty-two bytes!".getBytes());

	private static final String TICKET_KEY = Base64.getEncoder()
		.encodeToString("a ticket key, which has forty-eight bytes in all".getBytes());

	private static final String SERVER = "tls.server.";

	private static final String SNI = "tls.server.sni.contexts[0].";

	private static final String NAMED = "tls.servers.mail.";

	private static final String CLIENT = "tls.client.";

	private static final String NAMED_CLIENT = "tls.clients.relay.";

	@TempDir
	private static Path directory;

	private static String keyMaterial;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class, TlsClientAutoConfiguration.class));

	private static Arguments report(String property, String value, String remedy, String... properties) {
		return arguments(property, value, remedy, List.of(properties));
	}

	private static String[] with(String prefix, String... properties) {
		return Stream.concat(Stream.of(prefix + "port=0"), Stream.of(properties).map((each) -> prefix + each))
			.toArray(String[]::new);
	}

	private static String[] selfSigned(String... properties) {
		return Stream.concat(Stream.of(with(SERVER, "self-signed=true")), Stream.of(properties)).toArray(String[]::new);
	}

	static Stream<Arguments> filesThatDoNotWork() throws Exception {
		PemFiles pem = PemFiles.in(directory);
		String key = "key=" + pem.key();
		String cert = "cert=" + pem.cert();
		keyMaterial = pem.identity().getPrivateKeyPEM().lines().skip(1).findFirst().orElseThrow();
		String wrapped = pem.identity()
			.getPrivateKeyPEM()
			.lines()
			.filter((line) -> !line.startsWith("-"))
			.reduce("", String::concat);
		String otherKey = "key=" + pem.write("other-key.pem", PemFiles.in(directory).identity().getPrivateKeyPEM());
		pem.write("key.pem", pem.identity().getPrivateKeyPEM());
		pem.write("cert.pem", pem.identity().getCertificatePathPEM());
		String garbage = pem.write("garbage.pem", "no PEM at all");
		String halfKey = pem.write("half.pem",
				pem.identity().getPrivateKeyPEM().substring(0, pem.identity().getPrivateKeyPEM().length() / 2));
		String pfx = pem.pfx(PASSPHRASE);
		return Stream.of(
				report(SERVER + "key", "file:gone.pem", "Correct the location",
						with(SERVER, "key=file:gone.pem", cert)),
				report(SERVER + "cert", "file:gone.pem", "Correct the location",
						with(SERVER, key, "cert=file:gone.pem")),
				report(SERVER + "ca", "classpath:gone.pem", "Correct the location",
						with(SERVER, key, cert, "ca=classpath:gone.pem")),
				report(SERVER + "crl", "file:gone.crl", "Correct the location",
						with(SERVER, key, cert, "crl=file:gone.crl")),
				report(SERVER + "pfx", "file:gone.p12", "Correct the location", with(SERVER, "pfx=file:gone.p12")),
				report(SERVER + "ca", directory.toString(), "Name a file",
						with(SERVER, key, cert, "ca=file:" + directory)),
				report(SERVER + "key", "garbage.pem", "Check that the option names the right file",
						with(SERVER, "key=" + garbage, cert)),
				report(SERVER + "key", "half.pem", "Copy the file again", with(SERVER, "key=" + halfKey, cert)),
				report(SERVER + "cert", "garbage.pem", "Check that the option names the right file",
						with(SERVER, key, "cert=" + garbage)),
				report(SERVER + "ca", "garbage.pem", "Check that the option names the right file",
						with(SERVER, key, cert, "ca=" + garbage)),
				report(SERVER + "crl", "garbage.pem", "Check that the option names the right file",
						with(SERVER, key, cert, "crl=" + garbage)),
				report(SERVER + "pfx", "garbage.pem", "Check that the option names the right file",
						with(SERVER, "pfx=" + garbage)),
				report(SERVER + "key", "other-key.pem", "Name the key the certificate was requested with",
						with(SERVER, otherKey, cert)),
				report(SERVER + "key", "PEM text", "check it with 'openssl pkey",
						with(SERVER, "key=-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", cert)),
				report(SERVER + "key", "no location", "'base64:'", with(SERVER, "key=" + wrapped, cert)),
				report(SERVER + "key", "base64:…", "Check that the option names the right file",
						with(SERVER, "key=base64:" + wrapped.substring(40), cert)),
				report(SERVER + "key", "base64:…", "'base64:' and data",
						with(SERVER, "key=base64:" + wrapped + "!", cert)),
				report(SERVER + "passphrase", "identity.p12", "Set the passphrase the file was written with",
						with(SERVER, "pfx=" + pfx, "passphrase=" + WRONG)),
				report(SERVER + "passphrase", "identity.p12", "Set the passphrase the file was written with",
						with(SERVER, "pfx=" + pfx)),
				report(SERVER + "passphrase", "neither key nor pfx", "leave the passphrase out",
						with(SERVER, "self-signed=true", "passphrase=" + PASSPHRASE)),
				report(SERVER + "pfx", "'key'", "Keep one",
						with(SERVER, "pfx=" + pfx, "passphrase=" + PASSPHRASE, key, cert)),
				report(SERVER + "ssl-bundle", "'pfx'", "Keep one", with(SERVER, "ssl-bundle=web", "pfx=" + pfx)),
				report(SERVER + "self-signed", "'key'", "Keep one", with(SERVER, "self-signed=true", key, cert)),
				report(SERVER + "key", "without its certificate", "Set cert", with(SERVER, key)),
				report(SERVER + "cert", "without its private key", "Set key", with(SERVER, cert)),
				report(SERVER + "key", "needs a private key", "self-signed", with(SERVER)),
				report(SNI + "key", "other-key.pem", "Name the key the certificate was requested with",
						selfSigned(SNI + "server-name=a.test", SNI + otherKey, SNI + cert)),
				report(SNI + "cert", "file:gone.pem", "Correct the location",
						selfSigned(SNI + "server-name=a.test", SNI + key, SNI + "cert=file:gone.pem")),
				report(SNI + "passphrase", "identity.p12", "Set the passphrase the file was written with",
						selfSigned(SNI + "server-name=a.test", SNI + "pfx=" + pfx, SNI + "passphrase=" + WRONG)),
				report(SNI + "ssl-bundle", "nowhere", "spring.ssl.bundle.pem.nowhere",
						selfSigned(SNI + "server-name=a.test", SNI + "ssl-bundle=nowhere")),
				report(SNI + "ciphers", "NONSENSE", "HIGH:!aNULL",
						selfSigned(SNI + "server-name=a.test", SNI + key, SNI + cert, SNI + "ciphers=NONSENSE")),
				report(SNI + "server-name", "*.*.test", "wildcard as in *.example.com",
						selfSigned(SNI + "server-name=*.*.test", SNI + key, SNI + cert)),
				report(SNI + "server-name", "missing", "Name the host", selfSigned(SNI + key, SNI + cert)),
				report("tls.server.sni.contexts[1].server-name", "A.test", "once",
						selfSigned(SNI + "server-name=a.test", SNI + key, SNI + cert,
								"tls.server.sni.contexts[1].server-name=A.test", "tls.server.sni.contexts[1]." + key,
								"tls.server.sni.contexts[1]." + cert)),
				report(NAMED + "key", "file:gone.pem", "Correct the location", with(NAMED, "key=file:gone.pem", cert)),
				report(NAMED + "key", "other-key.pem", "Name the key the certificate was requested with",
						with(NAMED, otherKey, cert)),
				report(NAMED + "sni.contexts[0].cert", "file:gone.pem", "Correct the location",
						with(NAMED, "self-signed=true", "sni.contexts[0].server-name=a.test", "sni.contexts[0]." + key,
								"sni.contexts[0].cert=file:gone.pem")),
				report(CLIENT + "ca", "file:gone.pem", "Correct the location", CLIENT + "ca=file:gone.pem"),
				report(CLIENT + "key", "other-key.pem", "Name the key the certificate was requested with",
						CLIENT + otherKey, CLIENT + cert),
				report(CLIENT + "passphrase", "identity.p12", "Set the passphrase the file was written with",
						CLIENT + "pfx=" + pfx, CLIENT + "passphrase=" + WRONG),
				report(NAMED_CLIENT + "ca", "garbage.pem", "Check that the option names the right file",
						NAMED_CLIENT + "ca=" + garbage),
				report(SERVER + "ca", "classpath:org/slf4j/Logger.class", "'openssl x509 -inform DER'",
						with(SERVER, key, cert, "ca=classpath:org/slf4j/Logger.class")),
				report(SERVER + "cert", "jar:file:", "reload-on-update to false",
						with(SERVER, key, "cert=" + inJar(pem), "reload-on-update=true")),
				// bundles of Spring Boot
				report(SERVER + "ssl-bundle", "nowhere", "spring.ssl.bundle.pem.nowhere",
						with(SERVER, "ssl-bundle=nowhere")),
				report(SERVER + "ssl-bundle", "web", "files and passwords", with(SERVER, "ssl-bundle=web"),
						"spring.ssl.bundle.jks.web.keystore.location=file:gone.p12"),
				report(SERVER + "ssl-bundle", "web", "files and passwords", with(SERVER, "ssl-bundle=web"),
						"spring.ssl.bundle.jks.web.keystore.location=" + pfx,
						"spring.ssl.bundle.jks.web.keystore.password=" + WRONG,
						"spring.ssl.bundle.jks.web.keystore.type=PKCS12"),
				report(SERVER + "ssl-bundle", "'missing'", "key.alias", with(SERVER, "ssl-bundle=web"),
						"spring.ssl.bundle.jks.web.keystore.location=" + pfx,
						"spring.ssl.bundle.jks.web.keystore.password=" + PASSPHRASE,
						"spring.ssl.bundle.jks.web.keystore.type=PKCS12",
						"spring.ssl.bundle.jks.web.key.alias=missing"));
	}

	private static String inJar(PemFiles pem) throws IOException {
		Path jar = directory.resolve("certificates.jar");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
			out.putNextEntry(new JarEntry("cert.pem"));
			out.write(pem.identity().getCertificatePathPEM().getBytes(StandardCharsets.US_ASCII));
		}
		return "jar:file:" + jar + "!/cert.pem";
	}

	private static Arguments report(String property, String value, String remedy, String[] properties, String... more) {
		return report(property, value, remedy,
				Stream.concat(Stream.of(properties), Stream.of(more)).toArray(String[]::new));
	}

	static Stream<Arguments> valuesThatDoNotWork() {
		return Stream.of(report(SERVER + "port", "70000", "0 to 65535", selfSigned(SERVER + "port=70000")),
				report(SERVER + "port", "abc", "Update your application's configuration",
						selfSigned(SERVER + "port=abc")),
				report(SERVER + "host", "host.invalid", "leave it out", selfSigned(SERVER + "host=host.invalid")),
				report(SERVER + "host", "192.0.2.1", "one of its own", selfSigned(SERVER + "host=192.0.2.1")),
				report(SERVER + "engine", "rustls", "BOUNCYCASTLE", selfSigned(SERVER + "engine=rustls")),
				report(SERVER + "protocols", "TLSv9", "TLSv1.3", selfSigned(SERVER + "protocols=TLSv9")),
				report(SERVER + "protocols", "SSLv2", "TLSv1.3",
						selfSigned(SERVER + "engine=openssl", SERVER + "protocols=SSLv2")),
				report(SERVER + "protocols", "TLSv9", "TLSv1.3",
						selfSigned(SERVER + "engine=bouncycastle", SERVER + "protocols=TLSv9")),
				report(SERVER + "groups", "nonsense", "x25519",
						selfSigned(SERVER + "engine=openssl", SERVER + "groups=nonsense")),
				report(SERVER + "groups", "nonsense", "openssl",
						selfSigned(SERVER + "engine=jdk", SERVER + "groups=nonsense")),
				report(SERVER + "groups", "nonsense", "X25519MLKEM768",
						selfSigned(SERVER + "engine=bouncycastle", SERVER + "groups=nonsense")),
				report(SERVER + "ciphers", "NONSENSE", "HIGH:!aNULL", selfSigned(SERVER + "ciphers=NONSENSE")),
				report(SERVER + "ciphers", "@SECLEVEL=9", "@SECLEVEL=5",
						selfSigned(SERVER + "ciphers=HIGH:@SECLEVEL=9")),
				report(SERVER + "ciphers", "no cipher suite of TLSv1.2", "set protocols", selfSigned(
						SERVER + "engine=jdk", SERVER + "protocols=TLSv1.2",
						SERVER + "ciphers=TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256")),
				report(SERVER + "ciphers", "no cipher suite of TLSv1.2", "set protocols", selfSigned(
						SERVER + "engine=openssl", SERVER + "protocols=TLSv1.2",
						SERVER + "ciphers=TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256")),
				report(SERVER + "ciphers", "no cipher suite of TLSv1.2", "set protocols", selfSigned(
						SERVER + "engine=bouncycastle", SERVER + "protocols=TLSv1.2",
						SERVER + "ciphers=TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256")),
				report(SERVER + "alpn-protocols", "ASCII", "mqtt", selfSigned(SERVER + "alpn-protocols=prøtokol")),
				report(SERVER + "handshake-timeout", "PT-1S", "from 0", selfSigned(SERVER + "handshake-timeout=-1s")),
				report(SERVER + "handshake-timeout", "soon", "Update your application's configuration",
						selfSigned(SERVER + "handshake-timeout=soon")),
				report(SERVER + "idle-timeout", "PT-1S", "from 0", selfSigned(SERVER + "idle-timeout=-1s")),
				report(SERVER + "max-connections", "(-1)", "Use 0", selfSigned(SERVER + "max-connections=-1")),
				report(SERVER + "max-pending-handshakes", "(-1)", "Use 0",
						selfSigned(SERVER + "max-pending-handshakes=-1")),
				report(SERVER + "reneg-limit", "(-1)", "Use 0",
						selfSigned(SERVER + "engine=jdk", SERVER + "reneg-limit=-1")),
				report(SERVER + "reneg-window", "(PT0S)", "10m",
						selfSigned(SERVER + "engine=jdk", SERVER + "reneg-window=0")),
				report(SERVER + "key-update-limit", "(-1)", "Use 0",
						selfSigned(SERVER + "engine=jdk", SERVER + "key-update-limit=-1")),
				report(SERVER + "session.timeout", "PT0S", "1s or more", selfSigned(SERVER + "session.timeout=0")),
				report(SERVER + "session.cache-size", "-1", "Use 0", selfSigned(SERVER + "session.cache-size=-1")),
				report(SERVER + "session.store", "disk", "CACHE", selfSigned(SERVER + "session.store=disk")),
				report(SERVER + "session.store", "CacheManager", "@EnableCaching",
						selfSigned(SERVER + "session.store=cache", SERVER + "session.encryption-key=" + SEALING_KEY)),
				report(SERVER + "session.store", "TlsSessionStore", "Declare one",
						selfSigned(SERVER + "session.store=bean")),
				report(SERVER + "session.encryption-key", "missing", "openssl rand",
						selfSigned(SERVER + "session.store=cache")),
				report(SERVER + "session.encryption-key", "not 31", "openssl rand",
						selfSigned(SERVER + "session.store=cache",
								SERVER + "session.encryption-key=" + Base64.getEncoder().encodeToString(new byte[31]))),
				report(SERVER + "session.encryption-key", "Base64", "openssl rand",
						selfSigned(SERVER + "session.store=cache", SERVER + "session.encryption-key=" + WRONG)),
				report(SERVER + "session.encryption-key", "no store", "Set session.store",
						selfSigned(SERVER + "session.encryption-key=" + SEALING_KEY)),
				report(SERVER + "session.cache-name", "devices", "Set session.store",
						selfSigned(SERVER + "session.cache-name=devices")),
				report(SERVER + "session.ticket-keys", "session.tickets", "session.tickets to true",
						selfSigned(SERVER + "session.tickets=false",
								SERVER + "session.ticket-keys=base64:" + TICKET_KEY)),
				report(SERVER + "session.ticket-keys", "base64:…", "openssl rand",
						selfSigned(SERVER + "session.ticket-keys=base64:" + TICKET_KEY + "AAAA")),
				report(SERVER + "session.ticket-keys", "no location", "'base64:'",
						selfSigned(SERVER + "session.ticket-keys=" + TICKET_KEY)),
				report(SERVER + "sni.unknown", "maybe", "REJECT", selfSigned(SERVER + "sni.unknown=maybe")),
				report("tls.servers.server", "taken", "another name", with("tls.servers.server.", "self-signed=true")),
				report(NAMED + "reneg-limit", "'openssl'", "engine 'jdk'",
						with(NAMED, "self-signed=true", "engine=openssl", "reneg-limit=2")),
				report(NAMED + "idle-timeout", "PT-1S", "from 0", with(NAMED, "self-signed=true", "idle-timeout=-1s")),
				report("tls.transport", "kqueue", "nio", selfSigned("tls.transport=kqueue")),
				report("tls.transport", "pigeon", "IO_URING", selfSigned("tls.transport=pigeon")),
				report("tls.crypto-provider", "pigeon", "CONSCRYPT", selfSigned("tls.crypto-provider=pigeon")),
				report("tls.event-loop-threads", "-1", "Use 0", selfSigned("tls.event-loop-threads=-1")),
				report("tls.slab-buffer-size", "0B", "up to", selfSigned("tls.slab-buffer-size=0")),
				report(CLIENT + "port", "-1", "0 to 65535", CLIENT + "port=-1"),
				report(CLIENT + "connect-timeout", "PT-1S", "from 0", CLIENT + "connect-timeout=-1s"),
				report(CLIENT + "handshake-timeout", "PT-1S", "from 0", CLIENT + "handshake-timeout=-1s"),
				report(CLIENT + "servername", "127.0.0.1", "Leave it out", CLIENT + "servername=127.0.0.1"),
				report(CLIENT + "engine", "bouncycastle", "engine 'jdk'", CLIENT + "engine=bouncycastle"),
				report(CLIENT + "protocols", "TLSv9", "TLSv1.3", CLIENT + "protocols=TLSv9"),
				report(CLIENT + "session.timeout", "PT0S", "1s or more", CLIENT + "session.timeout=0"),
				report(CLIENT + "reconnect.enabled", "no bean", "SecureConnectListener",
						CLIENT + "reconnect.enabled=true", CLIENT + "port=4433"),
				report(NAMED_CLIENT + "engine", "bouncycastle", "engine 'jdk'", NAMED_CLIENT + "engine=bouncycastle"),
				report("tls.clients.default", "taken", "another name", "tls.clients.default.port=4433"));
	}

	static Stream<Arguments> whatEnginesLack() {
		return Stream.of(
				report(SERVER + "reneg-limit", "'openssl'", "engine 'jdk'",
						selfSigned(SERVER + "engine=openssl", SERVER + "reneg-limit=3")),
				report(SERVER + "reneg-limit", "'bouncycastle'", "engine 'jdk'",
						selfSigned(SERVER + "engine=bouncycastle", SERVER + "reneg-limit=3")),
				report(SERVER + "key-update-limit", "'openssl'", "engine 'jdk'",
						selfSigned(SERVER + "engine=openssl", SERVER + "key-update-limit=3")),
				report(SERVER + "session.ticket-keys", "'jdk'", "engine 'openssl'",
						selfSigned(SERVER + "engine=jdk", SERVER + "session.ticket-keys=base64:" + TICKET_KEY)),
				report(SERVER + "session.ticket-keys", "'bouncycastle'", "engine 'openssl'",
						selfSigned(SERVER + "engine=bouncycastle",
								SERVER + "session.ticket-keys=base64:" + TICKET_KEY)),
				report(SERVER + "npn-protocols", "'jdk'", "engine 'openssl'",
						selfSigned(SERVER + "engine=jdk", SERVER + "npn-protocols=old")),
				report(SERVER + "npn-protocols", "'bouncycastle'", "engine 'openssl'",
						selfSigned(SERVER + "engine=bouncycastle", SERVER + "npn-protocols=old")),
				report(SERVER + "engine", "'reneg-limit' and 'npn-protocols'", "Leave one of them out",
						selfSigned(SERVER + "npn-protocols=old", SERVER + "reneg-limit=3")));
	}

	@ParameterizedTest(name = "{0} {1}")
	@MethodSource({ "filesThatDoNotWork", "valuesThatDoNotWork", "whatEnginesLack" })
	void nameThePropertyWhatIsInItAndTheRemedy(String property, String value, String remedy, List<String> properties) {
		this.runner.withPropertyValues(properties.toArray(String[]::new))
			.withBean("listener", SecureConnectionListener.class, () -> CleartextStream::end)
			.run((context) -> assertReported(context, property, value, remedy));
	}

	private static void assertReported(AssertableApplicationContext context, String property, String value,
			String remedy) {
		assertThat(context).hasFailed();
		FailureAnalysis analysis = analyze(context.getStartupFailure());
		assertThat(analysis.getDescription()).contains(property).contains(value);
		assertThat(analysis.getAction()).contains(remedy);
		for (Throwable each = context.getStartupFailure(); each != null; each = each.getCause()) {
			assertThat(String.valueOf(each)).doesNotContain(secrets());
		}
		assertThat(analysis.getDescription() + analysis.getAction()).doesNotContain(secrets());
	}

	private static List<String> secrets() {
		List<String> secrets = new ArrayList<>(List.of(PASSPHRASE, WRONG, SEALING_KEY, TICKET_KEY.substring(0, 40)));
		if (keyMaterial != null) {
			secrets.add(keyMaterial.substring(0, 40));
			secrets.add(keyMaterial.substring(40));
		}
		return secrets;
	}

	/**
	 * As {@code SpringApplication} does.
	 */
	private static FailureAnalysis analyze(Throwable failure) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (each instanceof FailureAnalyzedException analyzed) {
				return analyzed.analysis();
			}
		}
		ArgumentResolver environment = ArgumentResolver.of(Environment.class, new StandardEnvironment());
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, environment, FailureHandler.handleMessage((message, error) -> {
			}))
			.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> new AssertionError("Not reported", failure));
	}

	@Test
	void sayWhichEngineTakesASessionStore() {
		this.runner.withPropertyValues(selfSigned(SERVER + "engine=jdk", SERVER + "session.store=bean"))
			.withBean("listener", SecureConnectionListener.class, () -> CleartextStream::end)
			.withBean(TlsSessionStore.class, MapSessionStore::new)
			.run((context) -> assertReported(context, SERVER + "session.store", "'jdk'", "engine 'bouncycastle'"));
	}

	@Test
	void sayWhichEngineTakesAnAlpnSelector() {
		this.runner.withPropertyValues(selfSigned(SERVER + "engine=openssl"))
			.withBean("listener", SecureConnectionListener.class, () -> CleartextStream::end)
			.withBean(AlpnSelector.class, () -> (servername, offered) -> offered.get(0))
			.run((context) -> assertReported(context, SERVER + "alpn-protocols", "'openssl'", "engine 'jdk'"));
	}

	@ParameterizedTest
	@CsvSource({ "reconnect.delay, -1s, PT-1S", "reconnect.jitter, -1s, PT-1S", "reconnect.multiplier, 0.5, 0.5",
			"reconnect.max-delay, 0, PT0S", "reconnect.max-retries, -1, -1" })
	void nameTheValueThatKeepsAConnectionFromBeingKeptUp(String option, String text, String value) {
		for (String prefix : List.of(CLIENT, NAMED_CLIENT)) {
			this.runner
				.withPropertyValues(prefix + "port=4433", prefix + "reconnect.enabled=true",
						prefix + option + "=" + text)
				.withBean(SecureConnectListener.class, () -> CleartextStream::end)
				.run((context) -> assertReported(context, prefix + option, value, "a value that is allowed"));
		}
	}

	@Test
	void sayThatAConnectionThatIsKeptUpNeedsAPort() {
		this.runner.withPropertyValues(NAMED_CLIENT + "reconnect.enabled=true")
			.withBean(SecureConnectListener.class, () -> CleartextStream::end)
			.run((context) -> assertReported(context, NAMED_CLIENT + "port", "There is none", "Set the port"));
	}

	@Test
	void sayThatAPortIsInUse() throws Exception {
		try (ServerSocket other = new ServerSocket(0)) {
			String port = String.valueOf(other.getLocalPort());
			for (String prefix : List.of(SERVER, NAMED)) {
				this.runner.withPropertyValues(prefix + "port=" + port, prefix + "self-signed=true")
					.withBean("listener", SecureConnectionListener.class, () -> CleartextStream::end)
					.run((context) -> assertReported(context, prefix + "port", port, "0 for a free one"));
			}
		}
	}

	@Test
	void sayWhichBeanIsMissing() {
		this.runner.withPropertyValues(with(NAMED, "self-signed=true"))
			.run((context) -> assertReported(context, NAMED + "port", "'mail'", "@Qualifier(\"mail\")"));
	}

	@Test
	void sayThatThereAreNoBundles() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TlsAutoConfiguration.class, TlsServerAutoConfiguration.class))
			.withPropertyValues(with(SERVER, "ssl-bundle=web"))
			.withBean("listener", SecureConnectionListener.class, () -> CleartextStream::end)
			.run((context) -> assertReported(context, SERVER + "ssl-bundle", "web", "SslAutoConfiguration"));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void areWhatTheUserSeesInPlaceOfAStackTrace(CapturedOutput output) {
		assertThatException().isThrownBy(() -> new SpringApplicationBuilder(Echo.class).web(WebApplicationType.NONE)
			.run("--tls.server.port=0", "--tls.server.key=file:gone.pem", "--tls.server.cert=file:gone.pem"));
		assertThat(output)
			.containsSubsequence("APPLICATION FAILED TO START", "Description:",
					"The TLS property 'tls.server.key' (file:gone.pem) cannot work: Nothing was found at", "Action:",
					"Correct the location, or put the file there.")
			.doesNotContain("\tat ");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, TlsAutoConfiguration.class,
			TlsServerAutoConfiguration.class })
	static class Echo {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> stream.pipe(stream);
		}

	}

}
