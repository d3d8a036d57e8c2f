package dev.tlsboot.documentation;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import javax.net.ssl.SSLSession;

import dev.tlsboot.client.ConnectOptions;
import dev.tlsboot.client.ProxyServer;
import dev.tlsboot.client.TlsClient;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.pair.SecurePair;
import dev.tlsboot.server.TlsServer;
import dev.tlsboot.stream.CleartextStream;
import dev.tlsboot.transport.TlsTransport;
import dev.tlsboot.trust.AuthorizationError;
import dev.tlsboot.trust.ServerIdentityCheck;
import io.netty.channel.ChannelHandlerContext;

/**
 * The snippets of the README's chapters on connections: see {@link ReadmeTests}.
 */
final class ClientSnippets {

	private ClientSnippets() {
	}

	static void options(TlsClient tlsClient, String password, SSLSession session) {
		ConnectOptions options = ConnectOptions.builder()
			.host("logs.example.com")
			.port(6514)
			.proxy(ProxyServer.http("proxy.example.com", 3128).withCredentials("me", password))
			.connectTimeout(Duration.ofSeconds(5))
			.handshakeTimeout(Duration.ofSeconds(5))
			.session(session)
			.build();
		tlsClient.connect(options).thenAccept((stream) -> stream.write("hello\n"));
	}

	static ServerIdentityCheck identity(byte[] pin) {
		return (host, certificate) -> Arrays.equals(certificate.getPublicKey().getEncoded(), pin) ? Optional.empty()
				: Optional.of(AuthorizationError.nameMismatch("the key is not the pinned one"));
	}

	static void startTls(ChannelHandlerContext ctx, String line, TlsServer tlsServer) {
		if (line.equals("STARTTLS")) {
			ctx.writeAndFlush("220 go ahead\r\n");
			tlsServer.secure(ctx.channel(), (stream) -> stream.pipe(stream));
		}
	}

	static void startTls(Socket socket, TlsClient tlsClient) throws Exception {
		tlsClient.connect(socket, ConnectOptions.builder().host("mail.example.com").build());
	}

	static void pair(TlsTransport transport, SecureContext context, InputStream input, OutputStream output) {
		SecurePair pair = SecurePair.create(transport, context, true, false, true);
		pair.encrypted().over(input, output);
		pair.secure().thenAccept((cleartext) -> cleartext.pipe(cleartext));
	}

	static void inception(TlsClient tlsClient, CleartextStream carrier) {
		SecurePair inner = tlsClient.securePair(ConnectOptions.builder().host("inner.example.com").build());
		inner.encrypted().over(carrier);
	}

	static void unix(TlsClient tlsClient) {
		tlsClient.connect(ConnectOptions.builder().path(Path.of("/run/logs.sock")).host("logs.example.com").build());
	}

}
