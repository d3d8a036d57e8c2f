package dev.tlsboot.autoconfigure.actuate;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.info.InfoContributorAutoConfiguration;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class TlsInfoContributorTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(TlsAutoConfiguration.class, TlsServerAutoConfiguration.class,
				TlsInfoContributorAutoConfiguration.class, InfoContributorAutoConfiguration.class))
		.withBean(SecureConnectionListener.class, TestTls::echo)
		.withPropertyValues("tls.server.host=127.0.0.1", "tls.server.self-signed=true", "tls.server.engine=jdk");

	@Test
	void saysWhereServersAreAndWhatTheySpeakWhenAsked() {
		this.runner.withPropertyValues("tls.server.port=0", "management.info.tls.enabled=true").run((context) -> {
			context.getBean(TlsServer.class).addContext("a.test", TestTls.serverContext().build());
			Info.Builder builder = new Info.Builder();
			context.getBean(TlsInfoContributor.class).contribute(builder);
			String address = "127.0.0.1:" + context.getEnvironment().getProperty("local.tls.server.port");
			assertThat(builder.build().getDetails()).containsExactly(
					Map.entry("tls", Map.of("servers", Map.of("default", Map.of("address", address, "engine", "jdk",
							"protocols", List.of("TLSv1.3", "TLSv1.2"), "serverNames", Set.of("a.test"))))));
		});
	}

	@Test
	void saysNothingByItself() {
		this.runner.withPropertyValues("tls.server.port=0")
			.run((context) -> assertThat(context).doesNotHaveBean(TlsInfoContributor.class));
	}

	@Test
	void isNotThereWithoutAServer() {
		this.runner.withPropertyValues("management.info.tls.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(TlsInfoContributor.class));
	}

	@Test
	void isNotThereWithoutActuator() {
		this.runner.withPropertyValues("tls.server.port=0", "management.info.tls.enabled=true")
			.withClassLoader(new FilteredClassLoader(InfoContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("tlsInfoContributor"));
	}

}
