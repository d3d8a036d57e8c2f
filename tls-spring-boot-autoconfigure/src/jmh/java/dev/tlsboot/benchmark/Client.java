package dev.tlsboot.benchmark;

import java.io.IOException;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/**
 * The client of all: a blocking socket of the JDK.
 *
 * @param context what remembers the sessions to resume
 */
record Client(SSLContext context) {

	/**
	 * Return one that has no session to resume.
	 */
	static Client unknown() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
			return new Client(context);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Connect and shake hands.
	 */
	SSLSocket connect(int port, String protocol) throws IOException {
		SSLSocket socket = (SSLSocket) this.context.getSocketFactory().createSocket("127.0.0.1", port);
		socket.setTcpNoDelay(true);
		socket.setEnabledProtocols(new String[] { protocol });
		socket.setEnabledCipherSuites(new String[] { protocol.equals("TLSv1.3") ? "TLS_AES_128_GCM_SHA256"
				: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" });
		socket.startHandshake();
		return socket;
	}

	/**
	 * Send data there and back.
	 * @return how many bytes came back
	 */
	static int echo(SSLSocket connection, byte[] data) throws IOException {
		connection.getOutputStream().write(data);
		return connection.getInputStream().readNBytes(data, 0, data.length);
	}

}
