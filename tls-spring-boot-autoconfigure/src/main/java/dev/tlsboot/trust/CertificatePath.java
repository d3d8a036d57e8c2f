package dev.tlsboot.trust;

import java.util.List;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.jspecify.annotations.Nullable;

/**
 * A peer's certificate and its issuers, as far as they are known.
 *
 * @param certificates the peer's certificate, then each one's issuer; a complete path
 * ends with its anchor
 * @param flaw why the path is not complete, or {@code null} when it is
 */
record CertificatePath(List<PathCertificate> certificates, @Nullable Code flaw) {

	boolean isComplete() {
		return this.flaw == null;
	}

	int size() {
		return this.certificates.size();
	}

	PathCertificate get(int depth) {
		return this.certificates.get(depth);
	}

	PathCertificate leaf() {
		return this.certificates.get(0);
	}

	PathCertificate top() {
		return this.certificates.get(size() - 1);
	}

	/**
	 * Return who issued a certificate of the path: the next one, or for the last one
	 * itself.
	 */
	PathCertificate issuerAt(int depth) {
		return this.certificates.get(Math.min(depth + 1, size() - 1));
	}

}
