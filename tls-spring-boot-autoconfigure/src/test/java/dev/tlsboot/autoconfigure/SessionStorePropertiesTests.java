package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

import dev.tlsboot.autoconfigure.event.ClientErrorEvent;
import dev.tlsboot.autoconfigure.event.NewSessionEvent;
import dev.tlsboot.autoconfigure.event.ResumeSessionEvent;
import dev.tlsboot.autoconfigure.event.SecureConnectionEvent;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import dev.tlsboot.autoconfigure.metrics.TlsMetricsAutoConfiguration;
import dev.tlsboot.engine.Role;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.session.ResumptionOutcome;
import dev.tlsboot.session.TlsSessionStore;
import dev.tlsboot.testing.MapSessionStore;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestTls;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class SessionStorePropertiesTests {

	private static final String KEY = "tls.server.session.encryption-key="
			+ Base64.getEncoder().encodeToString(new byte[32]);

	private static final String SECRET_MASK = "AAAAAAAAAAAAAAAA";

	private final MapSessionStore store = new MapSessionStore();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, TlsAutoConfiguration.class,
				TlsServerAutoConfiguration.class, TlsMetricsAutoConfiguration.class, MetricsAutoConfiguration.class))
		.withPropertyValues("tls.server.port=0", "tls.server.self-signed=true")
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(Recorder.class)
		.withBean(SecureConnectionListener.class, TestTls::echo);

	private ApplicationContextRunner with(TlsSessionStore bean) {
		return this.runner.withBean(TlsSessionStore.class, () -> bean)
			.withPropertyValues("tls.server.session.store=bean", KEY);
	}

	@Test
	void chooseTheEngineThatCan() {
		with(this.store).run((context) -> assertThat(
				context.getBean(TlsServer.class).secureContext().engineContext(Role.SERVER).engine().name())
			.isEqualTo("bouncycastle"));
	}

	@Test
	void makeOneSessionOfSixConnectionsAndTellOfEach() {
		with(this.store).run((context) -> {
			reconnect(context);
			Recorder recorder = context.getBean(Recorder.class);
			await().until(() -> recorder.of(SecureConnectionEvent.class).size() == 6);
			assertThat(recorder.of(NewSessionEvent.class)).singleElement().satisfies((event) -> {
				assertThat(event.getServer()).isSameAs(context.getBean(TlsServer.class));
				assertThat(event.getId()).isEqualTo(this.store.sessions().keySet().iterator().next());
				assertThat(event.getData()).isEqualTo(this.store.sessions().get(event.getId()));
				event.getData()[0] = 99;
				assertThat(event.getData()).isEqualTo(this.store.sessions().get(event.getId()));
			});
			assertThat(recorder.of(ResumeSessionEvent.class)).hasSize(5)
				.allSatisfy((event) -> assertThat(event.getOutcome()).isEqualTo(ResumptionOutcome.HIT))
				.extracting(ResumeSessionEvent::getId)
				.containsOnly(this.store.sessions().keySet().iterator().next());
			assertThat(counted(context, "new")).isEqualTo(1);
			assertThat(counted(context, "hit")).isEqualTo(5);
			assertThat(context.getBean(MeterRegistry.class).get("tls.server.sessions").counters()).hasSize(2);
		});
	}

	@Test
	void makeSixSessionsWhenTheStoreReturnsGarbage() {
		with(new MapSessionStore() {
			@Override
			public CompletionStage<Optional<byte[]>> get(String id) {
				return CompletableFuture.completedFuture(Optional.of(new byte[64]));
			}
		}).run((context) -> {
			reconnect(context);
			Recorder recorder = context.getBean(Recorder.class);
			await().until(() -> recorder.of(SecureConnectionEvent.class).size() == 6);
			assertThat(counted(context, "new")).isEqualTo(6);
			assertThat(counted(context, "miss")).isEqualTo(5);
			assertThat(recorder.of(ClientErrorEvent.class)).isEmpty();
		});
	}

	@Test
	void tellOfTheErrorOfAStoreInOrder() {
		with(new MapSessionStore() {
			@Override
			public CompletionStage<Optional<byte[]>> get(String id) {
				return CompletableFuture.failedFuture(new IOException("down"));
			}
		}).run((context) -> {
			Recorder recorder = context.getBean(Recorder.class);
			try (PeerProcess client = openssl(context, "-reconnect")) {
				assertThat(client.awaitExit()).isNotZero();
			}
			await().until(() -> !recorder.of(ClientErrorEvent.class).isEmpty());
			ClientErrorEvent error = recorder.of(ClientErrorEvent.class).get(0);
			assertThat(error.getReason()).isEqualTo(FailureReason.SESSION_STORE);
			assertThat(error.getException()).hasMessageContaining("down");
			ResumeSessionEvent resumption = recorder.of(ResumeSessionEvent.class).get(0);
			assertThat(resumption.getOutcome()).isEqualTo(ResumptionOutcome.ERROR);
			assertThat(recorder.events.stream().toList().indexOf(resumption))
				.isLessThan(recorder.events.stream().toList().indexOf(error));
			assertThat(counted(context, "error")).isEqualTo(1);
			assertThat(context.getBean(MeterRegistry.class)
				.get("tls.server.handshakes")
				.tags("reason", "session-store")
				.timer()
				.count()).isEqualTo(1);
		});
	}

	@Test
	void storeNothingInClearWhereThereIsAKey() {
		with(this.store).run((context) -> {
			reconnect(context);
			byte[] stored = this.store.sessions().values().iterator().next();
			// the first byte is the format
			assertThat(stored[0]).isEqualTo((byte) 1);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void resumeFromACacheOfTheApplication(boolean virtualThreads, CapturedOutput output) {
		ConcurrentMapCacheManager caches = new ConcurrentMapCacheManager();
		this.runner.withBean(ConcurrentMapCacheManager.class, () -> caches)
			.withPropertyValues("tls.server.session.store=cache", KEY,
					"spring.threads.virtual.enabled=" + virtualThreads)
			.run((context) -> {
				reconnect(context);
				await().until(() -> context.getBean(Recorder.class).of(SecureConnectionEvent.class).size() == 6);
				assertThat(counted(context, "hit")).isEqualTo(5);
				assertThat(caches.getCacheNames()).containsExactly("tls-sessions");
			});
		assertThat(output).contains("never forgets").doesNotContain(SECRET_MASK);
	}

	@Test
	void sayAtStartUpWhoIsNotServed(CapturedOutput output) {
		with(this.store).run((context) -> assertThat(output).contains("those of TLS 1.3 make full handshakes"));
		with(this.store).withPropertyValues("tls.server.protocols=TLSv1.2")
			.run((context) -> assertThat(output.getOut().split("make full handshakes")).hasSize(2));
	}

	@Test
	void doNotSealWithoutAKeyAndSaySo(CapturedOutput output) {
		this.runner.withBean(TlsSessionStore.class, () -> this.store)
			.withPropertyValues("tls.server.session.store=bean")
			.run((context) -> {
				reconnect(context);
				await().until(() -> context.getBean(Recorder.class).of(SecureConnectionEvent.class).size() == 6);
				assertThat(counted(context, "hit")).isEqualTo(5);
			});
		assertThat(output).contains("without a seal");
	}

	private static double counted(AssertableApplicationContext context, String event) {
		return context.getBean(MeterRegistry.class).get("tls.server.sessions").tags("event", event).counter().count();
	}

	/**
	 * Connect six times in a row.
	 */
	private static void reconnect(AssertableApplicationContext context) {
		try (PeerProcess client = openssl(context, "-reconnect")) {
			await().atMost(Duration.ofSeconds(30))
				.until(() -> context.getBean(Recorder.class).of(SecureConnectionEvent.class).size() == 6);
			client.closeInput().awaitExit();
		}
	}

	private static PeerProcess openssl(AssertableApplicationContext context, String... options) {
		List<String> command = new ArrayList<>(
				List.of("openssl", "s_client", "-tls1_2", "-no_ticket", "-servername", "localhost", "-connect",
						"127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.tls.server.port")));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	static class Recorder {

		private final BlockingQueue<TlsEvent> events = new LinkedBlockingQueue<>();

		@EventListener
		void on(TlsEvent event) {
			this.events.add(event);
		}

		<E extends TlsEvent> List<E> of(Class<E> type) {
			return this.events.stream().filter(type::isInstance).map(type::cast).toList();
		}

	}

}
