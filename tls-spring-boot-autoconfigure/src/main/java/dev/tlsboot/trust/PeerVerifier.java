package dev.tlsboot.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.trust.AuthorizationError.Code;
import dev.tlsboot.trust.CertificatePath.Anchors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the chain a peer presented against our anchors, and says why not, in OpenSSL's
 * words. The JDK's PKIX decides whom to let in; what is looked at before it only finds
 * the name of an error. Where there are several errors the last one in OpenSSL's order is
 * told, as Node.js does. Built once; safe for use by several threads; asks the network
 * nothing.
 */
public final class PeerVerifier {

	private final Anchors anchors;

	private final RevocationCheck revocation;

	private final Clock clock;

	private PeerVerifier(TrustAnchors anchors, Clock clock) {
		this.anchors = new Anchors(anchors.certificates());
		this.revocation = new RevocationCheck(anchors.revocationLists());
		this.clock = clock;
	}

	/**
	 * Return a verifier.
	 * @param anchors whom we trust
	 * @return the verifier
	 */
	public static PeerVerifier of(TrustAnchors anchors) {
		return of(anchors, Clock.systemUTC());
	}

	static PeerVerifier of(TrustAnchors anchors, Clock clock) {
		return new PeerVerifier(anchors, clock);
	}

	/**
	 * Verify a client's chain.
	 * @param chain what the client presented, its own certificate first; may be empty
	 * @return why the client is not authorized, or empty when it is
	 */
	public Optional<AuthorizationError> verifyClient(List<X509Certificate> chain) {
		return verify(chain, Purpose.TLS_CLIENT);
	}

	/**
	 * Verify a server's chain.
	 * @param chain what the server presented, its own certificate first; may be empty
	 * @param hostName the name or IP address the certificate has to be for, or
	 * {@code null} to leave that check out
	 * @return why the server is not authorized, or empty when it is
	 */
	public Optional<AuthorizationError> verifyServer(List<X509Certificate> chain, @Nullable String hostName) {
		Optional<AuthorizationError> error = verify(chain, Purpose.TLS_SERVER);
		return (error.isPresent() || hostName == null) ? error : ServerIdentity.check(hostName, chain.get(0));
	}

	private Optional<AuthorizationError> verify(List<X509Certificate> chain, Purpose purpose) {
		if (chain.isEmpty()) {
			return Optional.of(AuthorizationError.of(Code.UNABLE_TO_GET_ISSUER_CERT));
		}
		CertificatePath path = CertificatePath.build(chain, this.anchors);
		Instant now = this.clock.instant();
		Code error = last(path.error(), purpose.check(path.certificates()));
		error = last(error, (path.error() == null) ? this.revocation.check(path.certificates(), now) : null);
		error = last(error, checkTimes(path.certificates(), now));
		if (error != null) {
			return Optional.of(AuthorizationError.of(error));
		}
		return validate(path, now);
	}

	private static @Nullable Code last(@Nullable Code before, @Nullable Code after) {
		return (after != null) ? after : before;
	}

	private static @Nullable Code checkTimes(List<X509Certificate> path, Instant now) {
		Code error = null;
		for (int depth = path.size() - 1; depth >= 0; depth--) {
			if (path.get(depth).getNotBefore().toInstant().isAfter(now)) {
				error = Code.CERT_NOT_YET_VALID;
			}
			else if (path.get(depth).getNotAfter().toInstant().isBefore(now)) {
				error = Code.CERT_HAS_EXPIRED;
			}
		}
		return error;
	}

	private static Optional<AuthorizationError> validate(CertificatePath path, Instant now) {
		List<X509Certificate> below = path.certificates().subList(0, path.certificates().size() - 1);
		if (below.isEmpty()) {
			// the peer's certificate itself is trusted
			return Optional.empty();
		}
		try {
			PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.anchor(), null)));
			parameters.setRevocationEnabled(false);
			parameters.setDate(Date.from(now));
			parameters.addCertPathChecker(new CheckedExtensions());
			CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(below);
			CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
			return Optional.empty();
		}
		catch (CertPathValidatorException ex) {
			return Optional.of(new AuthorizationError(code(ex, path), String.valueOf(ex.getMessage())));
		}
		catch (GeneralSecurityException ex) {
			return Optional.of(new AuthorizationError(Code.UNSPECIFIED, String.valueOf(ex.getMessage())));
		}
	}

	private static Code code(CertPathValidatorException thrown, CertificatePath path) {
		Reason reason = thrown.getReason();
		if (reason == BasicReason.INVALID_SIGNATURE) {
			return Code.CERT_SIGNATURE_FAILURE;
		}
		if (reason == BasicReason.ALGORITHM_CONSTRAINED) {
			return weakness(thrown, path);
		}
		if (reason == PKIXReason.INVALID_NAME) {
			return Code.PERMITTED_VIOLATION;
		}
		if (reason == PKIXReason.UNRECOGNIZED_CRIT_EXT) {
			return Code.UNHANDLED_CRITICAL_EXTENSION;
		}
		if (reason == PKIXReason.PATH_TOO_LONG) {
			return Code.PATH_LENGTH_EXCEEDED;
		}
		if (reason == PKIXReason.NOT_CA_CERT || reason == PKIXReason.INVALID_KEY_USAGE) {
			return Code.INVALID_CA;
		}
		// the JDK gives violated name constraints no reason of their own
		return String.valueOf(thrown.getMessage()).contains("name constraints") ? Code.PERMITTED_VIOLATION
				: Code.UNSPECIFIED;
	}

	private static Code weakness(CertPathValidatorException thrown, CertificatePath path) {
		if (String.valueOf(thrown.getMessage()).contains("keysize")) {
			return (thrown.getIndex() <= 0) ? Code.EE_KEY_TOO_SMALL : Code.CA_KEY_TOO_SMALL;
		}
		return (path.certificates().size() > 1) ? Code.CA_MD_TOO_WEAK : Code.UNSPECIFIED;
	}

}
