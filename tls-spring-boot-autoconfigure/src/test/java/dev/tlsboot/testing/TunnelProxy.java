package dev.tlsboot.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that makes tunnels: by HTTP's CONNECT, or by SOCKS 5.
 */
public final class TunnelProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final boolean socks;

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private volatile String username;

	private volatile String password;

	private volatile String more = "";

	private TunnelProxy(boolean socks) throws IOException {
		this.listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
		this.socks = socks;
		start(this::accept);
	}

	public static TunnelProxy http() throws IOException {
		return new TunnelProxy(false);
	}

	public static TunnelProxy socks5() throws IOException {
		return new TunnelProxy(true);
	}

	public TunnelProxy requiring(String username, String password) {
		this.username = username;
		this.password = password;
		return this;
	}

	/**
	 * Say something behind the answer that belongs to nobody.
	 */
	public TunnelProxy saying(String more) {
		this.more = more;
		return this;
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Return where tunnels were wanted to, as in {@code localhost:443}.
	 */
	public List<String> asked() {
		return this.asked;
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			start(() -> {
				try (client) {
					serve(client);
				}
			});
		}
	}

	private void serve(Socket client) throws IOException {
		DataInputStream input = new DataInputStream(client.getInputStream());
		OutputStream output = client.getOutputStream();
		String target = this.socks ? socksTarget(input, output) : httpTarget(input, output);
		if (target == null) {
			return;
		}
		this.asked.add(target);
		int colon = target.lastIndexOf(':');
		// what listens here does so at 127.0.0.1
		try (Socket server = new Socket(InetAddress.getLoopbackAddress(),
				Integer.parseInt(target.substring(colon + 1)))) {
			String answer = this.socks ? "\u0005\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000"
					: "HTTP/1.1 200 Connection established\r\n\r\n";
			output.write((answer + this.more).getBytes(StandardCharsets.ISO_8859_1));
			start(() -> copy(server.getInputStream(), output));
			copy(input, server.getOutputStream());
		}
	}

	private String httpTarget(DataInputStream input, OutputStream output) throws IOException {
		String request = line(input);
		String credentials = null;
		for (String header = line(input); !header.isEmpty(); header = line(input)) {
			if (header.regionMatches(true, 0, "Proxy-Authorization: Basic ", 0, 27)) {
				credentials = new String(Base64.getDecoder().decode(header.substring(27)), StandardCharsets.UTF_8);
			}
		}
		if (this.username != null && !(this.username + ":" + this.password).equals(credentials)) {
			output.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
			return null;
		}
		return request.split(" ")[1];
	}

	private String socksTarget(DataInputStream input, OutputStream output) throws IOException {
		input.readByte();
		input.readNBytes(input.readUnsignedByte());
		output.write(new byte[] { 5, (byte) ((this.username != null) ? 2 : 0) });
		if (this.username != null) {
			input.readByte();
			String name = text(input, input.readUnsignedByte());
			String secret = text(input, input.readUnsignedByte());
			boolean right = name.equals(this.username) && secret.equals(this.password);
			output.write(new byte[] { 1, (byte) (right ? 0 : 1) });
			if (!right) {
				return null;
			}
		}
		input.readNBytes(3);
		String host = switch (input.readByte()) {
			case 1 -> InetAddress.getByAddress(input.readNBytes(4)).getHostAddress();
			case 3 -> text(input, input.readUnsignedByte());
			default -> InetAddress.getByAddress(input.readNBytes(16)).getHostAddress();
		};
		return host + ":" + input.readUnsignedShort();
	}

	private static String text(InputStream input, int length) throws IOException {
		return new String(input.readNBytes(length), StandardCharsets.UTF_8);
	}

	private static String line(InputStream input) throws IOException {
		ByteBuffer line = ByteBuffer.allocate(1000);
		for (int next = input.read(); next != '\n'; next = input.read()) {
			if (next < 0) {
				throw new IOException("The client has gone");
			}
			line.put((byte) next);
		}
		return StandardCharsets.US_ASCII.decode(line.flip()).toString().strip();
	}

	private static void copy(InputStream input, OutputStream output) throws IOException {
		input.transferTo(output);
		output.close();
	}

	private static void start(Step step) {
		Thread thread = new Thread(() -> {
			try {
				step.run();
			}
			catch (IOException ex) {
				// one of the two has gone, and the other will notice
			}
		}, "proxy");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	private interface Step {

		void run() throws IOException;

	}

}
