package dev.tlsboot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.tlsboot.autoconfigure.event.RenegotiationEvent;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestPki;
import io.netty.pkitesting.X509Bundle;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Applications in a JVM of their own, whose providers of cryptography are changed. The
 * JVM says itself who signs.
 */
@Timeout(240)
class CryptoProviderTests {

	private static final String SIGNED_BY = "signing algorithm from: ";

	private static final String LOGGED = "before the JVM's own, for everything in this JVM";

	@BeforeAll
	static void needsThePlatform() {
		assumeTrue(AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null, "its jar is for another machine");
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "bouncycastle" })
	void signsInHandshakes(String engine) {
		try (PeerProcess application = start(List.of("-Djava.security.debug=provider"),
				"--tls.crypto-provider=corretto", "--tls.server.engine=" + engine)) {
			assertThat(application.awaitOutput("port=[").output()).contains(LOGGED);
			assertSigns(application, "-tls1_2");
			assertSigns(application, "-tls1_3");
		}
	}

	/**
	 * The rest of a handshake is BoringSSL's.
	 */
	@Test
	void doesTheRsaOfBoringSsl(@TempDir Path directory) throws Exception {
		X509Bundle rsa = TestPki.get().rsaServer();
		X509Bundle ec = TestPki.get().ecServer();
		Path ecKey = Files.writeString(directory.resolve("ec-key.pem"), ec.getPrivateKeyPEM());
		Path ecCert = Files.writeString(directory.resolve("ec-cert.pem"), ec.getCertificatePathPEM());
		Path key = Files.writeString(directory.resolve("key.pem"), rsa.getPrivateKeyPEM());
		Path cert = Files.writeString(directory.resolve("cert.pem"), rsa.getCertificatePathPEM());
		try (PeerProcess application = start(List.of("-Djava.security.debug=provider"),
				"--tls.crypto-provider=corretto", "--tls.server.engine=openssl", "--tls.server.self-signed=false",
				"--tls.server.key=file:" + key + ",file:" + ecKey, "--tls.server.cert=file:" + cert + ",file:" + ecCert,
				"--tls.server.ciphers=ALL:@SECLEVEL=0", "--tls.server.protocols=TLSv1,TLSv1.1,TLSv1.2,TLSv1.3")) {
			application.awaitOutput("port=[");
			assertSigns(application, "-tls1_3", "-sigalgs", "rsa_pss_rsae_sha256");
			assertSigns(application, "-tls1_2", "-sigalgs", "rsa_pss_rsae_sha512");
			assertSigns(application, "-tls1_2", "-sigalgs", "RSA+SHA256");
			assertDoes(application, "encryption, algorithm from: ", "-tls1_1", "-cipher",
					"ECDHE-RSA-AES128-SHA:@SECLEVEL=0");
			assertDoes(application, "decryption, algorithm from: ", "-tls1_2", "-cipher", "AES128-GCM-SHA256");
			assertThat(talk(application, "-tls1_3", "-sigalgs", "ECDSA+SHA256")).doesNotContain(SIGNED_BY);
		}
	}

	@Test
	void signsForClientsOnBoringSsl(@TempDir Path directory) throws Exception {
		X509Bundle rsa = TestPki.get().rsaServer();
		Path key = Files.writeString(directory.resolve("key.pem"), rsa.getPrivateKeyPEM());
		Path cert = Files.writeString(directory.resolve("cert.pem"), rsa.getCertificatePathPEM());
		try (PeerProcess application = start(List.of("-Djava.security.debug=provider"),
				"--tls.crypto-provider=corretto", "--tls.server.request-cert=true",
				"--tls.server.ca=file:" + TestPki.get().writeAuthority(directory),
				"--tls.server.reject-unauthorized=false", "--tls.client.engine=openssl", "--tls.client.key=file:" + key,
				"--tls.client.cert=file:" + cert, "--tls.client.reject-unauthorized=false", "--connect=true")) {
			application.awaitOutput("secured -tls1_3 by {CN=[localhost]}");
			assertThat(application.output())
				.contains("Signature.RSASSA-PSS " + SIGNED_BY + AmazonCorrettoCryptoProvider.PROVIDER_NAME);
		}
	}

	/**
	 * JSSE takes the keys of peers of all kinds, and those of X448 are for its own
	 * provider.
	 */
	@Test
	void agreesOnKeysInHandshakes() {
		assumeTrue(Conscrypt.isAvailable(), "its jar has no code for this machine");
		try (PeerProcess application = start(List.of("-Djava.security.debug=provider"),
				"--tls.crypto-provider=corretto,conscrypt", "--tls.server.engine=jdk")) {
			assertThat(application.awaitOutput("port=[").output())
				.contains("providers=[X25519-Conscrypt, AmazonCorrettoCryptoProvider, SUN,");
			for (String version : List.of("-tls1_2", "-tls1_3")) {
				// the second is the curve of the certificate
				assertThat(talk(application, version, "-groups", "X25519:P-256"))
					.contains("KeyAgreement.XDH algorithm from: X25519-Conscrypt")
					.doesNotContain("KeyAgreement.XDH algorithm from: SunEC");
			}
			assertThat(talk(application, "-tls1_3", "-groups", "X448"))
				.contains("KeyAgreement.XDH algorithm from: SunEC");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "bouncycastle" })
	void agreesOnKeysAlone(String engine) {
		assumeTrue(Conscrypt.isAvailable(), "its jar has no code for this machine");
		try (PeerProcess application = start(List.of(), "--tls.crypto-provider=conscrypt",
				"--tls.server.engine=" + engine, "--second-context=true")) {
			assertThat(application.awaitOutput("port=[").output())
				.contains("Cryptography by X25519 by Conscrypt from now on", "providers=[X25519-Conscrypt, SUN,");
			assertThat(application.output().split(LOGGED, -1)).hasSize(2);
			try (PeerProcess client = connect(application, "-tls1_3", "-groups", "X25519")) {
				client.awaitOutput("welcome!");
			}
		}
	}

	private static void assertSigns(PeerProcess application, String version, String... options) {
		assertDoes(application, SIGNED_BY, version, options);
	}

	private static void assertDoes(PeerProcess application, String what, String version, String... options) {
		assertThat(talk(application, version, options)).contains(what + AmazonCorrettoCryptoProvider.PROVIDER_NAME)
			.doesNotContain(SIGNED_BY + "Sun");
	}

	/**
	 * Return what the application says meanwhile.
	 */
	private static String talk(PeerProcess application, String version, String... options) {
		int before = application.output().length();
		try (PeerProcess client = connect(application, version, options)) {
			client.awaitOutput("welcome!").send("hello\n").awaitOutput("hello");
		}
		await().until(() -> application.output().indexOf("secured " + version, before) > 0);
		return application.output().substring(before);
	}

	@Test
	void isInstalledOnceAndLeavesTheLimitOnRenegotiationsAsItIs() {
		try (PeerProcess application = start(List.of(), "--tls.crypto-provider=corretto", "--second-context=true",
				"--tls.server.engine=jdk", "--tls.server.reneg-limit=1")) {
			String output = application.awaitOutput("port=[").output();
			assertThat(output).contains("providers=[AmazonCorrettoCryptoProvider, SUN,");
			assertThat(output.split("AmazonCorrettoCryptoProvider, ", -1)).hasSize(2);
			assertThat(output.split(LOGGED, -1)).hasSize(2);
			try (PeerProcess client = connect(application, "-tls1_2")) {
				client.awaitOutput("welcome!").send("R\n").awaitOutput("RENEGOTIATING");
				client.send("still here\n").awaitOutput("still here").send("R\n").awaitExit();
			}
			application.awaitOutput("refused true");
		}
	}

	@ParameterizedTest
	@CsvSource({ "corretto, -Dcom.amazon.corretto.crypto.provider.useExternalLib=true, system property",
			"conscrypt, -Dorg.conscrypt.native.workdir=pom.xml, temp file" })
	void saysWhenOneDoesNotLoad(String provider, String jvmOption, String reason) {
		try (PeerProcess application = start(List.of(jvmOption), "--tls.crypto-provider=" + provider)) {
			assertThat(application.awaitExit()).isNotZero();
			assertThat(application.output()).contains("tls.crypto-provider", provider, "does not load on", reason,
					"Add ");
		}
	}

	@Test
	void isNotThereUnlessAskedFor() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class))
			.run((context) -> assertThat(Security.getProvider(AmazonCorrettoCryptoProvider.PROVIDER_NAME)).isNull());
	}

	private static PeerProcess connect(PeerProcess application, String version, String... options) {
		String port = application.output().replaceFirst("(?s).*port=\\[(\\d+)].*", "$1");
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", version, "-connect", "localhost:" + port));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	private static PeerProcess start(List<String> jvmOptions, String... options) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(jvmOptions);
		command.addAll(List.of("-Dtls.server.self-signed=true", "-cp", System.getProperty("java.class.path"),
				Application.class.getName(), "--tls.server.port=0", "--spring.main.web-application-type=none"));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, TlsAutoConfiguration.class, TlsServerAutoConfiguration.class,
			TlsClientAutoConfiguration.class })
	static class Application {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> {
				System.out.println("secured " + stream.protocol().replace("TLSv", "-tls").replace('.', '_') + " by "
						+ stream.peerCertificate().subject());
				stream.write("welcome!\n");
				stream.pipe(stream);
			};
		}

		@EventListener
		void on(RenegotiationEvent event) {
			System.out.println("refused " + event.isRefused());
		}

		@Bean
		@ConditionalOnProperty("second-context")
		ConfigurableApplicationContext secondContext(@Value("${tls.crypto-provider}") String provider) {
			return SpringApplication.run(Application.class, "--tls.crypto-provider=" + provider,
					"--spring.main.web-application-type=none");
		}

		public static void main(String[] args) throws Exception {
			try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, args)) {
				System.out
					.println("providers=" + Arrays.stream(Security.getProviders()).map(Provider::getName).toList());
				System.out.println("port=[" + context.getEnvironment().getProperty("local.tls.server.port") + "]");
				if (context.getEnvironment().containsProperty("connect")) {
					context.getBean(TlsClient.class)
						.connect(context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class),
								"localhost");
				}
				Thread.currentThread().join();
			}
		}

	}

}
