package dev.tlsboot.credential;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and the certificates that go with it.
 *
 * @param key the private key
 * @param chain the certificates, the one of the key first and each followed by its
 * issuer; never empty
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {

	public Identity {
		chain = List.copyOf(chain);
		if (chain.isEmpty()) {
			throw new IllegalArgumentException("An identity needs a certificate");
		}
	}

	/**
	 * Return the certificate of the key.
	 * @return the first certificate of the chain
	 */
	public X509Certificate certificate() {
		return this.chain.get(0);
	}

	/**
	 * Return the subject; the key is a secret.
	 */
	@Override
	public String toString() {
		return certificate().getSubjectX500Principal().getName();
	}

}
