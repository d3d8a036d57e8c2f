package dev.tlsboot.sample;

import dev.tlsboot.server.SecureConnectionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * Welcomes each client and sends back what it sends. {@code tls.server} in
 * {@code application.yml} says where and how.
 */
@Configuration(proxyBeanMethods = false)
@Profile("!client")
class EchoServer {

	private static final Logger logger = LoggerFactory.getLogger(EchoServer.class);

	@Bean
	SecureConnectionListener echo() {
		return (stream) -> {
			logger.info("server connected {}", Verdict.on(stream));
			stream.write("welcome!\n");
			stream.pipe(stream);
		};
	}

}
