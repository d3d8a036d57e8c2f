package dev.tlsboot.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/**
 * Stands between one client and a server, rewrites the client's first record, and passes
 * on the rest as it is.
 */
public final class HelloRelay implements AutoCloseable {

	private static final int HEADER_LENGTH = 5;

	private final ServerSocket listener;

	private final int target;

	private final UnaryOperator<byte[]> rewriting;

	private final boolean byteByByte;

	private HelloRelay(int target, boolean byteByByte, UnaryOperator<byte[]> rewriting) throws IOException {
		this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		this.target = target;
		this.byteByByte = byteByByte;
		this.rewriting = rewriting;
		start(this::relay);
	}

	/**
	 * Pass on the first record after it has been rewritten.
	 */
	public static HelloRelay rewriting(int target, UnaryOperator<byte[]> rewriting) throws IOException {
		return new HelloRelay(target, false, rewriting);
	}

	/**
	 * Pass on the first record in TCP segments of one byte each.
	 */
	public static HelloRelay byteByByte(int target) throws IOException {
		return new HelloRelay(target, true, UnaryOperator.identity());
	}

	/**
	 * Return the same message in records of one byte each.
	 */
	public static byte[] inRecordsOfOneByte(byte[] record) {
		int length = record.length - HEADER_LENGTH;
		ByteBuffer records = ByteBuffer.allocate(length * (HEADER_LENGTH + 1));
		for (int i = 0; i < length; i++) {
			records.put(record, 0, 3).putShort((short) 1).put(record[HEADER_LENGTH + i]);
		}
		return records.array();
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	private void relay() throws IOException {
		try (Socket client = this.listener.accept();
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
			server.setTcpNoDelay(true);
			start(() -> copy(server.getInputStream(), client.getOutputStream()));
			DataInputStream input = new DataInputStream(client.getInputStream());
			byte[] header = input.readNBytes(HEADER_LENGTH);
			int length = ByteBuffer.wrap(header).getShort(3);
			ByteBuffer record = ByteBuffer.allocate(HEADER_LENGTH + length).put(header).put(input.readNBytes(length));
			OutputStream output = server.getOutputStream();
			byte[] rewritten = this.rewriting.apply(record.array());
			if (this.byteByByte) {
				for (byte each : rewritten) {
					output.write(each);
				}
			}
			else {
				output.write(rewritten);
			}
			copy(input, output);
		}
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
		}, "relay");
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
