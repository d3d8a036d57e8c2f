package dev.tlsboot.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * The named groups of JSSE, which can be set for one connection since JDK 20.
 */
final class NamedGroups {

	private static final @Nullable Method SETTER = setter();

	private NamedGroups() {
	}

	private static @Nullable Method setter() {
		try {
			return SSLParameters.class.getMethod("setNamedGroups", String[].class);
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	/**
	 * Set the groups of a connection.
	 * @param parameters the parameters of its engine
	 * @param groups the groups by preference, which have been checked; empty for JSSE's
	 * own
	 */
	static void set(SSLParameters parameters, List<String> groups) {
		if (groups.isEmpty() || SETTER == null) {
			return;
		}
		try {
			SETTER.invoke(parameters, (Object) groups.toArray(String[]::new));
		}
		catch (IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException("SSLParameters.setNamedGroups failed", ex);
		}
	}

	/**
	 * Complain about groups that JSSE does not have. It takes any name, and leaves out
	 * what it does not know when it says hello.
	 * @param groups the groups
	 * @throws TlsConfigurationException if there is one
	 */
	static void check(List<String> groups) {
		if (groups.isEmpty()) {
			return;
		}
		if (SETTER == null) {
			throw new TlsConfigurationException("groups", String.join(",", groups),
					"The JDK's TLS lets them be set since JDK 20; this is JDK " + Runtime.version().feature() + ".",
					"Use engine 'openssl', or the system property jdk.tls.namedGroups.", null);
		}
		for (String group : groups) {
			if (!hasGroup(group)) {
				throw new TlsConfigurationException("groups", group,
						"The TLS of JDK " + Runtime.version().feature() + " has no group '" + group + "'.",
						"Use some of x25519, secp256r1, secp384r1, secp521r1 and x448, or engine 'openssl'.", null);
			}
		}
	}

	/**
	 * A hello offers a key for the groups that JSSE knows, and none for others.
	 */
	private static boolean hasGroup(String group) {
		return helloLength(group) > helloLength("none");
	}

	private static int helloLength(String group) {
		try {
			SSLEngine client = SSLContext.getDefault().createSSLEngine();
			client.setUseClientMode(true);
			SSLParameters parameters = client.getSSLParameters();
			parameters.setProtocols(new String[] { "TLSv1.3" });
			set(parameters, List.of(group));
			client.setSSLParameters(parameters);
			ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
			return client.wrap(ByteBuffer.allocate(0), hello).bytesProduced();
		}
		catch (NoSuchAlgorithmException | SSLException ex) {
			throw new IllegalStateException("This JVM has no TLS 1.3", ex);
		}
	}

}
