package dev.tlsboot.server;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.TlsEndpoint;
import dev.tlsboot.TlsObserver;
import dev.tlsboot.testing.JdkPeer;
import dev.tlsboot.testing.TestTls;
import dev.tlsboot.transport.TlsTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * All connections are on the event loop that accepts.
 */
class AcceptTests {

	private static final int CROWD = 10;

	private final TlsTransport transport = new TlsTransport(1, TlsTransport.DEFAULT_SLAB_BUFFER_SIZE);

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final CountDownLatch busy = new CountDownLatch(1);

	private final CountDownLatch crowded = new CountDownLatch(1);

	private final List<Socket> crowd = new ArrayList<>();

	private TlsServer server;

	@BeforeEach
	void start() {
		this.server = TlsServer.builder(this.transport, TestTls.serverContext().build())
			.host("localhost")
			.listener((stream) -> stream.onData(this::received))
			.observers(List.of(new TlsObserver() {

				@Override
				public void connected(TlsEndpoint endpoint) {
					AcceptTests.this.told.add("connected");
				}

			}))
			.build();
		TestTls.get(this.server.listen());
	}

	private void received(ByteBuffer data) {
		this.told.add("data");
		this.busy.countDown();
		try {
			this.crowded.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@AfterEach
	void stop() throws Exception {
		this.crowded.countDown();
		for (Socket socket : this.crowd) {
			socket.close();
		}
		this.server.close();
		TestTls.get(this.server.closeConnections());
		this.transport.close();
	}

	@Test
	void aCrowdAtTheDoorKeepsNobodyInsideWaiting() throws Exception {
		try (JdkPeer first = JdkPeer.connect(TestTls.port(this.server));
				JdkPeer second = JdkPeer.connect(TestTls.port(this.server))) {
			await().untilAsserted(() -> assertThat(this.server.pendingHandshakes()).isZero());
			first.send("keeps the event loop busy");
			assertThat(this.busy.await(60, TimeUnit.SECONDS)).isTrue();
			this.told.clear();
			for (int i = 0; i < CROWD; i++) {
				this.crowd.add(new Socket(InetAddress.getByName("localhost"), TestTls.port(this.server)));
			}
			second.send("waits");
			this.crowded.countDown();
			await().untilAsserted(() -> assertThat(this.told).hasSize(CROWD + 1));
			assertThat(this.told.indexOf("data")).isLessThanOrEqualTo(1);
			assertThat(this.server.connections()).isEqualTo(CROWD + 2);
		}
	}

}
