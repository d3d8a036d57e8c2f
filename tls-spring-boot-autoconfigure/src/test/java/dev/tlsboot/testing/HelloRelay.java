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
 * Stands between one client and a server, rewrites the first record of one of them, and
 * passes on the rest as it is.
 */
public final class HelloRelay implements AutoCloseable {

	private static final int HEADER_LENGTH = 5;

	private final ServerSocket listener;

	private final int target;

	private final UnaryOperator<byte[]> rewriting;

	private final UnaryOperator<byte[]> answerRewriting;

	private final boolean byteByByte;

	private HelloRelay(int target, boolean byteByByte, UnaryOperator<byte[]> rewriting,
			UnaryOperator<byte[]> answerRewriting) throws IOException {
		this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		this.target = target;
		this.byteByByte = byteByByte;
		this.rewriting = rewriting;
		this.answerRewriting = answerRewriting;
		start(this::relay);
	}

	/**
	 * Pass on the first record after it has been rewritten.
	 */
	public static HelloRelay rewriting(int target, UnaryOperator<byte[]> rewriting) throws IOException {
		return new HelloRelay(target, false, rewriting, UnaryOperator.identity());
	}

	/**
	 * Pass on the first record of each side in TCP segments of one byte each.
	 */
	public static HelloRelay byteByByte(int target) throws IOException {
		return new HelloRelay(target, true, UnaryOperator.identity(), UnaryOperator.identity());
	}

	/**
	 * Pass on the server's first record after it has been rewritten.
	 */
	public static HelloRelay rewritingAnswer(int target, UnaryOperator<byte[]> rewriting) throws IOException {
		return new HelloRelay(target, false, UnaryOperator.identity(), rewriting);
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
			client.setTcpNoDelay(true);
			start(() -> copy(server.getInputStream(), client.getOutputStream(), this.answerRewriting));
			copy(client.getInputStream(), server.getOutputStream(), this.rewriting);
		}
	}

	private void copy(InputStream stream, OutputStream output, UnaryOperator<byte[]> rewriting) throws IOException {
		DataInputStream input = new DataInputStream(stream);
		byte[] header = new byte[HEADER_LENGTH];
		input.readFully(header);
		ByteBuffer record = ByteBuffer.allocate(HEADER_LENGTH + ByteBuffer.wrap(header).getShort(3)).put(header);
		input.readFully(record.array(), HEADER_LENGTH, record.remaining());
		byte[] rewritten = rewriting.apply(record.array());
		if (this.byteByByte) {
			for (byte each : rewritten) {
				output.write(each);
			}
		}
		else {
			output.write(rewritten);
		}
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
