package dev.tlsboot.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/**
 * A client that is none of ours: the JDK's blocking one. It trusts everybody.
 */
public final class JdkPeer implements AutoCloseable {

	private final Socket wire;

	private final SSLSocket socket;

	private final BufferedReader reader;

	private JdkPeer(Socket wire, SSLSocket socket) throws IOException {
		this.wire = wire;
		this.socket = socket;
		this.reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
	}

	public static JdkPeer connect(int port) throws IOException {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
			Socket wire = new Socket("localhost", port);
			SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(wire, "localhost", port, true);
			socket.setSoTimeout(20_000);
			socket.startHandshake();
			return new JdkPeer(wire, socket);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public SSLSocket socket() {
		return this.socket;
	}

	public void send(String line) throws IOException {
		this.socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send something past TLS.
	 */
	public void sendInClear(byte[] bytes) throws IOException {
		this.wire.getOutputStream().write(bytes);
	}

	public String receive() throws IOException {
		return this.reader.readLine();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
