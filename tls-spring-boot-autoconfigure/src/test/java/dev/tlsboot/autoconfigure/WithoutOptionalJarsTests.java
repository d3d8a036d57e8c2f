package dev.tlsboot.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.tlsboot.client.ConnectOptions;
import dev.tlsboot.client.ProxyServer;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.testing.JdkPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application in a JVM of its own, on whose class path there is no Micrometer, no
 * actuator, no engine but the JDK's, no native transport and no handler for proxies.
 * Class loaders that only hide classes hide too little, or too much.
 */
@Timeout(120)
class WithoutOptionalJarsTests {

	private static final String FIRST_CONNECTION = " dev.tlsboot.handshake.HandshakeHandler source:";

	@Test
	void serverAndClientWork() throws Exception {
		Process process = start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).contains("echoed: hello")
			.contains("proxy: Netty's module for proxies is not on the class path. Add io.netty:netty-handler-proxy.");
	}

	/**
	 * Bouncy Castle's jars are signed, and the JVM takes a third of a second to see that
	 * nobody has changed them. A server that asks no client for a certificate and has its
	 * key as PKCS#8 needs none of them until somebody connects, nor what JSSE shakes
	 * hands with.
	 */
	@Test
	void startsWithoutWhatConnectionsNeed(@TempDir Path folder) throws Exception {
		PemFiles pem = PemFiles.in(folder);
		Path log = folder.resolve("classes");
		ProcessBuilder application = server(WithoutOptionalJarsTests::isRequired, "--tls.server.key=" + pem.key(),
				"--tls.server.cert=" + pem.cert());
		application.environment().put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);
		Process process = application.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		String classes = Files.readString(log);
		// its provider has hundreds of classes, and is not for connections either
		assertThat(classes).contains(FIRST_CONNECTION).doesNotContain(".BouncyCastleProvider source:");
		assertThat(classes.substring(0, classes.indexOf(FIRST_CONNECTION)))
			.contains(" dev.tlsboot.server.TlsServer source:")
			.doesNotContain(" org.bouncycastle.", " sun.security.ssl.SSLEngineImpl ", ".ReferenceCountedOpenSslEngine ",
					".CipherSelectors ");
	}

	/**
	 * What an application may well have one of, and not the other.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "spring-boot-health", "spring-boot-micrometer-metrics", "micrometer-core",
			"micrometer-tracing", "spring-boot-actuator" })
	void serverAndClientWorkWithoutEach(String jar) throws Exception {
		Process process = application((entry) -> !entry.contains(jar), "--management.info.tls.enabled=true",
				"--management.endpoints.jmx.exposure.include=*")
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).contains("echoed: hello");
	}

	@ParameterizedTest
	@CsvSource({ "openssl, netty-tcnative-boringssl-static", "bouncycastle, bctls-jdk18on" })
	void anEngineThatIsNotThereIsAskedFor(String engine, String jar) throws Exception {
		Process process = start("--tls.server.engine=" + engine);
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isNotZero();
		assertThat(output).contains("tls.server.engine", "is not on the class path", jar);
	}

	@ParameterizedTest
	@CsvSource({ "corretto, software.amazon.cryptools:AmazonCorrettoCryptoProvider",
			"conscrypt, org.conscrypt:conscrypt-openjdk-uber" })
	void aProviderOfCryptographyThatIsNotThereIsAskedFor(String provider, String jar) throws Exception {
		Process process = start("--tls.crypto-provider=" + provider);
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isNotZero();
		assertThat(output).contains("tls.crypto-provider", provider, "is not on the class path", jar);
	}

	private static Process start(String... options) throws IOException {
		return application(WithoutOptionalJarsTests::isRequired, options).start();
	}

	private static boolean isRequired(String jar) {
		return !jar.contains("micrometer") && !jar.contains("actuator") && !jar.contains("prometheus")
				&& !jar.contains("spring-boot-health") && !jar.contains("tcnative") && !jar.contains("bctls")
				&& !jar.contains("AmazonCorrettoCryptoProvider") && !jar.contains("conscrypt")
				&& !jar.contains("netty-transport-classes") && !jar.contains("netty-handler-proxy");
	}

	private static ProcessBuilder application(Predicate<String> jars, String... options) {
		return server(jars,
				Stream
					.concat(Stream.of("--tls.server.self-signed=true", "--tls.client.reject-unauthorized=false"),
							Stream.of(options))
					.toArray(String[]::new));
	}

	private static ProcessBuilder server(Predicate<String> jars, String... options) {
		String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(jars)
			.collect(Collectors.joining(File.pathSeparator));
		// it lives too briefly for the better of the compilers
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", classPath, Application.class.getName(), "--tls.server.port=0",
						"--spring.main.web-application-type=none"));
		command.addAll(List.of(options));
		return new ProcessBuilder(command).redirectErrorStream(true);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> stream.pipe(stream);
		}

		public static void main(String[] args) throws Exception {
			try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, args);
					JdkPeer peer = JdkPeer.connect(
							context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class))) {
				peer.send("hello");
				System.out.println("echoed: " + peer.receive());
				ConnectOptions options = ConnectOptions.builder()
					.port(443)
					.proxy(ProxyServer.http("proxy.example", 3128))
					.build();
				context.getBeanProvider(TlsClient.class).ifAvailable((client) -> client.connect(options));
			}
			catch (TlsConfigurationException ex) {
				System.out.println(ex.option() + ": " + ex.getMessage() + " " + ex.remedy());
			}
		}

	}

}
