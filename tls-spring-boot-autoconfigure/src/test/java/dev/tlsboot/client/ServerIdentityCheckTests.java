package dev.tlsboot.client;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.testing.TestEngine;
import dev.tlsboot.testing.TestPki;
import dev.tlsboot.testing.TestTls;
import dev.tlsboot.trust.AuthorizationError;
import dev.tlsboot.trust.ServerIdentityCheck;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A check of the application's own, in place of that of names.
 */
class ServerIdentityCheckTests {

	private final List<String> checked = new CopyOnWriteArrayList<>();

	private final ServerIdentityCheck accepting = (host, certificate) -> {
		this.checked.add(host + " " + certificate.getSubjectX500Principal());
		return Optional.empty();
	};

	private final ServerIdentityCheck refusing = (host, certificate) -> Optional
		.of(AuthorizationError.nameMismatch("pinned to another one"));

	@ParameterizedTest
	@EnumSource
	void letsInACertificateForAnotherName(TestEngine engine) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(context(engine).build());
			ConnectOptions options = options(server).servername("other.example")
				.checkServerIdentity(this.accepting)
				.build();
			CleartextStream stream = TestTls.get(client.connect(options));
			assertThat(stream.authorized()).isTrue();
			assertThat(this.checked).containsExactly("other.example CN=localhost");
			// and nothing of it stays for connections without the check
			assertThatExceptionOfType(TlsHandshakeException.class)
				.isThrownBy(() -> TestTls.get(client.connect(options(server).servername("other.example").build())));
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesACertificateForTheName(TestEngine engine) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(context(engine).build(),
					(builder) -> builder.checkServerIdentity(this.refusing));
			assertThatExceptionOfType(TlsHandshakeException.class)
				.isThrownBy(() -> TestTls.get(client.connect(options(server).build())))
				.withMessageContaining("pinned to another one")
				.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(FailureReason.BAD_CERTIFICATE));
			assertThat(client.connections()).isLessThanOrEqualTo(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void tellsWhatItFoundWhereNobodyIsRefused(TestEngine engine) {
		try (TestTls tls = new TestTls(engine)) {
			TlsServer server = tls.serve(TestTls.echo());
			TlsClient client = tls.client(context(engine).rejectUnauthorized(false).build());
			CleartextStream stream = TestTls
				.get(client.connect(options(server).checkServerIdentity(this.refusing).build()));
			assertThat(stream.authorized()).isFalse();
			assertThat(stream.authorizationError()).hasToString("ERR_TLS_CERT_ALTNAME_INVALID");
		}
	}

	@ParameterizedTest
	@EnumSource
	void isNotAskedAboutAChainThatDoesNotVerify(TestEngine engine) {
		try (TestTls tls = new TestTls()) {
			SecureContext stranger = engine.serverContext()
				.credentials(TestPki.credentials(TestPki.get().stranger()))
				.build();
			TlsServer server = tls.serve(stranger, TestTls.echo(), (builder) -> {
			});
			TlsClient client = tls.client(context(engine).build());
			ConnectOptions options = options(server).checkServerIdentity(this.accepting).build();
			assertThatExceptionOfType(TlsHandshakeException.class)
				.isThrownBy(() -> TestTls.get(client.connect(options)))
				.withMessageContaining("DEPTH_ZERO_SELF_SIGNED_CERT");
			assertThat(this.checked).isEmpty();
		}
	}

	private static SecureContext.Builder context(TestEngine engine) {
		return engine.clientContext();
	}

	private static ConnectOptions.Builder options(TlsServer server) {
		return ConnectOptions.builder().host("localhost").port(TestTls.port(server));
	}

}
