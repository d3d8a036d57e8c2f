package dev.tlsboot.containers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.tlsboot.autoconfigure.TlsAutoConfiguration;
import dev.tlsboot.autoconfigure.TlsServerAutoConfiguration;
import dev.tlsboot.autoconfigure.event.ClientErrorEvent;
import dev.tlsboot.autoconfigure.event.NewSessionEvent;
import dev.tlsboot.autoconfigure.event.ResumeSessionEvent;
import dev.tlsboot.containers.RedisPeer.Identity;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.server.SecureConnectionListener;
import dev.tlsboot.session.ResumptionOutcome;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.PeerProcess;
import dev.tlsboot.testing.TestPki;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications that share one Redis, as their users configure them, and OpenSSL's client.
 */
@Timeout(180)
abstract class RedisTests {

	private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

	private final TestPki pki = TestPki.get();

	@TempDir
	private Path folder;

	abstract RedisPeer redis(@Nullable Identity identity);

	private ConfigurableApplicationContext application(RedisPeer redis, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--tls.server.port=0",
				"--tls.server.key=file:" + TestPki.writeKey(this.folder, this.pki.ecServer()),
				"--tls.server.cert=file:" + TestPki.writeChain(this.folder, this.pki.ecServer()),
				"--tls.server.session.store=cache", "--tls.server.session.encryption-key=" + KEY,
				"--spring.cache.type=redis", "--spring.cache.redis.time-to-live=5m",
				"--spring.data.redis.host=" + redis.host(), "--spring.data.redis.port=" + redis.port(),
				"--spring.data.redis.timeout=2s", "--spring.data.redis.connect-timeout=5s",
				"--spring.application.name=echo"));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new));
	}

	@Test
	void oneApplicationResumesTheSessionsOfAnotherThatIsGone() {
		try (RedisPeer redis = redis(null)) {
			String session = this.folder.resolve("session.pem").toString();
			try (ConfigurableApplicationContext one = application(redis)) {
				assertThat(connect(one, "-tls1_2", "-sess_out", session).resumed()).isFalse();
				awaitStored(one);
			}
			try (ConfigurableApplicationContext two = application(redis)) {
				assertThat(connect(two, "-tls1_2", "-sess_in", session).resumed()).isTrue();
				await().until(() -> !recorder(two).resumptions.isEmpty());
				assertThat(recorder(two).resumptions).extracting(ResumeSessionEvent::getOutcome)
					.containsExactly(ResumptionOutcome.HIT);
				assertThat(recorder(two).newSessions).isEmpty();
			}
		}
	}

	@Test
	void makesOneSessionOfSixConnections() {
		try (RedisPeer redis = redis(null); ConfigurableApplicationContext one = application(redis)) {
			try (PeerProcess client = openssl(one, "-tls1_2", "-no_ticket", "-reconnect")) {
				await().atMost(Duration.ofSeconds(30)).until(() -> recorder(one).streams.size() == 6);
				client.closeInput().awaitExit();
			}
			await().until(() -> recorder(one).resumptions.size() == 5);
			assertThat(recorder(one).newSessions).hasSize(1);
			assertThat(recorder(one).resumptions).extracting(ResumeSessionEvent::getOutcome)
				.containsOnly(ResumptionOutcome.HIT);
		}
	}

	@Test
	void knowsAClientsCertificateAtAnotherApplication() {
		String[] mutual = { "tls.server.ca=file:" + this.pki.writeAuthority(this.folder),
				"tls.server.request-cert=true" };
		Path client = this.folder.resolve("client");
		assertThat(client.toFile().mkdir()).isTrue();
		String key = TestPki.writeKey(client, this.pki.client()).toString();
		String cert = TestPki.writeChain(client, this.pki.client()).toString();
		String session = this.folder.resolve("session.pem").toString();
		try (RedisPeer redis = redis(null);
				ConfigurableApplicationContext one = application(redis, mutual);
				ConfigurableApplicationContext two = application(redis, mutual)) {
			CleartextStream first = connect(one, "-tls1_2", "-sess_out", session, "-key", key, "-cert", cert);
			assertThat(first.authorized()).isTrue();
			awaitStored(one);
			CleartextStream again = connect(two, "-tls1_2", "-sess_in", session, "-key", key, "-cert", cert);
			assertThat(again.resumed()).isTrue();
			assertThat(again.authorized()).isTrue();
			assertThat(again.peerCertificate().x509Certificate()).isEqualTo(first.peerCertificate().x509Certificate())
				.isEqualTo(this.pki.client().getCertificate());
		}
	}

	@Test
	void sharesSessionsThroughARedisWithTls() {
		Path keys = this.folder.resolve("redis");
		assertThat(keys.toFile().mkdir()).isTrue();
		Identity identity = new Identity(TestPki.writeKey(keys, this.pki.rsaServer()),
				TestPki.writeChain(keys, this.pki.rsaServer()));
		String[] tls = { "spring.ssl.bundle.pem.redis.truststore.certificate=file:" + this.pki.writeAuthority(keys),
				"spring.data.redis.ssl.bundle=redis" };
		String session = this.folder.resolve("session.pem").toString();
		try (RedisPeer redis = redis(identity);
				ConfigurableApplicationContext one = application(redis, tls);
				ConfigurableApplicationContext two = application(redis, tls)) {
			assertThat(connect(one, "-tls1_2", "-sess_out", session).resumed()).isFalse();
			awaitStored(one);
			assertThat(connect(two, "-tls1_2", "-sess_in", session).resumed()).isTrue();
		}
	}

	@Test
	void sharesTicketKeysOfEngineOpenssl() {
		String session = this.folder.resolve("session.pem").toString();
		try (RedisPeer redis = redis(null);
				ConfigurableApplicationContext one = application(redis, "tls.server.engine=openssl");
				ConfigurableApplicationContext two = application(redis, "tls.server.engine=openssl")) {
			assertThat(connect(one, "-tls1_3", "-sess_out", session).resumed()).isFalse();
			assertThat(connect(two, "-tls1_3", "-sess_in", session).resumed()).isTrue();
		}
	}

	@Test
	void closesAConnectionWhoseSessionRedisCannotBeAskedFor() {
		String session = this.folder.resolve("session.pem").toString();
		RedisPeer redis = redis(null);
		try (ConfigurableApplicationContext one = application(redis)) {
			connect(one, "-tls1_2", "-sess_out", session);
			awaitStored(one);
			redis.close();
			try (PeerProcess client = openssl(one, "-tls1_2", "-no_ticket", "-sess_in", session)) {
				assertThat(client.awaitExit()).isNotZero();
			}
			await().until(() -> !recorder(one).errors.isEmpty());
			assertThat(recorder(one).errors).extracting(ClientErrorEvent::getReason)
				.containsExactly(FailureReason.SESSION_STORE);
			assertThat(recorder(one).resumptions).extracting(ResumeSessionEvent::getOutcome)
				.containsExactly(ResumptionOutcome.ERROR);
			// who has no session does not need Redis
			assertThat(connect(one, "-tls1_2").resumed()).isFalse();
		}
		finally {
			redis.close();
		}
	}

	private static void awaitStored(ConfigurableApplicationContext application) {
		await().until(() -> recorder(application).newSessions.size() == 1);
		String id = recorder(application).newSessions.element().getId();
		Cache cache = application.getBean(CacheManager.class).getCache("tls-sessions");
		await().until(() -> cache.get(id) != null);
	}

	private static CleartextStream connect(ConfigurableApplicationContext application, String... options) {
		List<String> all = new ArrayList<>(List.of(options));
		if (all.contains("-tls1_2")) {
			all.add("-no_ticket");
		}
		try (PeerProcess client = openssl(application, all.toArray(String[]::new))) {
			client.awaitOutput("welcome!");
			client.send("Q\n").awaitExit();
			return recorder(application).streams.poll(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static PeerProcess openssl(ConfigurableApplicationContext application, String... options) {
		List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-servername", "localhost", "-connect",
				"127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.tls.server.port")));
		command.addAll(List.of(options));
		return PeerProcess.start(command);
	}

	private static Recorder recorder(ConfigurableApplicationContext application) {
		return application.getBean(Recorder.class);
	}

	@EnableCaching
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
			CacheAutoConfiguration.class, TlsAutoConfiguration.class, TlsServerAutoConfiguration.class })
	static class Application {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

	}

	static class Recorder implements SecureConnectionListener {

		private final BlockingQueue<CleartextStream> streams = new LinkedBlockingQueue<>();

		private final BlockingQueue<NewSessionEvent> newSessions = new LinkedBlockingQueue<>();

		private final BlockingQueue<ResumeSessionEvent> resumptions = new LinkedBlockingQueue<>();

		private final BlockingQueue<ClientErrorEvent> errors = new LinkedBlockingQueue<>();

		@Override
		public void secureConnection(CleartextStream stream) {
			this.streams.add(stream);
			stream.write("welcome!\n");
			stream.pipe(stream);
		}

		@EventListener
		void on(NewSessionEvent event) {
			this.newSessions.add(event);
		}

		@EventListener
		void on(ResumeSessionEvent event) {
			this.resumptions.add(event);
		}

		@EventListener
		void on(ClientErrorEvent event) {
			this.errors.add(event);
		}

	}

}
