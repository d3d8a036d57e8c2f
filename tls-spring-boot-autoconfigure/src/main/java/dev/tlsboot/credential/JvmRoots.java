package dev.tlsboot.credential;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * The roots the JVM trusts, read at the first need.
 */
final class JvmRoots {

	private static @Nullable TrustAnchors anchors;

	private JvmRoots() {
	}

	static synchronized TrustAnchors get() {
		TrustAnchors result = anchors;
		if (result == null) {
			result = TrustAnchors.wellKnown(read());
			anchors = result;
		}
		return result;
	}

	private static List<X509Certificate> read() {
		try {
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init((KeyStore) null);
			return Arrays.stream(factory.getTrustManagers())
				.filter(X509TrustManager.class::isInstance)
				.map(X509TrustManager.class::cast)
				.flatMap((manager) -> Arrays.stream(manager.getAcceptedIssuers()))
				.toList();
		}
		catch (GeneralSecurityException ex) {
			throw new Origin("ca", null).failure("The JVM cannot read its own trust store.",
					"Check the system properties 'javax.net.ssl.trustStore', '.trustStoreType' and "
							+ "'.trustStorePassword', or set the option 'ca'.",
					ex);
		}
	}

}
