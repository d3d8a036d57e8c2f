package dev.tlsboot.documentation;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import dev.tlsboot.autoconfigure.TlsServerFactory;
import dev.tlsboot.client.SecureConnectListener;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.server.BlockingConnectionHandler;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.TlsPipelineCustomizer;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.LineEncoder;
import io.netty.handler.codec.string.StringDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The snippets of the README's other chapters: see {@link ReadmeTests}.
 */
final class ServerSnippets {

	private static final Logger log = LoggerFactory.getLogger(ServerSnippets.class);

	private ServerSnippets() {
	}

	@Configuration(proxyBeanMethods = false)
	static class Echo {

		@Bean
		SecureConnectionListener echo() {
			return (stream) -> {
				log.info("server connected {}", stream.authorized() ? "authorized" : "unauthorized");
				stream.write("welcome!\n");
				stream.pipe(stream);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Events {

		@Bean
		SecureConnectionListener byEvents() {
			return (stream) -> {
				stream.onData((data) -> {
					if (!stream.write(data)) {
						stream.pause();
					}
				});
				stream.onDrain(stream::resume);
				stream.onEnd(stream::end);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Blocking {

		@Bean
		BlockingConnectionHandler blocking() {
			return (stream) -> stream.inputStream().transferTo(stream.outputStream());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Reactive {

		@Bean
		SecureConnectionListener reactive() {
			return (stream) -> stream.publisher().subscribe(stream.subscriber());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Codecs {

		@Bean
		TlsPipelineCustomizer lines() {
			return (pipeline, stream) -> pipeline.addLast(new LineBasedFrameDecoder(1024, true, true));
		}

		@Bean
		SecureConnectionListener syslog() {
			return (stream) -> stream.onData((line) -> log.info("{}", StandardCharsets.UTF_8.decode(line)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Client {

		@Bean
		ApplicationRunner hello(TlsClient tlsClient) {
			return (arguments) -> {
				tlsClient.connect().thenAccept((stream) -> {
					stream.onData((data) -> log.info("{} bytes", data.remaining()));
					stream.write("hello\n");
				});
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Reconnecting {

		@Bean
		SecureConnectListener logs() {
			return (stream) -> stream.onData((data) -> log.info("{} bytes", data.remaining()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Named {

		@Bean
		@Qualifier("devices")
		SecureConnectionListener devices() {
			return (stream) -> stream.pipe(stream);
		}

		@Bean
		ApplicationRunner audit(@Qualifier("audit") TlsClient client) {
			return (arguments) -> client.connect().thenAccept((stream) -> stream.write("started\n"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(GatewayProperties.class)
	static class Gateway {

		@Bean
		TlsServer gateway(TlsServerFactory servers, GatewayProperties properties) {
			return servers.create("gateway", "gateway.tls", properties.getTls(), (stream) -> stream.pipe(stream));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Syslog {

		@Bean
		TlsPipelineCustomizer octetCounting() {
			return (pipeline, stream) -> pipeline.addLast(new OctetCounting());
		}

		@Bean
		SecureConnectionListener syslog(Consumer<String> messages) {
			return (stream) -> stream
				.onData((message) -> messages.accept(StandardCharsets.UTF_8.decode(message).toString()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Frames {

		@Bean
		TlsPipelineCustomizer frames() {
			return (pipeline, stream) -> pipeline.addLast(new LengthFieldBasedFrameDecoder(65535 + 2, 0, 2, 0, 2),
					new LengthFieldPrepender(2));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Lines {

		@Bean
		TlsPipelineCustomizer lines() {
			return (pipeline, stream) -> pipeline.addLast(new LineBasedFrameDecoder(1024), new StringDecoder(),
					new LineEncoder());
		}

		@Bean
		SecureConnectionListener commands() {
			return (stream) -> stream.onMessage(String.class,
					(line) -> stream.writeMessage(line.equals("PING") ? "PONG" : "what is " + line + "?"));
		}

	}

}
