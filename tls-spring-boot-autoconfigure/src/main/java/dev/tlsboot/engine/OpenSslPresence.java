package dev.tlsboot.engine;

import dev.tlsboot.failure.TlsConfigurationException;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.internal.PlatformDependent;

/**
 * Whether BoringSSL can be had. Apart from the engine, so that to ask needs none of its
 * classes.
 */
final class OpenSslPresence {

	private OpenSslPresence() {
	}

	static void check() {
		try {
			// Netty would load its own engine to find the same
			Class.forName("io.netty.internal.tcnative.SSLContext", false, OpenSslPresence.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw unavailable("BoringSSL is not on the class path.", ex);
		}
		if (!OpenSsl.isAvailable()) {
			Throwable cause = OpenSsl.unavailabilityCause();
			throw unavailable("BoringSSL does not load on " + PlatformDependent.normalizedOs() + " "
					+ PlatformDependent.normalizedArch() + ": " + cause.getMessage(), cause);
		}
		if (!isBoringSsl()) {
			throw new TlsConfigurationException("engine", "openssl",
					"The netty-tcnative on the class path is built on " + OpenSsl.versionString() + ".",
					"Replace it by io.netty:netty-tcnative-boringssl-static.", null);
		}
	}

	private static TlsConfigurationException unavailable(String problem, Throwable cause) {
		return new TlsConfigurationException("engine", "openssl", problem,
				"Add io.netty:netty-tcnative-boringssl-static, with the jar for this machine.", cause);
	}

	private static boolean isBoringSsl() {
		return "BoringSSL".equals(OpenSsl.versionString());
	}

}
