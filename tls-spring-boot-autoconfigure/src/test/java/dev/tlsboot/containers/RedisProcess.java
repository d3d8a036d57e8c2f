package dev.tlsboot.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

import dev.tlsboot.testing.PeerProcess;
import org.jspecify.annotations.Nullable;

/**
 * A Redis in a process on this machine.
 */
final class RedisProcess implements RedisPeer {

	private final PeerProcess process;

	private final int port;

	private RedisProcess(PeerProcess process, int port) {
		this.process = process;
		this.port = port;
	}

	static boolean isInstalled() {
		return PeerProcess.isInstalled("redis-server", "--version");
	}

	static RedisProcess start(@Nullable Identity identity) {
		String port = String.valueOf(freePort());
		List<String> command = new ArrayList<>(List.of("redis-server", "--save", "", "--bind", "127.0.0.1", "--port",
				(identity != null) ? "0" : port));
		if (identity != null) {
			command.addAll(List.of("--tls-port", port, "--tls-auth-clients", "no", "--tls-key-file",
					identity.key().toString(), "--tls-cert-file", identity.chain().toString(), "--tls-ca-cert-file",
					identity.chain().toString()));
		}
		PeerProcess process = PeerProcess.start(command).awaitOutput("Ready to accept connections");
		return new RedisProcess(process, Integer.parseInt(port));
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String host() {
		return "localhost";
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.process.close();
	}

}
