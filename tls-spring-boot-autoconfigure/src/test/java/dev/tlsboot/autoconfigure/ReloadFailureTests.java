package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.tlsboot.autoconfigure.actuate.ReloadDescriptor;
import dev.tlsboot.autoconfigure.actuate.TlsActuatorEndpoint;
import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.autoconfigure.event.SecureContextReloadFailedEvent;
import dev.tlsboot.autoconfigure.event.SecureContextReloadedEvent;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Whatever is wrong with a file that is read anew: everything stays as it was, and it is
 * said once by an event, once in the log, and to whoever asked for the reload.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ReloadFailureTests {

	private static final String PASSPHRASE = "correct horse";

	@TempDir
	private Path directory;

	private PemFiles own;

	private PemFiles named;

	private ApplicationContextRunner runner;

	@BeforeEach
	void writeFiles() throws Exception {
		this.own = PemFiles.in(this.directory);
		this.named = PemFiles.in(Files.createDirectory(this.directory.resolve("named")));
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
					TlsServerAutoConfiguration.class))
			.withBean(SecureConnectionListener.class, () -> (stream) -> stream.write("welcome!\n"))
			.withBean(Recorder.class)
			.withPropertyValues("tls.server.port=0", "tls.server.engine=jdk", "tls.server.key=" + this.own.key(),
					"tls.server.cert=" + this.own.cert(), "tls.server.ca=" + this.own.ca(),
					"tls.server.crl=" + this.own.write("crl.pem", ReloadTests.revocationList(this.own.authority())),
					"tls.server.request-cert=true", "tls.server.reject-unauthorized=false",
					"tls.server.sni.contexts[0].server-name=a.test",
					"tls.server.sni.contexts[0].pfx=" + this.named.pfx(PASSPHRASE),
					"tls.server.sni.contexts[0].passphrase=" + PASSPHRASE);
	}

	static Stream<Arguments> damages() {
		return Stream.of(
				damage("a key of another certificate", "key", "does not belong",
						(test) -> PemFiles.in(test.directory).key()),
				damage("a certificate of another key", "key", "does not belong",
						(test) -> PemFiles.in(test.directory).cert()),
				damage("half a certificate", "cert", "damaged or cut off", (test) -> test.halve("cert.pem")),
				damage("half a key", "key", "damaged or cut off", (test) -> test.halve("key.pem")),
				damage("an empty file", "cert", "is empty", (test) -> test.own.write("cert.pem", "")),
				damage("garbage", "cert", "not PEM", (test) -> test.own.write("cert.pem", "garbage")),
				damage("no file", "cert", "cert.pem", (test) -> Files.delete(test.directory.resolve("cert.pem"))),
				damage("no key in the file", "key", "no private key",
						(test) -> Files.copy(test.directory.resolve("cert.pem"), test.emptied("key.pem"))),
				damage("no certificate in the file", "cert", "no certificate",
						(test) -> Files.copy(test.directory.resolve("key.pem"), test.emptied("cert.pem"))),
				damage("two keys in the file", "key", "2 private keys",
						(test) -> test.own.write("key.pem",
								test.own.identity().getPrivateKeyPEM() + test.own.identity().getPrivateKeyPEM())),
				damage("an authority that is none", "ca", "not PEM", (test) -> test.own.write("ca.pem", "garbage")),
				damage("a revocation list that is none", "crl", "crl.pem",
						(test) -> test.own.write("crl.pem",
								"-----BEGIN X509 CRL-----\nMIIBATCB\n-----END X509 CRL-----\n")),
				damage("a certificate for a revocation list", "crl", "crl.pem",
						(test) -> Files.copy(test.directory.resolve("cert.pem"), test.emptied("crl.pem"))),
				damage("PKCS#12 with another passphrase", "sni.contexts[0].passphrase", "identity.p12",
						(test) -> PemFiles.in(test.named.directory()).pfx("another")),
				damage("half of PKCS#12", "sni.contexts[0].pfx", "identity.p12",
						(test) -> test.halve("named/identity.p12")),
				damage("PEM for PKCS#12", "sni.contexts[0].pfx", "identity.p12",
						(test) -> Files.copy(test.directory.resolve("key.pem"), test.emptied("named/identity.p12"))));
	}

	private static Arguments damage(String name, String option, String said, Damage damage) {
		return arguments(name, option, said, damage);
	}

	private void halve(String name) throws IOException {
		Path file = this.directory.resolve(name);
		byte[] content = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(content, content.length / 2));
	}

	private Path emptied(String name) throws IOException {
		Path file = this.directory.resolve(name);
		Files.delete(file);
		return file;
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("damages")
	void keepsWhatThereIsAndIsReportedOnce(String name, String option, String said, Damage damage,
			CapturedOutput output) {
		this.runner.run((context) -> {
			TlsServer server = context.getBean(TlsServer.class);
			SecureContext before = server.secureContext();
			SecureContext namedBefore = server.contexts().get("a.test");
			damage.apply(this);
			assertThat(reload(context).error()).contains("tls.server." + option, said);
			assertThat(server.secureContext()).isSameAs(before);
			assertThat(server.contexts().get("a.test")).isSameAs(namedBefore);
			assertThat(shown(context, "localhost")).isEqualTo(this.own.identity().getCertificate());
			assertThat(shown(context, "a.test")).isEqualTo(this.named.identity().getCertificate());

			PemFiles mended = PemFiles.in(this.directory);
			mended.key();
			mended.cert();
			mended.ca();
			mended.write("crl.pem", ReloadTests.revocationList(mended.authority()));
			PemFiles namedMended = PemFiles.in(this.named.directory());
			namedMended.pfx(PASSPHRASE);
			assertThat(reload(context).reloaded()).containsExactlyInAnyOrder("default", "a.test");
			assertThat(shown(context, "localhost")).isEqualTo(mended.identity().getCertificate());
			assertThat(shown(context, "a.test")).isEqualTo(namedMended.identity().getCertificate());

			Recorder recorder = context.getBean(Recorder.class);
			Awaitility.await().until(() -> recorder.events(SecureContextReloadedEvent.class).size() == 2);
			assertThat(recorder.events(SecureContextReloadFailedEvent.class)).singleElement().satisfies((event) -> {
				assertThat(event.getContext()).isEqualTo(option.startsWith("sni") ? "a.test" : "default");
				assertThat(event.getException()).isInstanceOfSatisfying(InvalidTlsPropertyException.class,
						(ex) -> assertThat(ex.property()).isEqualTo("tls.server." + option));
			});
			assertThat(output.getAll().lines().filter((line) -> line.contains("keeps its context"))).hasSize(1);
		});
	}

	/**
	 * As at start: to hold it back would not make the old one younger, and health and
	 * meters tell of it.
	 */
	@Test
	void aCertificateThatHasExpiredIsTakenAllTheSame() throws Exception {
		X509Bundle expired = new CertificateBuilder().subject("CN=localhost")
			.notBefore(Instant.now().minusSeconds(7200))
			.notAfter(Instant.now().minusSeconds(3600))
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		this.runner.run((context) -> {
			this.own.write("key.pem", expired.getPrivateKeyPEM());
			this.own.write("cert.pem", expired.getCertificatePEM());
			assertThat(reload(context).reloaded()).containsExactly("default");
			assertThat(shown(context, "localhost")).isEqualTo(expired.getCertificate());
		});
	}

	private static ReloadDescriptor.Outcome reload(ApplicationContext context) {
		return new TlsActuatorEndpoint(((ConfigurableApplicationContext) context).getBeanFactory(),
				context.getBean(TlsReloader.class))
			.reload()
			.servers()
			.get("default");
	}

	private static X509Certificate shown(ApplicationContext context, String servername) throws Exception {
		int port = context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
		return new ResumingClient("TLSv1.3", null).greet(port, servername);
	}

	/**
	 * What somebody does to the files of a server.
	 */
	interface Damage {

		void apply(ReloadFailureTests test) throws Exception;

	}

	static class Recorder {

		private final List<TlsEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(TlsEvent event) {
			this.events.add(event);
		}

		<E extends TlsEvent> List<E> events(Class<E> type) {
			return this.events.stream().filter(type::isInstance).map(type::cast).toList();
		}

	}

}
