package dev.tlsboot.autoconfigure.actuate;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class TlsHealthIndicatorTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TlsAutoConfiguration.class, TlsServerAutoConfiguration.class,
				TlsHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class))
		.withBean(SecureConnectionListener.class, TestTls::echo)
		.withPropertyValues("tls.server.host=127.0.0.1", "tls.server.self-signed=true");

	private static Health health(AssertableApplicationContext context) {
		return context.getBean(TlsHealthIndicator.class).health();
	}

	@Test
	void isUpWhileTheServerListensAndDownOnceItDoesNot() {
		this.runner.withPropertyValues("tls.server.port=0").run((context) -> {
			int port = context.getEnvironment().getRequiredProperty("local.tls.server.port", Integer.class);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails()).containsOnlyKeys("default")
				.containsEntry("default", "127.0.0.1:" + port);
			TestTls.get(context.getBean(TlsServer.class).close());
			assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context).getDetails()).containsEntry("default", "not listening");
		});
	}

	@Test
	void isNotThereWithoutAServer() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(TlsHealthIndicator.class));
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("tls.server.port=0", "management.health.tls.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TlsHealthIndicator.class));
	}

	@Test
	void isNotThereWithoutTheHealthModule() {
		this.runner.withPropertyValues("tls.server.port=0")
			.withClassLoader(new FilteredClassLoader(Health.class))
			.run((context) -> assertThat(context).doesNotHaveBean("tlsHealthIndicator"));
	}

}
