package dev.tlsboot.documentation;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The protocols of the README's recipes, with clients that are none of ours.
 */
@Timeout(60)
class RecipeTests {

	private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TlsAutoConfiguration.class, TlsServerAutoConfiguration.class))
		.withBean("messages", Consumer.class, () -> (Consumer<String>) this.messages::add)
		.withPropertyValues("tls.server.port=0", "tls.server.host=127.0.0.1", "tls.server.self-signed=true");

	@Test
	void receivesSyslogByCountingOctets() {
		run(ServerSnippets.Syslog.class, (peer, out, in) -> {
			out.write("5 <13>A13 <14>zw\u00f6lf ok".getBytes(StandardCharsets.UTF_8));
			out.flush();
			assertThat(this.messages.poll(20, TimeUnit.SECONDS)).isEqualTo("<13>A");
			assertThat(this.messages.poll(20, TimeUnit.SECONDS)).isEqualTo("<14>zw\u00f6lf ok");
			// in two records
			out.write("8 <15".getBytes(StandardCharsets.UTF_8));
			out.flush();
			out.write(">abcd".getBytes(StandardCharsets.UTF_8));
			out.flush();
			assertThat(this.messages.poll(20, TimeUnit.SECONDS)).isEqualTo("<15>abcd");
		});
	}

	@Test
	void hangsUpOnWhoDoesNotCount() {
		run(ServerSnippets.Syslog.class, (peer, out, in) -> {
			out.write("<13>no length at all".getBytes(StandardCharsets.UTF_8));
			out.flush();
			assertThat(endOf(in)).isZero();
			assertThat(this.messages).isEmpty();
		});
	}

	@Test
	void exchangesFramesWithTheirLength() {
		run(FramesAndEcho.class, (peer, out, in) -> {
			byte[] largest = new byte[65535];
			out.writeUTF("frame");
			out.writeShort(largest.length);
			out.write(largest);
			out.flush();
			assertThat(in.readUTF()).isEqualTo("frame");
			assertThat(in.readUnsignedShort()).isEqualTo(largest.length);
			in.readFully(largest);
		});
	}

	@Test
	void answersLines() {
		run(ServerSnippets.Lines.class, (peer, out, in) -> {
			peer.send("PING");
			assertThat(peer.receive()).isEqualTo("PONG");
			peer.send("PONG");
			assertThat(peer.receive()).isEqualTo("what is PONG?");
		});
	}

	@Test
	void resumesAtTheOtherServerBehindALoadBalancer(@TempDir Path folder) throws IOException {
		assumeTrue(PeerProcess.isInstalled("openssl", "version"), "no openssl here");
		byte[] key = new byte[80];
		new Random(1).nextBytes(key);
		ApplicationContextRunner gateway = this.runner.withUserConfiguration(ServerSnippets.Echo.class)
			.withPropertyValues("spring.application.name=gateway", "tls.server.engine=openssl",
					"tls.server.session.ticket-keys=file:" + Files.write(folder.resolve("new.key"), key));
		String session = folder.resolve("session.pem").toString();
		gateway.run((one) -> assertThat(talk(one, "-sess_out", session)).doesNotContain("Reused"));
		gateway.run((other) -> assertThat(talk(other, "-sess_in", session)).contains("Reused, TLSv1.3"));
	}

	private static String talk(ApplicationContext context, String option, String session) {
		try (PeerProcess client = PeerProcess.start("openssl", "s_client", option, session, "-servername", "localhost",
				"-connect", "127.0.0.1:" + TestTls.port(context.getBean(TlsServer.class)))) {
			client.awaitOutput("welcome!");
			client.send("Q\n").awaitExit();
			return client.output();
		}
	}

	private void run(Class<?> configuration, Dialogue dialogue) {
		this.runner.withUserConfiguration(configuration).run((context) -> {
			assertThat(context).hasNotFailed();
			try (JdkPeer peer = JdkPeer.connect(TestTls.port(context.getBean(TlsServer.class)))) {
				peer.socket().setSoTimeout(20_000);
				dialogue.with(peer, new DataOutputStream(peer.socket().getOutputStream()),
						new DataInputStream(peer.socket().getInputStream()));
			}
		});
	}

	/**
	 * Return how many bytes come before the end, whatever kind of end it is.
	 */
	private static int endOf(DataInputStream in) {
		try {
			return in.readAllBytes().length;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private interface Dialogue {

		void with(JdkPeer peer, DataOutputStream out, DataInputStream in) throws Exception;

	}

	static class FramesAndEcho extends ServerSnippets.Frames {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> stream.onData(stream::write);
		}

	}

}
