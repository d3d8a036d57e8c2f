package dev.tlsboot.server;

import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Our server and Node's client.
 */
@ParameterizedClass
@EnumSource(TestEngine.class)
class NodeClientTests {

	@Parameter
	private TestEngine engine;

	private static final String CLIENT = """
			const tls = require('tls'), fs = require('fs');
			const [port, version, folder] = process.argv.slice(1);
			const socket = tls.connect({
			  host: '127.0.0.1', port, servername: 'localhost', minVersion: version, maxVersion: version,
			  ca: fs.readFileSync(folder + '/ca.pem'),
			  key: fs.readFileSync(folder + '/key.pem'), cert: fs.readFileSync(folder + '/cert.pem'),
			}, () => {
			  console.log('client connected', socket.authorized, socket.getProtocol());
			  socket.end('hello from node');
			});
			socket.setEncoding('utf8');
			socket.on('data', (data) => console.log('data', data));
			socket.on('end', () => console.log('server ended'));
			""";

	private final TestPki pki = TestPki.get();

	@TempDir
	private Path folder;

	@BeforeAll
	static void needsNode() {
		assumeTrue(PeerProcess.isInstalled("node", "--version"), "no Node.js here");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.2", "TLSv1.3" })
	void echoesToAnAuthorizedClient(String version) throws Exception {
		this.pki.writeAuthority(this.folder);
		TestPki.writeKey(this.folder, this.pki.client());
		TestPki.writeChain(this.folder, this.pki.client());
		SecureContext context = this.engine.serverContext().trust(this.pki.anchors()).requestCert(true).build();
		BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();
		try (TestTls tls = new TestTls(this.engine)) {
			TlsServer server = tls.serve(context, (stream) -> {
				streams.add(stream);
				stream.pipe(stream);
			}, (builder) -> {
			});
			try (PeerProcess client = PeerProcess.start("node", "-e", CLIENT, String.valueOf(TestTls.port(server)),
					version, this.folder.toString())) {
				assertThat(client.awaitExit()).isZero();
				assertThat(client.output()).contains("client connected true " + version, "data hello from node",
						"server ended");
			}
			CleartextStream stream = streams.poll(10, TimeUnit.SECONDS);
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.protocol()).isEqualTo(version);
			assertThat(stream.peerCertificate().subject()).containsKey("CN");
			assertThat(tls.serverSide().errors()).isEmpty();
		}
	}

}
