package dev.tlsboot.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.autoconfigure.metrics.TlsMetricsAutoConfiguration;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.credential.CredentialSource;
import dev.tlsboot.credential.Credentials;
import dev.tlsboot.engine.TlsEngine;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.transport.TlsTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * A process for load generators that measure a server from outside: an echo and a sink
 * for each of an RSA and an EC key, on four consecutive ports of one event loop, with
 * meters on and a listener for every event. Arguments: the first port, a folder with
 * {@code rsa.key}, {@code rsa.crt}, {@code ec.key} and {@code ec.crt}, the engine.
 */
public final class BenchServer {

	private BenchServer() {
	}

	/**
	 * Start the servers.
	 * @param arguments port, folder, engine
	 * @throws Exception if they do not start
	 */
	public static void main(String[] arguments) throws Exception {
		int port = Integer.parseInt(arguments[0]);
		Path folder = Path.of(arguments[1]);
		TlsEngine engine = switch (arguments[2]) {
			case "jdk" -> TlsEngine.jdk();
			case "openssl" -> TlsEngine.openSsl();
			case "bouncycastle" -> TlsEngine.bouncyCastle();
			default -> throw new IllegalArgumentException(arguments[2]);
		};
		ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("tls.event-loop-threads=1", "spring.main.banner-mode=off")
			.run();
		for (String key : List.of("rsa", "ec")) {
			SecureContext context = SecureContext.builder()
				.engine(engine)
				.credentials(Credentials.fromPem(List.of(source(folder.resolve(key + ".key"))),
						List.of(source(folder.resolve(key + ".crt"))), null))
				.build();
			listen(application, context, port++, (stream) -> stream.pipe(stream));
			listen(application, context, port++, (stream) -> stream.resume());
		}
		System.out.println("ready " + engine.name());
		Thread.currentThread().join();
	}

	private static CredentialSource source(Path file) throws IOException {
		return new CredentialSource("key", file.toString(), Files.readAllBytes(file));
	}

	private static void listen(ConfigurableApplicationContext application, SecureContext context, int port,
			SecureConnectionListener listener) {
		ObjectProvider<TlsObserver> observers = application.getBeanProvider(TlsObserver.class);
		TlsServer.builder(application.getBean(TlsTransport.class), context)
			.name(String.valueOf(port))
			.host("127.0.0.1")
			.port(port)
			.listener(listener)
			.observers(observers.orderedStream().toList())
			.build()
			.listen()
			.toCompletableFuture()
			.join();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, TlsAutoConfiguration.class, MetricsAutoConfiguration.class,
			SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
			TlsMetricsAutoConfiguration.class })
	static class Application {

		private final LongAdder events = new LongAdder();

		@EventListener
		void on(TlsEvent event) {
			this.events.increment();
		}

	}

}
