package dev.tlsboot.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

import dev.tlsboot.client.TlsClient;
import dev.tlsboot.stream.CleartextStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Sends standard input to the server and prints what comes back, until one of them ends.
 * {@code tls.client} in {@code application.yml} says where the server is.
 */
@Component
@Profile("client")
class PipeClient implements ApplicationRunner, ExitCodeGenerator {

	private static final Logger logger = LoggerFactory.getLogger(PipeClient.class);

	private static final int BUFFER_SIZE = 16 * 1024;

	private final TlsClient client;

	private volatile int exitCode;

	PipeClient(TlsClient client) {
		this.client = client;
	}

	@Override
	public void run(ApplicationArguments args) throws InterruptedException {
		try {
			pipe(this.client.connect().toCompletableFuture().get());
		}
		catch (ExecutionException ex) {
			fail(ex.getCause());
		}
		catch (IOException ex) {
			fail(ex);
		}
	}

	private void fail(Throwable cause) {
		logger.error("client failed: {}", cause.getMessage());
		this.exitCode = 1;
	}

	private void pipe(CleartextStream stream) throws IOException, InterruptedException {
		CountDownLatch closed = new CountDownLatch(1);
		stream.onClose(closed::countDown);
		logger.info("client connected {}", Verdict.on(stream));
		Thread sender = new Thread(() -> send(stream), "standard-input");
		// nothing can interrupt its reading of the terminal
		sender.setDaemon(true);
		sender.start();
		copy(stream.inputStream(), System.out);
		// the server has ended, and so do we
		stream.end();
		closed.await();
	}

	private void send(CleartextStream stream) {
		try {
			copy(System.in, stream.outputStream());
		}
		catch (IOException | IllegalStateException ex) {
			// the server has ended; what it was is seen where its data comes in
			logger.debug("Sending ended", ex);
		}
		finally {
			stream.end();
		}
	}

	private static void copy(InputStream from, OutputStream to) throws IOException {
		byte[] buffer = new byte[BUFFER_SIZE];
		for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
			to.write(buffer, 0, length);
			to.flush();
		}
	}

	@Override
	public int getExitCode() {
		return this.exitCode;
	}

}
