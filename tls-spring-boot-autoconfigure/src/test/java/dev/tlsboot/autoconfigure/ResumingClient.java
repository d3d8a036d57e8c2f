package dev.tlsboot.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;

/**
 * The JDK's client, which keeps its sessions and resumes them, and shows a certificate if
 * it has one. It trusts everybody.
 */
final class ResumingClient {

	private final SSLContext context;

	private final String protocol;

	ResumingClient(String protocol, X509Bundle identity) throws GeneralSecurityException, IOException {
		this.protocol = protocol;
		this.context = SSLContext.getInstance("TLS");
		this.context.init((identity != null) ? identity.toKeyManagerFactory().getKeyManagers() : null,
				InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
	}

	/**
	 * Connect, and wait for the greeting: with TLS 1.3, it comes behind the verdict on
	 * the certificate, and behind the tickets.
	 * @return the server's certificate
	 */
	X509Certificate greet(int port, String servername) throws IOException {
		try (SSLSocket socket = open(port, servername)) {
			String greeting = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
				.readLine();
			if (!"welcome!".equals(greeting)) {
				throw new IOException("Greeted with " + greeting);
			}
			return (X509Certificate) socket.getSession().getPeerCertificates()[0];
		}
	}

	SSLSocket open(int port, String servername) throws IOException {
		SSLSocket socket = (SSLSocket) this.context.getSocketFactory().createSocket("localhost", port);
		socket.setSoTimeout(20_000);
		socket.setEnabledProtocols(new String[] { this.protocol });
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setServerNames(List.of(new SNIHostName(servername)));
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		return socket;
	}

}
