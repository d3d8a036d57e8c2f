package dev.tlsboot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.util.List;

import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.info.SslInfo;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.ssl.SslMetricsAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Certificates of servers and clients among the SSL bundles.
 */
@Timeout(60)
class ContextBundlesTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class, TlsClientAutoConfiguration.class))
		.withBean(SecureConnectionListener.class, () -> CleartextStream::end);

	private static List<String> names(ApplicationContext context) {
		return context.getBean(SslBundles.class).getBundleNames();
	}

	@Test
	void thereIsOneForEachContext() throws Exception {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.key=" + pem.key(), "tls.server.cert=" + pem.cert(),
					"tls.server.sni.contexts[0].server-name=a.test,b.test",
					"tls.server.sni.contexts[0].key=" + pem.key(), "tls.server.sni.contexts[0].cert=" + pem.cert(),
					"tls.servers.devices.port=0", "tls.servers.devices.self-signed=true", "tls.client.ca=" + pem.ca(),
					"tls.clients.audit.ca=" + pem.ca())
			.run((context) -> {
				assertThat(names(context)).containsExactly("tls-client", "tls-client-audit", "tls-server",
						"tls-server-devices", "tls-server-sni-a.test");
				SslBundle server = context.getBean(SslBundles.class).getBundle("tls-server");
				assertThat(server.getStores().getKeyStore().getCertificateChain("ssl"))
					.isEqualTo(pem.identity().getCertificatePath());
				Key key = server.getStores().getKeyStore().getKey("ssl", new char[0]);
				assertThat(key.getEncoded()).isEqualTo(pem.identity().getKeyPair().getPrivate().getEncoded());
				assertThat(server.getStores().getTrustStore()).isNull();
				assertThat(server.createSslContext()).isNotNull();
				SslBundle client = context.getBean(SslBundles.class).getBundle("tls-client");
				assertThat(client.getStores().getKeyStore()).isNull();
				assertThat(client.getStores().getTrustStore().getCertificate("ca"))
					.isEqualTo(pem.authority().getCertificate());
			});
	}

	@Test
	void thereIsNoneForWhatCameOutOfOne() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.ssl-bundle=web",
					"spring.ssl.bundle.pem.web.keystore.certificate=" + pem.cert(),
					"spring.ssl.bundle.pem.web.keystore.private-key=" + pem.key())
			.run((context) -> assertThat(names(context)).containsExactly("web"));
	}

	@Test
	void thereIsNoneForAClientThatHasNothingOfItsOwn() {
		this.runner.withPropertyValues("tls.client.port=1").run((context) -> assertThat(names(context)).isEmpty());
	}

	@Test
	void oneOfTheApplicationStaysAsItIsThoughItHasTheName() throws Exception {
		PemFiles own = PemFiles.in(Files.createDirectory(this.directory.resolve("own")));
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.key=" + pem.key(), "tls.server.cert=" + pem.cert(),
					"spring.ssl.bundle.pem.tls-server.keystore.certificate=" + own.cert(),
					"spring.ssl.bundle.pem.tls-server.keystore.private-key=" + own.key())
			.run((context) -> {
				assertThat(names(context)).containsExactly("tls-server");
				SslBundle before = context.getBean(SslBundles.class).getBundle("tls-server");
				PemFiles after = PemFiles.in(this.directory);
				after.key();
				after.cert();
				assertThat(context.getBean(TlsReloader.class).reload(context.getBean(TlsServer.class)))
					.containsExactly("default");
				assertThat(context.getBean(SslBundles.class).getBundle("tls-server")).isSameAs(before);
			});
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void theyAreUpdatedByReloads(CapturedOutput output) {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withPropertyValues("tls.server.port=0", "tls.server.key=" + pem.key(), "tls.server.cert=" + pem.cert())
			.run((context) -> {
				PemFiles after = PemFiles.in(this.directory);
				after.key();
				after.cert();
				context.getBean(TlsReloader.class).reload(context.getBean(TlsServer.class));
				assertThat(context.getBean(SslBundles.class)
					.getBundle("tls-server")
					.getStores()
					.getKeyStore()
					.getCertificate("ssl")).isEqualTo(after.identity().getCertificate());
				assertThat(output).doesNotContain("technology that doesn't support SSL reloading");
			});
	}

	@Test
	void springBootsInfoAndMetersCoverThem() {
		PemFiles pem = PemFiles.in(this.directory);
		this.runner
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, SslMetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("tls.server.port=0", "tls.server.key=" + pem.key(), "tls.server.cert=" + pem.cert())
			.run((context) -> {
				SslInfo info = new SslInfo(context.getBean(SslBundles.class));
				assertThat(info.getBundle("tls-server").getCertificateChains()).singleElement()
					.satisfies((chain) -> assertThat(chain.getAlias()).isEqualTo("ssl"));
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(expiry(registry)).isEqualTo(serial(pem));
				PemFiles after = PemFiles.in(this.directory);
				after.key();
				after.cert();
				context.getBean(TlsReloader.class).reload(context.getBean(TlsServer.class));
				assertThat(expiry(registry)).isEqualTo(serial(after));
			});
	}

	private static String expiry(MeterRegistry registry) {
		return registry.get("ssl.chain.expiry").tag("bundle", "tls-server").gauge().getId().getTag("certificate");
	}

	private static String serial(PemFiles pem) {
		return pem.identity().getCertificate().getSerialNumber().toString(16);
	}

}
