package dev.tlsboot.engine.bc;

import java.util.List;

import org.bouncycastle.tls.ProtocolVersion;

/**
 * The protocol versions that are spoken here, by the names that JSSE has for them.
 */
final class Versions {

	static final List<String> SUPPORTED = List.of("TLSv1.3", "TLSv1.2");

	private Versions() {
	}

	static String name(ProtocolVersion version) {
		return ProtocolVersion.TLSv13.equals(version) ? "TLSv1.3" : "TLSv1.2";
	}

}
