package dev.tlsboot.credential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What we read is good for a handshake of the JVM, with a client that checks all it can.
 */
@Timeout(30)
class HandshakeTests {

	@ParameterizedTest
	@ValueSource(strings = { "rsa", "pss", "pss-sha256", "p256", "p384", "p521", "ed25519" })
	void keyFromAFileServes(String kind) throws Exception {
		Credentials credentials = Credentials.fromPem(List.of(Fixtures.key(kind + "-pkcs8")),
				List.of(Fixtures.inline("cert", Fixtures.text("cert/" + kind + ".pem", "cert/intermediate.pem"))),
				null);
		assertThat(shake(credentials.identities().get(0), Fixtures.certificate("root"), "localhost"))
			.isEqualTo(Fixtures.certificate(kind));
	}

	@Test
	void encryptedTraditionalKeyServes() throws Exception {
		Credentials credentials = Credentials.fromPem(List.of(Fixtures.key("p256-sec1-aes256")),
				List.of(Fixtures.inline("cert", Fixtures.text("cert/p256.pem", "cert/intermediate.pem"))),
				Fixtures.PASSPHRASE);
		shake(credentials.identities().get(0), Fixtures.certificate("root"), "localhost");
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1", "::1" })
	void selfSignedServesThisMachine(String host) throws Exception {
		Credentials credentials = Credentials.selfSigned();
		assertThat(shake(credentials.identities().get(0), credentials.authorities().get(0), host))
			.isEqualTo(credentials.identities().get(0).certificate());
	}

	/**
	 * Return the certificate the client has verified for the host name.
	 */
	private static Certificate shake(Identity identity, X509Certificate authority, String host) throws Exception {
		SSLContext server = SSLContext.getInstance("TLS");
		server.init(keyManagers(identity).getKeyManagers(), null, null);
		SSLContext client = SSLContext.getInstance("TLS");
		client.init(null, trustManagers(authority).getTrustManagers(), new SecureRandom());
		InetAddress loopback = InetAddress.getLoopbackAddress();
		try (SSLServerSocket listener = (SSLServerSocket) server.getServerSocketFactory()
			.createServerSocket(0, 1, loopback)) {
			CompletableFuture<Void> accepted = CompletableFuture.runAsync(() -> accept(listener));
			try (Socket plain = new Socket(loopback, listener.getLocalPort());
					SSLSocket socket = (SSLSocket) client.getSocketFactory()
						.createSocket(plain, host, listener.getLocalPort(), true)) {
				SSLParameters parameters = socket.getSSLParameters();
				parameters.setEndpointIdentificationAlgorithm("HTTPS");
				socket.setSSLParameters(parameters);
				socket.startHandshake();
				assertThat(socket.getInputStream().read()).isEqualTo('!');
				accepted.join();
				return socket.getSession().getPeerCertificates()[0];
			}
		}
	}

	private static void accept(SSLServerSocket listener) {
		try (SSLSocket socket = (SSLSocket) listener.accept()) {
			socket.getOutputStream().write('!');
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static KeyManagerFactory keyManagers(Identity identity) throws Exception {
		KeyStore keyStore = emptyStore();
		keyStore.setKeyEntry("key", identity.key(), new char[0], identity.chain().toArray(new Certificate[0]));
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(keyStore, new char[0]);
		return factory;
	}

	private static TrustManagerFactory trustManagers(X509Certificate authority) throws Exception {
		KeyStore trustStore = emptyStore();
		trustStore.setCertificateEntry("ca", authority);
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(trustStore);
		return factory;
	}

	private static KeyStore emptyStore() throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		return keyStore;
	}

}
