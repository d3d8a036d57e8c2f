package dev.tlsboot.credential;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Puts a key and its certificates together, and complains when they do not belong
 * together.
 */
final class IdentityAssembler {

	private final Origin keyOrigin;

	private final Origin certificateOrigin;

	IdentityAssembler(Origin keyOrigin, Origin certificateOrigin) {
		this.keyOrigin = keyOrigin;
		this.certificateOrigin = certificateOrigin;
	}

	/**
	 * Make an identity.
	 * @param key the private key
	 * @param certificates the certificate of the key, then its issuers in any order; at
	 * least one
	 */
	Identity assemble(PrivateKey key, List<X509Certificate> certificates) {
		X509Certificate leaf = certificates.get(0);
		if (!KeyMatch.isPair(key, leaf.getPublicKey())) {
			throw mismatch(key, certificates);
		}
		CertificateChain chain = CertificateChain.of(leaf, certificates);
		if (!chain.others().isEmpty()) {
			throw this.certificateOrigin.failure(
					"The certificate '%s' is not in the chain of issuers of '%s'."
						.formatted(name(chain.others().get(0)), name(leaf)),
					"Take it out of the file: only the certificate of the key and its issuers, each once, are sent.");
		}
		return new Identity(key, chain.certificates());
	}

	private RuntimeException mismatch(PrivateKey key, List<X509Certificate> certificates) {
		for (X509Certificate certificate : certificates) {
			if (KeyMatch.isPair(key, certificate.getPublicKey())) {
				return this.certificateOrigin.failure(
						"The certificate of the key, '%s', is not the first one.".formatted(name(certificate)),
						"Move it to the beginning of the file, before its issuers.");
			}
		}
		return this.keyOrigin.failure(
				"The private key (%s) does not belong to the certificate '%s' (%s) in %s.".formatted(key.getAlgorithm(),
						name(certificates.get(0)), certificates.get(0).getPublicKey().getAlgorithm(),
						this.certificateOrigin.location()),
				"Name the key the certificate was requested with. Both files have to print the same with "
						+ "'openssl pkey -in KEY -pubout' and 'openssl x509 -in CERT -noout -pubkey'.");
	}

	private static String name(X509Certificate certificate) {
		return certificate.getSubjectX500Principal().getName();
	}

}
