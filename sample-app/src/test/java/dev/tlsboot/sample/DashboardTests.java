package dev.tlsboot.sample;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.jayway.jsonpath.JsonPath;
import dev.tlsboot.client.TlsClient;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Grafana dashboard, beside what a Prometheus server scrapes of the sample when it
 * has seen everything.
 */
@Timeout(120)
class DashboardTests {

	private static final Path DASHBOARD = Path.of("grafana", "tls.json");

	private static final Pattern METRIC = Pattern.compile("\\b(?:tls|ssl)_[a-z_]+");

	/**
	 * In {@code by (…)}, in matchers, and in legends.
	 */
	private static final Pattern LABELS = Pattern.compile("by \\(([^)]+)\\)|([a-z]+)=~?\"|\\{\\{([a-z]+)}}");

	private static final Pattern SCRAPED = Pattern.compile("^([a-z_]+)(?:\\{(.*?)})? ", Pattern.MULTILINE);

	@Test
	void asksForMetersThatThereAreByTagsThatTheyHave() throws Exception {
		String dashboard = Files.readString(DASHBOARD);
		List<Map<String, String>> targets = JsonPath.read(dashboard, "$.panels[*].targets[*]");
		Map<String, Set<String>> scraped = scrape();
		assertThat(targets).hasSizeGreaterThan(15).allSatisfy((target) -> {
			List<String> metrics = METRIC.matcher(target.get("expr")).results().map(MatchResult::group).toList();
			assertThat(metrics).as(target.get("expr")).isNotEmpty();
			assertThat(scraped).as(target.get("expr")).containsKeys(metrics.toArray(String[]::new));
			for (String metric : metrics) {
				assertThat(scraped.get(metric)).as("tags in " + target)
					.containsAll(labels(target.get("expr") + target.get("legendFormat")));
			}
		});
	}

	@Test
	void leavesOutNoMeterOfAServer() throws Exception {
		String expressions = String.join(" ", JsonPath.<List<String>>read(Files.readString(DASHBOARD), "$..expr"));
		Set<String> shown = METRIC.matcher(expressions)
			.results()
			.map((result) -> base(result.group()))
			.collect(Collectors.toSet());
		assertThat(shown).containsAll(scrape().keySet()
			.stream()
			.filter((name) -> name.startsWith("tls_server_"))
			.map(DashboardTests::base)
			.toList());
	}

	private static String base(String name) {
		return name.replaceFirst("_(count|sum|max)$", "");
	}

	private static Set<String> labels(String text) {
		Set<String> labels = new TreeSet<>();
		LABELS.matcher(text).results().forEach((result) -> {
			for (int group = 1; group <= result.groupCount(); group++) {
				if (result.group(group) != null) {
					labels.addAll(List.of(result.group(group).split(", ")));
				}
			}
		});
		return labels;
	}

	/**
	 * Return what is scraped, and the tags of each.
	 */
	private static Map<String, Set<String>> scrape() throws Exception {
		X509Bundle bundle = new CertificateBuilder().subject("CN=bundle")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		try (ConfigurableApplicationContext application = SampleApplication.start("--server.port=0",
				"--tls.server.port=0", "--tls.server.request-cert=true", "--tls.server.reject-unauthorized=false",
				"--tls.server.max-connections=1", "--tls.client.reject-unauthorized=false",
				"--spring.cache.type=simple",
				// the client of the application keeps its connection
				"--spring.lifecycle.timeout-per-shutdown-phase=1s", "--tls.servers.shared.port=0",
				"--tls.servers.shared.self-signed=true", "--tls.servers.shared.session.store=cache",
				"--tls.servers.shared.session.encryption-key=" + Base64.getEncoder().encodeToString(new byte[32]),
				"--spring.ssl.bundle.pem.shown.keystore.certificate=" + bundle.getCertificatePEM(),
				"--spring.ssl.bundle.pem.shown.keystore.private-key=" + bundle.getPrivateKeyPEM())) {
			int port = application.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
			seeEverything(application.getBean(TlsClient.class), port);
			makeSession(application.getEnvironment().getRequiredProperty("local.tls.shared.port", Integer.class));
			String uri = "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port")
					+ "/actuator/prometheus";
			List<Map<String, Set<String>>> last = new ArrayList<>();
			Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				last.add(parse(get(uri)));
				assertThat(last.get(last.size() - 1)).containsKeys("tls_server_renegotiations_total",
						"tls_server_connections_refused_total", "tls_server_sessions_total",
						"tls_client_handshakes_seconds_count");
			});
			return last.get(last.size() - 1);
		}
	}

	private static void seeEverything(TlsClient client, int port) throws Exception {
		Process openssl = new ProcessBuilder("openssl", "s_client", "-tls1_2", "-connect", "127.0.0.1:" + port)
			.redirectErrorStream(true)
			.start();
		String greeting = "welcome!";
		assertThat(new String(openssl.getInputStream().readNBytes(1), StandardCharsets.US_ASCII)).isNotEmpty();
		StringBuilder output = new StringBuilder();
		while (output.indexOf(greeting) < 0) {
			output.append((char) openssl.getInputStream().read());
		}
		new Socket(InetAddress.getLoopbackAddress(), port).close();
		openssl.getOutputStream().write("R\n".getBytes(StandardCharsets.US_ASCII));
		openssl.getOutputStream().flush();
		while (output.indexOf("RENEGOTIATING") < 0) {
			output.append((char) openssl.getInputStream().read());
		}
		// which is said before it is asked for; what is echoed has gone behind it
		openssl.getOutputStream().write("again\n".getBytes(StandardCharsets.US_ASCII));
		openssl.getOutputStream().flush();
		while (output.indexOf("again") < 0) {
			output.append((char) openssl.getInputStream().read());
		}
		openssl.destroy();
		openssl.waitFor();
		Awaitility.await()
			.ignoreExceptions()
			.until(() -> client.connect(port, "127.0.0.1").toCompletableFuture().get() != null);
	}

	private static void makeSession(int port) throws Exception {
		Process openssl = new ProcessBuilder("openssl", "s_client", "-tls1_2", "-no_ticket", "-connect",
				"127.0.0.1:" + port)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		openssl.getOutputStream().close();
		assertThat(openssl.waitFor()).isZero();
	}

	private static Map<String, Set<String>> parse(String scrape) {
		Map<String, Set<String>> names = new HashMap<>();
		SCRAPED.matcher(scrape)
			.results()
			.forEach((result) -> names.computeIfAbsent(result.group(1), (name) -> new TreeSet<>())
				.addAll(Pattern.compile("([a-z_]+)=\"")
					.matcher(String.valueOf(result.group(2)))
					.results()
					.map((label) -> label.group(1))
					.toList()));
		return names;
	}

	private static String get(String uri) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
			.body();
	}

}
