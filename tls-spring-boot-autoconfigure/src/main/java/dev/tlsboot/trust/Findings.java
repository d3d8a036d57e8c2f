package dev.tlsboot.trust;

import java.util.Optional;

import dev.tlsboot.trust.AuthorizationError.Code;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a chain. Of several errors the one that was found last counts, as in
 * Node.js, which lets OpenSSL go on after each.
 */
final class Findings {

	private @Nullable AuthorizationError last;

	void add(Code code, PathCertificate certificate) {
		this.last = new AuthorizationError(code, code.description() + ": " + certificate);
	}

	Optional<AuthorizationError> last() {
		return Optional.ofNullable(this.last);
	}

}
