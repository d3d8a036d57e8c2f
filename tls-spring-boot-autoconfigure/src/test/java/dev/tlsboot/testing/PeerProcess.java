package dev.tlsboot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Somebody else's TLS as a child process: what it prints is collected, standard error
 * with it.
 */
public final class PeerProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Process process;

	private final StringBuffer output = new StringBuffer();

	private final Thread reader;

	private PeerProcess(List<String> command) {
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader = new Thread(this::collect, "output of " + command.get(0));
		this.reader.setDaemon(true);
		this.reader.start();
	}

	public static PeerProcess start(String... command) {
		return new PeerProcess(List.of(command));
	}

	public static PeerProcess start(List<String> command) {
		return new PeerProcess(command);
	}

	/**
	 * Return whether a program can be started here.
	 */
	public static boolean isInstalled(String program, String versionOption) {
		try {
			Process process = new ProcessBuilder(program, versionOption).redirectErrorStream(true).start();
			process.getInputStream().readAllBytes();
			return process.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void collect() {
		try (InputStream input = this.process.getInputStream()) {
			byte[] buffer = new byte[8192];
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				this.output.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			this.output.append(ex);
		}
	}

	public PeerProcess send(String text) {
		try {
			OutputStream input = this.process.getOutputStream();
			input.write(text.getBytes(StandardCharsets.UTF_8));
			input.flush();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(output(), ex);
		}
	}

	public PeerProcess closeInput() {
		try {
			this.process.getOutputStream().close();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public PeerProcess awaitOutput(String text) {
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(output()).contains(text));
		return this;
	}

	/**
	 * Wait until the process has ended by itself.
	 * @return its exit code
	 */
	public int awaitExit() {
		try {
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("Still running, after it printed:\n" + output());
			}
			this.reader.join();
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public String output() {
		return this.output.toString();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
