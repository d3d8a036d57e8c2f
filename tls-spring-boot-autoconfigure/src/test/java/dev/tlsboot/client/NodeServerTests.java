package dev.tlsboot.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Our client and Node's server.
 */
class NodeServerTests {

	private static final String SERVER = """
			const tls = require('tls'), fs = require('fs');
			const [version, folder] = process.argv.slice(1);
			const server = tls.createServer({
			  minVersion: version, maxVersion: version, requestCert: true, rejectUnauthorized: true,
			  ca: fs.readFileSync(folder + '/ca.pem'),
			  key: fs.readFileSync(folder + '/key.pem'), cert: fs.readFileSync(folder + '/cert.pem'),
			}, (socket) => {
			  console.log('server connected', socket.authorized, socket.getPeerCertificate().subject.CN,
			    socket.servername);
			  socket.write('welcome!\\n');
			  socket.pipe(socket);
			});
			server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port + '.'));
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
	void isAuthorizedAndEchoedTo(String version) {
		this.pki.writeAuthority(this.folder);
		TestPki.writeKey(this.folder, this.pki.rsaServer());
		TestPki.writeChain(this.folder, this.pki.rsaServer());
		SecureContext context = TestTls.clientContext().credentials(TestPki.credentials(this.pki.client())).build();
		try (TestTls tls = new TestTls();
				PeerProcess server = PeerProcess.start("node", "-e", SERVER, version, this.folder.toString())) {
			CleartextStream stream = TestTls.get(tls.client(context).connect(port(server), "localhost"));
			assertThat(stream.authorized()).isTrue();
			assertThat(stream.protocol()).isEqualTo(version);
			StringBuffer received = new StringBuffer();
			stream.onData((data) -> received.append(StandardCharsets.UTF_8.decode(data)));
			stream.write("hello");
			await().untilAsserted(() -> assertThat(received).hasToString("welcome!\nhello"));
			server.awaitOutput("server connected true client localhost");
			stream.end();
			await().until(() -> !stream.isOpen());
			assertThat(tls.clientSide().errors()).isEmpty();
		}
	}

	private static int port(PeerProcess server) {
		Matcher port = Pattern.compile("port (\\d+)\\.").matcher(server.awaitOutput(".").output());
		assertThat(port.find()).isTrue();
		return Integer.parseInt(port.group(1));
	}

}
