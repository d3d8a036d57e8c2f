package dev.tlsboot.autoconfigure.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.SharedSessions;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.MapSessionStore;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The table of meters in the README, beside what a server and a client register that have
 * seen everything.
 */
class MeterTableTests {

	private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

	private static final Set<String> OF_SERVERS_ONLY = Set.of("connections.refused", "renegotiations", "sessions");

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final TlsMetrics metrics = new TlsMetrics();

	private final TestTls tls = new TestTls(TestEngine.JDK);

	@TempDir
	private Path folder;

	@BeforeEach
	void seeEverything() throws Exception {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		this.metrics.bindTo(this.registry);
		SecureContext context = TestTls.serverContext().trust(TestPki.get().anchors()).requestCert(true).build();
		TlsServer server = this.tls.serve(context, TestTls.echo(),
				(builder) -> builder.maxConnections(1).observers(List.of(this.metrics)));
		int port = TestTls.port(server);
		try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-tls1_2", "-connect", "127.0.0.1:" + port,
				"-key", TestPki.writeKey(this.folder, TestPki.get().client()).toString(), "-cert",
				TestPki.writeChain(this.folder, TestPki.get().client()).toString())) {
			client.awaitOutput("welcome!");
			client.send("R\n");
			await().until(() -> this.registry.find("tls.server.renegotiations").counter() != null);
			new Socket(InetAddress.getLoopbackAddress(), port).close();
			await().until(() -> this.registry.find("tls.server.connections.refused").counter() != null);
		}
		await().until(() -> server.connections() == 0);
		CleartextStream stream = TestTls.get(
				this.tls
					.client(TestTls.clientContext().credentials(TestPki.credentials(TestPki.get().client())).build(),
							(builder) -> builder.observers(List.of(this.metrics)))
					.connect(port, "localhost"));
		stream.resume();
		stream.end();
		await().until(() -> server.connections() == 0);
		makeSession();
	}

	/**
	 * Where clients renegotiate there is no session store: this takes another engine.
	 */
	private void makeSession() {
		SecureContext context = TestEngine.BOUNCYCASTLE.serverContext()
			.sharedSessions(new SharedSessions(new MapSessionStore(), List.of()))
			.build();
		TlsServer server = this.tls.serve(context, TestTls.echo(),
				(builder) -> builder.observers(List.of(this.metrics)));
		try (PeerProcess client = PeerProcess.start("openssl", "s_client", "-tls1_2", "-no_ticket", "-connect",
				"127.0.0.1:" + TestTls.port(server))) {
			client.awaitOutput("welcome!");
		}
		await().until(() -> this.registry.find("tls.server.sessions").counter() != null);
	}

	@AfterEach
	void close() {
		this.tls.close();
	}

	@Test
	void listsTheMetersOfAServerWithTheirTypesAndTags() throws IOException {
		assertThat(registered("server")).isEqualTo(table());
	}

	@Test
	void goesForClientsAsWell() throws IOException {
		List<Row> expected = table().stream().filter((row) -> !OF_SERVERS_ONLY.contains(row.name())).toList();
		assertThat(registered("client")).isEqualTo(expected);
	}

	@Test
	void isWhatPrometheusTakes() throws Exception {
		assumeTrue(PeerProcess.isInstalled("promtool", "--version"), "no promtool here");
		Path scrape = Files.writeString(this.folder.resolve("scrape"), this.registry.scrape());
		Process promtool = new ProcessBuilder("promtool", "check", "metrics").redirectInput(scrape.toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(output).isEmpty();
		assertThat(promtool.exitValue()).isZero();
	}

	private List<Row> registered(String kind) {
		return this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("tls." + kind + "."))
			.map((id) -> new Row(id.getName().substring(("tls." + kind + ".").length()), type(id.getType()),
					id.getTags().stream().map(Tag::getKey).filter((key) -> !key.equals(kind)).collect(sorted())))
			.distinct()
			.sorted(Comparator.comparing(Row::name))
			.toList();
	}

	private static String type(Meter.Type type) {
		return switch (type) {
			case COUNTER, GAUGE, TIMER -> type.name().toLowerCase(Locale.ROOT);
			default -> throw new IllegalArgumentException(type.name());
		};
	}

	private static Collector<String, ?, Set<String>> sorted() {
		return Collectors.toCollection(TreeSet::new);
	}

	/**
	 * A row may name several meters, the second one by its last word.
	 */
	private static List<Row> table() throws IOException {
		List<Row> rows = new ArrayList<>();
		for (String line : Files.readAllLines(Path.of("..", "README.md"))) {
			if (line.startsWith("| `tls.server.") && line.split("\\|").length == 4) {
				addRows(rows, line.split("\\|"));
			}
		}
		rows.sort(Comparator.comparing(Row::name));
		return rows;
	}

	private static void addRows(List<Row> rows, String[] cells) {
		String type = cells[2].strip().split(",")[0];
		if (!Set.of("gauge", "counter", "timer").contains(type)) {
			// the table of properties
			return;
		}
		Set<String> tags = Arrays.stream(cells[3].split(";"))
			.flatMap((part) -> quoted(part.split(":")[0]).stream())
			.collect(sorted());
		List<String> names = quoted(cells[1]);
		String first = names.get(0).substring("tls.server.".length());
		rows.add(new Row(first, type, tags));
		names.stream()
			.skip(1)
			.forEach((last) -> rows.add(new Row(first.substring(0, first.lastIndexOf('.')) + last, type, tags)));
	}

	private static List<String> quoted(String text) {
		return QUOTED.matcher(text).results().map((result) -> result.group(1)).toList();
	}

	private record Row(String name, String type, Set<String> tags) {

	}

}
