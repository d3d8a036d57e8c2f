package dev.tlsboot.engine.bc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An engine to be tested, and the JDK's as its client.
 */
final class Pair {

	static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	final SSLEngine client;

	final SSLEngine server;

	final ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);

	final ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);

	final ByteBuffer clear = ByteBuffer.allocate(32 * 1024);

	int finished;

	Pair(SSLEngine server) {
		this(server, trustingContext());
	}

	Pair(SSLEngine server, SSLContext context) {
		this.server = server;
		this.client = context.createSSLEngine();
		this.client.setUseClientMode(true);
	}

	private static SSLContext trustingContext() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	Pair shakeHands() throws SSLException {
		this.client.beginHandshake();
		for (int i = 0; i < 20 && (this.finished == 0 || isHandshaking(this.client)); i++) {
			move(this.client, this.toServer, this.server);
			move(this.server, this.toClient, this.client);
		}
		assertThat(this.finished).isOne();
		return this;
	}

	private static boolean isHandshaking(SSLEngine engine) {
		return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
	}

	/**
	 * Let an engine write what it has to, and the other one read it.
	 */
	private void move(SSLEngine from, ByteBuffer wire, SSLEngine to) throws SSLException {
		runTasks(from);
		while (from.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
			count(from, from.wrap(NOTHING, wire));
		}
		wire.flip();
		while (wire.hasRemaining()) {
			SSLEngineResult result = to.unwrap(wire, this.clear.clear());
			count(to, result);
			runTasks(to);
			if (result.bytesConsumed() == 0 && to.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
				break;
			}
		}
		wire.compact();
	}

	private void count(SSLEngine engine, SSLEngineResult result) {
		if (engine == this.server && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
			this.finished++;
		}
	}

	private static void runTasks(SSLEngine engine) {
		for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
			task.run();
		}
	}

	void send(String text) throws SSLException {
		pass(this.client, this.server, text);
	}

	void answer(String text) throws SSLException {
		pass(this.server, this.client, text);
	}

	private void pass(SSLEngine from, SSLEngine to, String text) throws SSLException {
		ByteBuffer wire = ByteBuffer.allocate(32 * 1024);
		from.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), wire);
		wire.flip();
		this.clear.clear();
		while (wire.hasRemaining()) {
			to.unwrap(wire, this.clear);
		}
		assertThat(StandardCharsets.UTF_8.decode(this.clear.flip()).toString()).isEqualTo(text);
	}

}
