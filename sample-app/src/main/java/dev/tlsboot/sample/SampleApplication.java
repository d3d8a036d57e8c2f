package dev.tlsboot.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs the echo server, or with the profile {@code client} the client.
 */
@EnableCaching
@SpringBootApplication
public class SampleApplication {

	/**
	 * Run until the server is stopped, or until one side of the client's connection ends.
	 * @param args properties, as in {@code --tls.server.port=9443}
	 */
	public static void main(String[] args) {
		ConfigurableApplicationContext context = start(args);
		context.getBeanProvider(PipeClient.class).ifAvailable((client) -> System.exit(SpringApplication.exit(context)));
	}

	static ConfigurableApplicationContext start(String... args) {
		SpringApplication application = new SpringApplication(SampleApplication.class);
		// whoever calls this, so that what AOT processing made of it is found
		application.setMainApplicationClass(SampleApplication.class);
		application.addInitializers(new SelfSignedByDefault());
		return application.run(args);
	}

}
