package dev.tlsboot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class PropertyBindingTests {

	private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
	}

	@Nested
	class Server {

		private TlsServerProperties bind(Map<String, String> properties) {
			return PropertyBindingTests.bind("tls.server", TlsServerProperties.class, properties);
		}

		@Test
		void isSecureByDefault() {
			TlsServerProperties properties = bind(Map.of());
			assertThat(properties.getPort()).isNull();
			assertThat(properties.getHost()).isNull();
			assertThat(properties.isSelfSigned()).isFalse();
			assertThat(properties.isRejectUnauthorized()).isTrue();
			assertThat(properties.isHonorCipherOrder()).isTrue();
			assertThat(properties.isRequestCert()).isFalse();
			assertThat(properties.getHandshakeTimeout()).isEqualTo(Duration.ofSeconds(120));
			assertThat(properties.getIdleTimeout()).isZero();
			assertThat(properties.getMaxConnections()).isZero();
			assertThat(properties.getSession().getTimeout()).isEqualTo(Duration.ofSeconds(300));
		}

		@Test
		void bindsEveryProperty() {
			TlsServerProperties properties = bind(Map.ofEntries(Map.entry("tls.server.port", "8443"),
					Map.entry("tls.server.host", "127.0.0.1"), Map.entry("tls.server.key", "rsa.key,ec.key"),
					Map.entry("tls.server.cert[0]", "rsa.crt"), Map.entry("tls.server.cert[1]", "ec.crt"),
					Map.entry("tls.server.passphrase", "a,b"), Map.entry("tls.server.pfx", "x.p12"),
					Map.entry("tls.server.ca", "ca.pem"), Map.entry("tls.server.crl", "crl.pem"),
					Map.entry("tls.server.ssl-bundle", "web"), Map.entry("tls.server.self-signed", "true"),
					Map.entry("tls.server.ciphers", "HIGH:!aNULL,ECDHE"),
					Map.entry("tls.server.honor-cipher-order", "false"),
					Map.entry("tls.server.protocols", "TLSv1.3, TLSv1.2"),
					Map.entry("tls.server.handshake-timeout", "5s"), Map.entry("tls.server.request-cert", "true"),
					Map.entry("tls.server.reject-unauthorized", "false"), Map.entry("tls.server.max-connections", "7"),
					Map.entry("tls.server.idle-timeout", "1m"), Map.entry("tls.server.session.cache-size", "100"),
					Map.entry("tls.server.session.timeout", "60")));
			assertThat(properties.getPort()).isEqualTo(8443);
			assertThat(properties.getHost()).isEqualTo("127.0.0.1");
			assertThat(properties.getKey()).containsExactly("rsa.key,ec.key");
			assertThat(properties.getCert()).containsExactly("rsa.crt", "ec.crt");
			assertThat(properties.getPassphrase()).isEqualTo("a,b");
			assertThat(properties.getPfx()).isEqualTo("x.p12");
			assertThat(properties.getCa()).containsExactly("ca.pem");
			assertThat(properties.getCrl()).containsExactly("crl.pem");
			assertThat(properties.getSslBundle()).isEqualTo("web");
			assertThat(properties.isSelfSigned()).isTrue();
			assertThat(properties.getCiphers()).isEqualTo("HIGH:!aNULL,ECDHE");
			assertThat(properties.isHonorCipherOrder()).isFalse();
			assertThat(properties.getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
			assertThat(properties.getHandshakeTimeout()).isEqualTo(Duration.ofSeconds(5));
			assertThat(properties.isRequestCert()).isTrue();
			assertThat(properties.isRejectUnauthorized()).isFalse();
			assertThat(properties.getMaxConnections()).isEqualTo(7);
			assertThat(properties.getIdleTimeout()).isEqualTo(Duration.ofMinutes(1));
			assertThat(properties.getSession().getCacheSize()).isEqualTo(100);
			assertThat(properties.getSession().getTimeout()).isEqualTo(Duration.ofMinutes(1));
		}

		@Test
		void bindsWhatIsNegotiated() {
			TlsServerProperties properties = bind(Map.ofEntries(Map.entry("tls.server.engine", "openssl"),
					Map.entry("tls.server.groups", "X25519MLKEM768,x25519"),
					Map.entry("tls.server.alpn-protocols", "mqtt, x-echo"),
					Map.entry("tls.server.npn-protocols", "old"), Map.entry("tls.server.session-id-context", "devices"),
					Map.entry("tls.server.session.tickets", "false"),
					Map.entry("tls.server.session.ticket-keys", "file:one.key,file:two.key"),
					Map.entry("tls.server.session.store", "cache"),
					Map.entry("tls.server.session.cache-name", "devices"),
					Map.entry("tls.server.session.encryption-key", "b25l,dHdv"),
					Map.entry("tls.server.reneg-limit", "5"), Map.entry("tls.server.reneg-window", "1m"),
					Map.entry("tls.server.key-update-limit", "9")));
			assertThat(properties.getEngine()).isEqualTo(EndpointProperties.Engine.OPENSSL);
			assertThat(properties.getGroups()).containsExactly("X25519MLKEM768", "x25519");
			assertThat(properties.getAlpnProtocols()).containsExactly("mqtt", "x-echo");
			assertThat(properties.getNpnProtocols()).containsExactly("old");
			assertThat(properties.getSessionIdContext()).isEqualTo("devices");
			assertThat(properties.getSession().isTickets()).isFalse();
			assertThat(properties.getSession().getTicketKeys()).containsExactly("file:one.key", "file:two.key");
			assertThat(properties.getSession().getStore()).isEqualTo(TlsServerProperties.Session.Store.CACHE);
			assertThat(properties.getSession().getCacheName()).isEqualTo("devices");
			assertThat(properties.getSession().getEncryptionKey()).containsExactly("b25l", "dHdv");
			assertThat(properties.getRenegLimit()).isEqualTo(5);
			assertThat(properties.getRenegWindow()).isEqualTo(Duration.ofMinutes(1));
			assertThat(properties.getKeyUpdateLimit()).isEqualTo(9);
		}

		@Test
		void bindsContextsByServerName() {
			TlsServerProperties properties = bind(Map.ofEntries(Map.entry("tls.server.sni.unknown", "reject"),
					Map.entry("tls.server.sni.contexts[0].server-name", "a.test, *.b.test"),
					Map.entry("tls.server.sni.contexts[0].key", "a.key"),
					Map.entry("tls.server.sni.contexts[0].cert", "a.crt"),
					Map.entry("tls.server.sni.contexts[0].request-cert", "true"),
					Map.entry("tls.server.sni.contexts[1].server-name[0]", "c.test"),
					Map.entry("tls.server.sni.contexts[1].ssl-bundle", "c"),
					Map.entry("tls.server.sni.contexts[1].reject-unauthorized", "false")));
			assertThat(properties.getSni().getUnknown()).isEqualTo(TlsServerProperties.Sni.Unknown.REJECT);
			assertThat(properties.getSni().getContexts()).hasSize(2);
			TlsServerProperties.SniContext first = properties.getSni().getContexts().get(0);
			assertThat(first.getServerName()).containsExactly("a.test", "*.b.test");
			assertThat(first.getKey()).containsExactly("a.key");
			assertThat(first.getCert()).containsExactly("a.crt");
			assertThat(first.getRequestCert()).isTrue();
			assertThat(first.getRejectUnauthorized()).isNull();
			TlsServerProperties.SniContext second = properties.getSni().getContexts().get(1);
			assertThat(second.getSslBundle()).isEqualTo("c");
			assertThat(second.getRequestCert()).isNull();
			assertThat(second.getRejectUnauthorized()).isFalse();
		}

		@Test
		void keepsPemTextWithCommasWhole() {
			String pem = """
					-----BEGIN RSA PRIVATE KEY-----
					Proc-Type: 4,ENCRYPTED
					DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF

					AAAA
					-----END RSA PRIVATE KEY-----
					""";
			assertThat(bind(Map.of("tls.server.key", pem)).getKey()).containsExactly(pem.strip());
		}

	}

	@Nested
	class Client {

		private TlsClientProperties bind(Map<String, String> properties) {
			return PropertyBindingTests.bind("tls.client", TlsClientProperties.class, properties);
		}

		@Test
		void connectsToLocalhostAndVerifiesByDefault() {
			TlsClientProperties properties = bind(Map.of());
			assertThat(properties.getHost()).isEqualTo("localhost");
			assertThat(properties.getPort()).isNull();
			assertThat(properties.isRejectUnauthorized()).isTrue();
			assertThat(properties.getConnectTimeout()).isEqualTo(Duration.ofSeconds(30));
		}

		@Test
		void bindsWhatServersDoNotHave() {
			TlsClientProperties properties = bind(Map.of("tls.client.host", "example.com", "tls.client.port", "443",
					"tls.client.servername", "www.example.com", "tls.client.connect-timeout", "250"));
			assertThat(properties.getHost()).isEqualTo("example.com");
			assertThat(properties.getPort()).isEqualTo(443);
			assertThat(properties.getServername()).isEqualTo("www.example.com");
			assertThat(properties.getConnectTimeout()).isEqualTo(Duration.ofMillis(250));
		}

	}

	@Nested
	class Shared {

		@Test
		void bindsThreadsAndBuffers() {
			TlsProperties properties = bind("tls", TlsProperties.class,
					Map.of("tls.event-loop-threads", "3", "tls.slab-buffer-size", "4MB"));
			assertThat(properties.getEventLoopThreads()).isEqualTo(3);
			assertThat(properties.getSlabBufferSize()).isEqualTo(DataSize.ofMegabytes(4));
		}

		@Test
		void leavesThreadsToNettyAndHasSlabsOfTheReferenceByDefault() {
			TlsProperties properties = bind("tls", TlsProperties.class, Map.of());
			assertThat(properties.getEventLoopThreads()).isZero();
			assertThat(properties.getSlabBufferSize()).isEqualTo(DataSize.ofMegabytes(10));
		}

	}

}
