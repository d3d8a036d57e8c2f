package dev.tlsboot.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import javax.net.ssl.SSLSocket;

import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.autoconfigure.event.ClientErrorEvent;
import dev.tlsboot.autoconfigure.event.SecureContextReloadFailedEvent;
import dev.tlsboot.autoconfigure.event.SecureContextReloadedEvent;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.Role;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.MapSessionStore;
import dev.tlsboot.testing.TestPki;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * New keys, certificates, authorities and revocation lists for servers and clients that
 * run.
 */
@Timeout(120)
class ReloadTests {

	private static final X509Bundle CLIENT_CA = authority("CN=Client CA");

	private static final X509Bundle CLIENT = client(CLIENT_CA);

	@TempDir
	private Path directory;

	private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class, TlsClientAutoConfiguration.class))
		.withBean(SecureConnectionListener.class, () -> (stream) -> {
			this.streams.add(stream);
			stream.write("welcome!\n");
			stream.pipe(stream);
		})
		.withBean(Recorder.class)
		.withPropertyValues("spring.ssl.bundle.watch.file.quiet-period=100ms");

	private static X509Bundle authority(String subject) {
		return build(null, new CertificateBuilder().ecp256().subject(subject).setIsCertificateAuthority(true));
	}

	private static X509Bundle client(X509Bundle authority) {
		return build(authority, new CertificateBuilder().ecp256().subject("CN=client").addExtendedKeyUsageClientAuth());
	}

	private static X509Bundle build(X509Bundle issuer, CertificateBuilder builder) {
		try {
			return (issuer != null) ? builder.buildIssuedBy(issuer) : builder.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String revocationList(X509Bundle authority, BigInteger... revoked) throws Exception {
		JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(authority.getCertificate(),
				Date.from(Instant.now().minus(Duration.ofHours(1))));
		builder.setNextUpdate(Date.from(Instant.now().plus(Duration.ofDays(1))));
		for (BigInteger each : revoked) {
			builder.addCRLEntry(each, Date.from(Instant.now().minusSeconds(60)), CRLReason.keyCompromise);
		}
		X509CRL list = new JcaX509CRLConverter().getCRL(builder
			.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getKeyPair().getPrivate())));
		return "-----BEGIN X509 CRL-----\n" + Base64.getMimeEncoder().encodeToString(list.getEncoded())
				+ "\n-----END X509 CRL-----\n";
	}

	private static int port(ApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
	}

	private static Recorder recorder(ApplicationContext context) {
		return context.getBean(Recorder.class);
	}

	private static void awaitReload(ApplicationContext context, int count) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(recorder(context).events(SecureContextReloadedEvent.class)).hasSize(count));
	}

	private static X509Certificate shown(ApplicationContext context) throws Exception {
		return shown(context, "localhost");
	}

	private static X509Certificate shown(ApplicationContext context, String servername) throws Exception {
		return new ResumingClient("TLSv1.3", null).greet(port(context), servername);
	}

	private ApplicationContextRunner serving(PemFiles pem, String... properties) {
		return this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.reload-on-update=true", "tls.server.key=" + pem.key(),
					"tls.server.cert=" + pem.cert())
			.withPropertyValues(properties);
	}

	@ParameterizedTest
	@MethodSource("engines")
	void newConnectionsGetTheNewCertificateAndOpenOnesGoOn(String engine) {
		PemFiles before = PemFiles.in(this.directory);
		serving(before, "tls.server.engine=" + engine).run((context) -> {
			assertThat(shown(context)).isEqualTo(before.identity().getCertificate());
			try (SSLSocket open = new ResumingClient("TLSv1.3", null).open(port(context), "localhost")) {
				BufferedReader reader = new BufferedReader(
						new InputStreamReader(open.getInputStream(), StandardCharsets.UTF_8));
				assertThat(reader.readLine()).isEqualTo("welcome!");
				PemFiles after = PemFiles.in(this.directory);
				after.cert();
				after.key();
				awaitReload(context, 1);
				assertThat(shown(context)).isEqualTo(after.identity().getCertificate());
				open.getOutputStream().write("still here\n".getBytes(StandardCharsets.UTF_8));
				assertThat(reader.readLine()).isEqualTo("still here");
				SecureContextReloadedEvent event = recorder(context).events(SecureContextReloadedEvent.class).get(0);
				assertThat(event.getSource()).isSameAs(context.getBean(TlsServer.class));
				assertThat(event.getContext()).isEqualTo("default");
				assertThat(event.getCertificates()).containsExactly(after.identity().getCertificate());
			}
		});
	}

	static Stream<String> engines() {
		return Stream.of("jdk", "openssl");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aBadFileKeepsTheOldCertificateAndIsReportedOnce(CapturedOutput output) {
		PemFiles before = PemFiles.in(this.directory);
		serving(before).run((context) -> {
			String half = before.identity().getCertificatePathPEM();
			before.write("cert.pem", half.substring(0, half.length() / 3));
			Recorder recorder = recorder(context);
			Awaitility.await().until(() -> !recorder.events(SecureContextReloadFailedEvent.class).isEmpty());
			assertThat(shown(context)).isEqualTo(before.identity().getCertificate());
			// nothing happens until it changes again
			Awaitility.await()
				.during(Duration.ofSeconds(1))
				.until(() -> recorder.events(SecureContextReloadFailedEvent.class).size() == 1);
			assertThat(recorder.events(SecureContextReloadFailedEvent.class)).singleElement().satisfies((event) -> {
				assertThat(event.getContext()).isEqualTo("default");
				assertThat(event.getException()).isInstanceOf(InvalidTlsPropertyException.class)
					.hasMessageContainingAll("'tls.server.cert'", "cert.pem");
			});
			assertThat(output.getAll().split("keeps its context", -1)).hasSize(2);
			PemFiles after = PemFiles.in(this.directory);
			after.key();
			after.cert();
			awaitReload(context, 1);
			assertThat(shown(context)).isEqualTo(after.identity().getCertificate());
		});
	}

	@Test
	void filesThatAreTouchedButNotChangedChangeNothing() {
		PemFiles pem = PemFiles.in(this.directory);
		serving(pem).run((context) -> {
			SecureContext secureContext = context.getBean(TlsServer.class).secureContext();
			pem.cert();
			pem.key();
			Awaitility.await()
				.during(Duration.ofSeconds(1))
				.until(() -> context.getBean(TlsServer.class).secureContext() == secureContext);
			assertThat(recorder(context).events(SecureContextReloadedEvent.class)).isEmpty();
		});
	}

	@Test
	void foldersThatKubernetesTurnsAreFollowed() throws Exception {
		Path mount = Files.createDirectory(this.directory.resolve("mount"));
		PemFiles before = turn(mount, "..one");
		Files.createSymbolicLink(mount.resolve("key.pem"), Path.of("..data/key.pem"));
		Files.createSymbolicLink(mount.resolve("cert.pem"), Path.of("..data/cert.pem"));
		this.runner.withPropertyValues("tls.server.port=0", "tls.server.reload-on-update=true",
				"tls.server.key=file:" + mount.resolve("key.pem"), "tls.server.cert=file:" + mount.resolve("cert.pem"))
			.run((context) -> {
				assertThat(shown(context)).isEqualTo(before.identity().getCertificate());
				PemFiles after = turn(mount, "..two");
				awaitReload(context, 1);
				assertThat(shown(context)).isEqualTo(after.identity().getCertificate());
				PemFiles last = turn(mount, "..three");
				awaitReload(context, 2);
				assertThat(shown(context)).isEqualTo(last.identity().getCertificate());
			});
	}

	private static PemFiles turn(Path mount, String folder) throws IOException {
		PemFiles pem = PemFiles.in(Files.createDirectory(mount.resolve(folder)));
		pem.key();
		pem.cert();
		Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(folder));
		Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		return pem;
	}

	static Stream<Arguments> enginesAndProtocols() {
		return engines()
			.flatMap((engine) -> Stream.of("TLSv1.2", "TLSv1.3").map((version) -> arguments(engine, version)));
	}

	/**
	 * With ticket keys that stay, BoringSSL does resume the session, and the certificate
	 * in it has to be looked at again.
	 */
	private ApplicationContextRunner askingClients(String engine, String... properties) {
		PemFiles pem = PemFiles.in(this.directory);
		String ticketKeys = engine.equals("openssl") ? pem.write("ticket.key", "0123456789abcdef".repeat(3)) : "";
		return serving(pem, "tls.server.engine=" + engine, "tls.server.session.ticket-keys=" + ticketKeys,
				"tls.server.request-cert=true",
				"tls.server.ca=" + pem.write("clients.pem", CLIENT_CA.getCertificatePEM()))
			.withPropertyValues(properties);
	}

	private void assertResumes(ResumingClient client, int port) throws Exception {
		client.greet(port, "localhost");
		assertThat(taken().resumed()).isFalse();
		client.greet(port, "localhost");
		CleartextStream resumed = taken();
		assertThat(resumed.resumed()).isTrue();
		assertThat(resumed.authorized()).isTrue();
	}

	private CleartextStream taken() throws InterruptedException {
		CleartextStream stream = this.streams.poll(20, TimeUnit.SECONDS);
		assertThat(stream).isNotNull();
		return stream;
	}

	@ParameterizedTest
	@MethodSource("enginesAndProtocols")
	void aClientThatHasBeenRevokedMeanwhileDoesNotResume(String engine, String protocol) throws Exception {
		Path list = Files.writeString(this.directory.resolve("crl.pem"), revocationList(CLIENT_CA));
		askingClients(engine, "tls.server.crl=file:" + list).run((context) -> {
			ResumingClient client = new ResumingClient(protocol, CLIENT);
			assertResumes(client, port(context));
			Files.writeString(list, revocationList(CLIENT_CA, CLIENT.getCertificate().getSerialNumber()));
			awaitReload(context, 1);
			assertThatIOException().isThrownBy(() -> client.greet(port(context), "localhost"));
			assertRefused(context, FailureReason.REVOKED_CERTIFICATE);
		});
	}

	@ParameterizedTest
	@MethodSource("enginesAndProtocols")
	void aClientWhoseAuthorityHasGoneMeanwhileDoesNotResume(String engine, String protocol) {
		askingClients(engine).run((context) -> {
			ResumingClient client = new ResumingClient(protocol, CLIENT);
			assertResumes(client, port(context));
			X509Bundle other = authority("CN=Other CA");
			Files.writeString(this.directory.resolve("clients.pem"), other.getCertificatePEM());
			awaitReload(context, 1);
			assertThatIOException().isThrownBy(() -> client.greet(port(context), "localhost"));
			// in a full handshake the client knows that its certificate is of no use
			assertRefused(context, engine.equals("jdk") ? FailureReason.NO_CERTIFICATE : FailureReason.UNKNOWN_CA);
			new ResumingClient(protocol, client(other)).greet(port(context), "localhost");
			assertThat(taken().authorized()).isTrue();
		});
	}

	private static void assertRefused(ApplicationContext context, FailureReason reason) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(recorder(context).events(ClientErrorEvent.class)).isNotEmpty()
				.allMatch((event) -> event.getReason() == reason, reason.tag()));
	}

	@Test
	void aClientThatHasBeenRevokedMeanwhileDoesNotResumeOutOfAStore() throws Exception {
		Path list = Files.writeString(this.directory.resolve("crl.pem"), revocationList(CLIENT_CA));
		askingClients("bouncycastle", "tls.server.session.store=bean", "tls.server.crl=file:" + list)
			.withBean(MapSessionStore.class)
			.run((context) -> {
				ResumingClient client = new ResumingClient("TLSv1.2", CLIENT);
				assertResumes(client, port(context));
				Files.writeString(list, revocationList(CLIENT_CA, CLIENT.getCertificate().getSerialNumber()));
				awaitReload(context, 1);
				assertThatIOException().isThrownBy(() -> client.greet(port(context), "localhost"));
				assertRefused(context, FailureReason.REVOKED_CERTIFICATE);
			});
	}

	@Test
	void ticketKeysAreRotated() {
		PemFiles pem = PemFiles.in(this.directory);
		String current = pem.write("current.key", "a".repeat(48));
		String previous = pem.write("previous.key", "b".repeat(48));
		serving(pem, "tls.server.reload-on-update=false", "tls.server.engine=openssl",
				"tls.server.session.ticket-keys=" + current + "," + previous)
			.run((context) -> {
				ResumingClient client = new ResumingClient("TLSv1.3", null);
				client.greet(port(context), "localhost");
				assertThat(taken().resumed()).isFalse();
				Files.writeString(this.directory.resolve("previous.key"), "a".repeat(48));
				Files.writeString(this.directory.resolve("current.key"), "c".repeat(48));
				reload(context);
				client.greet(port(context), "localhost");
				assertThat(taken().resumed()).isTrue();
				// one whose tickets are all of the first key of now
				ResumingClient later = new ResumingClient("TLSv1.3", null);
				later.greet(port(context), "localhost");
				assertThat(taken().resumed()).isFalse();
				Files.writeString(this.directory.resolve("previous.key"), "c".repeat(48));
				Files.writeString(this.directory.resolve("current.key"), "d".repeat(48));
				reload(context);
				later.greet(port(context), "localhost");
				assertThat(taken().resumed()).isTrue();
			});
	}

	private static void reload(ApplicationContext context) {
		assertThat(context.getBean(TlsReloader.class).reload(context.getBean(TlsServer.class)))
			.containsExactly("default");
	}

	@Test
	void contextsOfServerNamesAreExchangedTogetherWithTheServersOwnOrNotAtAll() throws Exception {
		PemFiles own = PemFiles.in(this.directory);
		PemFiles named = PemFiles.in(Files.createDirectory(this.directory.resolve("named")));
		serving(own, "tls.server.sni.contexts[0].server-name=a.test", "tls.server.sni.contexts[0].key=" + named.key(),
				"tls.server.sni.contexts[0].cert=" + named.cert())
			.run((context) -> {
				named.write("cert.pem", "garbage");
				PemFiles ownAfter = PemFiles.in(this.directory);
				ownAfter.key();
				ownAfter.cert();
				Recorder recorder = recorder(context);
				// one of them may have been seen before the other
				Awaitility.await()
					.until(() -> recorder.events(SecureContextReloadFailedEvent.class)
						.stream()
						.anyMatch((event) -> event.getContext().equals("a.test")));
				assertThat(shown(context)).isEqualTo(own.identity().getCertificate());
				PemFiles namedAfter = PemFiles.in(this.directory.resolve("named"));
				namedAfter.key();
				namedAfter.cert();
				awaitReload(context, 2);
				assertThat(recorder.events(SecureContextReloadedEvent.class))
					.extracting(SecureContextReloadedEvent::getContext)
					.containsExactlyInAnyOrder("default", "a.test");
				assertThat(shown(context)).isEqualTo(ownAfter.identity().getCertificate());
				assertThat(shown(context, "a.test")).isEqualTo(namedAfter.identity().getCertificate());
			});
	}

	@Test
	void bundlesAreFollowedWithoutBeingTold() {
		PemFiles before = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.ssl-bundle=web",
					"spring.ssl.bundle.pem.web.keystore.certificate=" + before.cert(),
					"spring.ssl.bundle.pem.web.keystore.private-key=" + before.key())
			.run((context) -> {
				PemFiles after = PemFiles.in(this.directory);
				SslBundleRegistry registry = context.getBean(SslBundleRegistry.class);
				registry.updateBundle("web", bundle(after.key(), after.cert()));
				awaitReload(context, 1);
				assertThat(shown(context)).isEqualTo(after.identity().getCertificate());
				registry.updateBundle("web", bundle(after.key(), after.write("bad.pem", "garbage")));
				Awaitility.await()
					.until(() -> !recorder(context).events(SecureContextReloadFailedEvent.class).isEmpty());
				assertThat(shown(context)).isEqualTo(after.identity().getCertificate());
			});
	}

	private static SslBundle bundle(String key, String cert) {
		return SslBundle.of(new PemSslStoreBundle(PemSslStoreDetails.forCertificate(cert).withPrivateKey(key), null));
	}

	@Test
	void aReloadIsToldWhatChanged() {
		PemFiles before = PemFiles.in(this.directory);
		serving(before, "tls.server.reload-on-update=false").run((context) -> {
			TlsReloader reloader = context.getBean(TlsReloader.class);
			TlsServer server = context.getBean(TlsServer.class);
			assertThat(reloader.reload(server)).isEmpty();
			PemFiles after = PemFiles.in(this.directory);
			after.cert();
			assertThatExceptionOfType(InvalidTlsPropertyException.class).isThrownBy(() -> reloader.reload(server))
				.satisfies((ex) -> assertThat(ex.property()).isEqualTo("tls.server.key"));
			after.key();
			assertThat(reloader.reload(server)).containsExactly("default");
			assertThat(shown(context)).isEqualTo(after.identity().getCertificate());
			assertThat(reloader.reload(server)).isEmpty();
		});
	}

	@Test
	void whatTheApplicationHasSetStays() {
		PemFiles before = PemFiles.in(this.directory);
		serving(before).run((context) -> {
			TlsServer server = context.getBean(TlsServer.class);
			SecureContext own = SecureContext.builder()
				.credentials(TestPki.credentials(TestPki.get().ecServer()))
				.build();
			server.setSecureContext(own);
			PemFiles after = PemFiles.in(this.directory);
			after.key();
			after.cert();
			assertThat(context.getBean(TlsReloader.class).reload(server)).isEmpty();
			assertThat(server.secureContext()).isSameAs(own);
		});
	}

	@ParameterizedTest
	@MethodSource("engines")
	void policyStaysAsItWas(String engine) {
		askingClients(engine, "tls.server.ciphers=ECDHE+AESGCM", "tls.server.protocols=TLSv1.2",
				"tls.server.alpn-protocols=mqtt", "tls.server.reject-unauthorized=false",
				"tls.server.session.tickets=true", "tls.server.max-connections=3")
			.run((context) -> {
				TlsServer server = context.getBean(TlsServer.class);
				Policy before = policy(server, port(context));
				PemFiles after = PemFiles.in(this.directory);
				after.key();
				after.cert();
				awaitReload(context, 1);
				assertThat(policy(server, port(context))).isEqualTo(before);
				assertThat(before.cipher()).endsWith("_GCM_SHA384");
			});
	}

	private static Policy policy(TlsServer server, int port) throws Exception {
		SecureContext context = server.secureContext();
		try (SSLSocket socket = new ResumingClient("TLSv1.2", null).open(port, "localhost")) {
			return new Policy(context.requestCert(), context.rejectUnauthorized(), context.engine().name(),
					context.engineContext(Role.SERVER).engine().name(),
					context.selectApplicationProtocol(null, List.of("mqtt")), socket.getSession().getCipherSuite(),
					socket.getSession().getProtocol(), server.maxConnections());
		}
	}

	@Test
	void clientsAreReloadedToo() {
		PemFiles pem = PemFiles.in(this.directory);
		serving(pem, "tls.client.reload-on-update=true",
				"tls.client.ca=" + pem.write("ca.pem", CLIENT_CA.getCertificatePEM()))
			.run((context) -> {
				TlsClient client = context.getBean(TlsClient.class);
				assertThat(client.connect(port(context), "localhost").toCompletableFuture()).failsWithin(20,
						TimeUnit.SECONDS);
				pem.ca();
				awaitReload(context, 1);
				assertThat(recorder(context).events(SecureContextReloadedEvent.class)).singleElement()
					.satisfies((event) -> assertThat(event.getSource()).isSameAs(client));
				CleartextStream stream = client.connect(port(context), "localhost")
					.toCompletableFuture()
					.get(20, TimeUnit.SECONDS);
				assertThat(stream.authorized()).isTrue();
				stream.end();
			});
	}

	@Test
	void whatStandsInThePropertyItselfNeedsNoWatching() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.reload-on-update=true",
					"tls.server.key=" + pem.identity().getPrivateKeyPEM(),
					"tls.server.cert=" + pem.identity().getCertificatePathPEM())
			.run((context) -> assertThat(shown(context)).isEqualTo(pem.identity().getCertificate()));
	}

	@Test
	void whatCannotBeWatchedKeepsTheServerFromStarting() throws Exception {
		PemFiles pem = PemFiles.in(this.directory);
		Path jar = this.directory.resolve("keys.jar");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
			out.putNextEntry(new ZipEntry("packed-cert.pem"));
			out.write(pem.identity().getCertificatePathPEM().getBytes(StandardCharsets.US_ASCII));
		}
		try (URLClassLoader classes = new URLClassLoader(new URL[] { jar.toUri().toURL() },
				getClass().getClassLoader())) {
			this.runner.withClassLoader(classes)
				.withPropertyValues("tls.server.port=0", "tls.server.key=" + pem.key(),
						"tls.server.cert=classpath:packed-cert.pem", "tls.server.reload-on-update=true")
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("cannot be watched"));
		}
	}

	@Test
	void throwAwayCertificatesStayWhenFilesAroundThemChange() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true", "tls.server.reload-on-update=true",
					"tls.server.request-cert=true", "tls.server.reject-unauthorized=false", "tls.server.ca=" + pem.ca())
			.run((context) -> {
				X509Certificate before = shown(context);
				pem.write("ca.pem", CLIENT_CA.getCertificatePEM());
				awaitReload(context, 1);
				assertThat(shown(context)).isEqualTo(before);
			});
	}

	private record Policy(boolean requestCert, boolean rejectUnauthorized, String wanted, String engine,
			String applicationProtocol, String cipher, String protocol, int maxConnections) {

	}

	static class Recorder {

		private final List<TlsEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(TlsEvent event) {
			this.events.add(event);
		}

		<E extends TlsEvent> List<E> events(Class<E> type) {
			return new ArrayList<>(this.events).stream().filter(type::isInstance).map(type::cast).toList();
		}

	}

}
