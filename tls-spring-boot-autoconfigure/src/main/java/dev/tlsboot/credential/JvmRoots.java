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

	static final TrustAnchors ANCHORS = TrustAnchors.wellKnown(JvmRoots::get);

	private static @Nullable List<X509Certificate> certificates;

	private JvmRoots() {
	}

	private static synchronized List<X509Certificate> get() {
		List<X509Certificate> result = certificates;
		if (result == null) {
			result = read();
			certificates = result;
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
				.distinct()
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
