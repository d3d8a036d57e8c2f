package dev.tlsboot.trust;

import java.security.cert.X509Certificate;

/**
 * A host and a certificate that is for it or is not.
 *
 * @param name host and names, printable
 * @param host the host that is meant
 * @param certificate the certificate
 * @param matches whether it is for the host
 * @param likeNode whether Node.js says the same
 */
record IdentityCase(String name, String host, X509Certificate certificate, boolean matches, boolean likeNode) {

	@Override
	public String toString() {
		return this.name;
	}

}
