package dev.tlsboot.autoconfigure.actuate;

import java.util.List;

import dev.tlsboot.cipher.CipherSuite;
import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.Role;

/**
 * Keys, trust and policy, as far as they are no secret.
 *
 * @param engine who speaks TLS, and why
 * @param certificates our certificates, without their chains
 * @param protocols the protocol versions
 * @param ciphers the cipher suites that connections may be encrypted with, by preference
 * and under OpenSSL's names
 * @param groups the named groups of the key exchange by preference; empty for the
 * engine's own
 * @param alpnProtocols the application protocols by preference; empty for none, and where
 * an {@code AlpnSelector} selects
 * @param npnProtocols the same by NPN
 * @param requestCert whether a server asks its clients for a certificate
 * @param rejectUnauthorized whether peers that do not verify are refused
 */
public record ContextDescriptor(EngineDescriptor engine, List<CertificateDescriptor> certificates,
		List<String> protocols, List<String> ciphers, List<String> groups, List<String> alpnProtocols,
		List<String> npnProtocols, boolean requestCert, boolean rejectUnauthorized) {

	static ContextDescriptor of(SecureContext context, Role role) {
		return new ContextDescriptor(EngineDescriptor.of(context, role),
				context.certificates().stream().map(CertificateDescriptor::of).toList(), context.protocols(),
				context.engineContext(role).ciphers().stream().map(CipherSuite::name).toList(), context.groups(),
				context.alpnProtocols(), context.npnProtocols(), context.requestCert(), context.rejectUnauthorized());
	}

}
