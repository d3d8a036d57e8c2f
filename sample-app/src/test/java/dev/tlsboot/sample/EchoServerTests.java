package dev.tlsboot.sample;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class EchoServerTests {

	private static ConfigurableApplicationContext start(String... args) {
		String[] all = new String[args.length + 2];
		all[0] = "--server.port=0";
		all[1] = "--tls.server.port=0";
		System.arraycopy(args, 0, all, 2, args.length);
		return SampleApplication.start(all);
	}

	private static int port(ConfigurableApplicationContext context, String name) {
		return context.getEnvironment().getRequiredProperty("local." + name + ".port", Integer.class);
	}

	@Test
	void welcomesAndEchoesWithNothingConfigured(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start(); Peer peer = Peer.connect(port(context, "tls.server"))) {
			assertThat(peer.receive()).isEqualTo("welcome!");
			peer.send("hello");
			assertThat(peer.receive()).isEqualTo("hello");
			assertThat(output.getOut().lines()).anyMatch((line) -> line.endsWith("server connected unauthorized"));
		}
	}

	@Test
	void connectsToNothingThatIsNotConfigured() throws Exception {
		// where a Redis would be
		try (ServerSocket redis = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				ConfigurableApplicationContext context = start("--spring.data.redis.port=" + redis.getLocalPort());
				Peer peer = Peer.connect(port(context, "tls.server"))) {
			assertThat(peer.receive()).isEqualTo("welcome!");
			assertThat(get("http://localhost:" + port(context, "server") + "/actuator/health")).contains("\"UP\"");
			redis.setSoTimeout(1);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(redis::accept);
		}
	}

	@Test
	void showsTheCertificateOfTheCommandLine() throws Exception {
		X509Bundle identity = new CertificateBuilder().subject("CN=localhost")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		Path key = identity.toTempPrivateKeyPem().toPath();
		Path cert = identity.toTempCertChainPem().toPath();
		try (ConfigurableApplicationContext context = start("--tls.server.key=file:" + key,
				"--tls.server.cert=file:" + cert); Peer peer = Peer.connect(port(context, "tls.server"))) {
			assertThat(peer.certificate()).isEqualTo(identity.getCertificate());
		}
	}

	@Test
	void saysWhyAClientIsUnauthorized(CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = start("--tls.server.request-cert=true",
				"--tls.server.reject-unauthorized=false"); Peer peer = Peer.connect(port(context, "tls.server"))) {
			assertThat(peer.receive()).isEqualTo("welcome!");
			assertThat(output.getOut().lines())
				.anyMatch((line) -> line.matches(".* server connected unauthorized [A-Z_]+"));
		}
	}

	@Test
	void showsItsMetersToActuatorAndPrometheus() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			String actuator = "http://localhost:" + port(context, "server") + "/actuator/";
			try (Peer peer = Peer.connect(port(context, "tls.server"))) {
				assertThat(peer.receive()).isEqualTo("welcome!");
				assertThat(get(actuator + "metrics/tls.server.connections")).contains("\"value\":1.0");
				assertThat(get(actuator + "prometheus")).contains("tls_server_connections{server=\"default\"} 1.0")
					.contains("tls_server_handshakes_seconds_count{")
					.contains("tls_server_bytes_written_bytes_total{server=\"default\"}");
				assertThat(get(actuator + "health")).contains("UP");
				assertThat(get(actuator + "health/tls")).contains("\"status\":\"UP\"");
				assertThat(get(actuator + "tls/default"))
					.contains("\"engine\":{\"name\":\"jdk\",\"configured\":\"jdk\",\"passedOver\":[]}")
					.contains("\"connections\":1,\"pendingHandshakes\":0")
					.contains("\"handshakeTimeout\":\"PT2M\"")
					.containsPattern("\"validUntil\":\"\\d{4}-\\d\\d-\\d\\dT")
					.doesNotContainIgnoringCase("private");
			}
			Awaitility.await()
				.untilAsserted(() -> assertThat(get(actuator + "metrics/tls.server.connection.duration"))
					.contains("{\"statistic\":\"COUNT\",\"value\":1.0}"));
		}
	}

	@Test
	void reloadsByActuatorWhenItMay(@TempDir Path folder) throws Exception {
		Path key = folder.resolve("key.pem");
		Path cert = folder.resolve("cert.pem");
		writeIdentity(key, cert);
		try (ConfigurableApplicationContext context = start("--management.endpoint.tls.access=unrestricted",
				"--tls.server.key=file:" + key, "--tls.server.cert=file:" + cert)) {
			String endpoint = "http://localhost:" + port(context, "server") + "/actuator/tls";
			assertThat(post(endpoint)).isEqualTo("200 {\"servers\":{\"default\":{\"reloaded\":[]}},\"clients\":{}}");
			X509Bundle renewed = writeIdentity(key, cert);
			assertThat(post(endpoint + "/default"))
				.isEqualTo("200 {\"servers\":{\"default\":{\"reloaded\":[\"default\"]}},\"clients\":{}}");
			Files.writeString(cert, "garbage");
			assertThat(post(endpoint)).startsWith("500 {\"servers\":{\"default\":{\"reloaded\":[],\"error\":")
				.contains("tls.server.cert", cert.toString());
			try (Peer peer = Peer.connect(port(context, "tls.server"))) {
				assertThat(peer.certificate()).isEqualTo(renewed.getCertificate());
			}
			assertThat(post(endpoint + "/nowhere")).startsWith("404");
		}
	}

	@Test
	void reloadsNothingByActuatorUnlessItMay() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(post("http://localhost:" + port(context, "server") + "/actuator/tls")).startsWith("405");
		}
	}

	private static X509Bundle writeIdentity(Path key, Path cert) throws Exception {
		X509Bundle identity = new CertificateBuilder().subject("CN=localhost")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		Files.writeString(key, identity.getPrivateKeyPEM());
		Files.writeString(cert, identity.getCertificatePathPEM());
		return identity;
	}

	private static String post(String uri) throws Exception {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(uri)).POST(HttpRequest.BodyPublishers.noBody()).build(),
					HttpResponse.BodyHandlers.ofString());
		return response.statusCode() + " " + response.body();
	}

	private static String get(String uri) throws Exception {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

}
