package dev.tlsboot.trust;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the chain a peer presented against our anchors, and says why not in OpenSSL's
 * words. A peer is authorized when the JDK's PKIX accepts its chain and nothing is found
 * that OpenSSL would refuse; where several things are, the error is the one that Node.js
 * tells. Safe for use by several threads; never blocks and never asks the network.
 */
public final class PeerVerifier {

	/**
	 * Verifiers by their anchors, which the contexts of one server have in common. Does
	 * not keep the anchors.
	 */
	private static final Map<TrustAnchors, PeerVerifier> SHARED = Collections.synchronizedMap(new WeakHashMap<>());

	private final Clock clock;

	// nothing where those of the JVM wait
	private volatile @Nullable Index index;

	private PeerVerifier(TrustAnchors anchors, Clock clock) {
		this.clock = clock;
		this.index = (anchors == TrustAnchors.jvmDefault()) ? null : Index.of(anchors);
	}

	/**
	 * Return a verifier. This is where the anchors are indexed and the revocation lists
	 * read, which may take a while if they are long; for the same anchors once. Those of
	 * the JVM wait until they are needed, as most servers verify nobody.
	 * @param anchors whom we trust; without revocation lists revocation is not checked
	 * @return the verifier; the same for the same anchors
	 */
	public static PeerVerifier of(TrustAnchors anchors) {
		return SHARED.computeIfAbsent(anchors, (missing) -> of(missing, Clock.systemUTC()));
	}

	static PeerVerifier of(TrustAnchors anchors, Clock clock) {
		return new PeerVerifier(anchors, clock);
	}

	/**
	 * Index the anchors now, if that waits still, so that no peer has to wait for it.
	 * @throws TlsConfigurationException if the JVM cannot read its trust store
	 */
	public void prepare() {
		index();
	}

	private Index index() {
		Index present = this.index;
		return (present != null) ? present : makeIndex();
	}

	private synchronized Index makeIndex() {
		Index present = this.index;
		if (present == null) {
			present = Index.of(TrustAnchors.jvmDefault());
			this.index = present;
		}
		return present;
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
	 * Verify a server's chain, then its name (RFC 9525).
	 * @param chain what the server presented, its own certificate first; may be empty
	 * @param hostName the name or IP address the certificate has to be for, or
	 * {@code null} to leave that check out
	 * @return why the server is not authorized, or empty when it is
	 */
	public Optional<AuthorizationError> verifyServer(List<X509Certificate> chain, @Nullable String hostName) {
		Optional<AuthorizationError> error = verify(chain, Purpose.TLS_SERVER);
		return (error.isPresent() || hostName == null) ? error : ServerIdentity.of(chain.get(0)).check(hostName);
	}

	private Optional<AuthorizationError> verify(List<X509Certificate> chain, Purpose purpose) {
		if (chain.isEmpty()) {
			return Optional.of(AuthorizationError.NO_CERTIFICATE);
		}
		Index index = index();
		Instant now = this.clock.instant();
		CertificatePath path = index.paths().build(chain, now);
		GeneralSecurityException refusal = path.isComplete() ? index.pkix().validate(path, now) : null;
		boolean validated = path.isComplete() && refusal == null;
		Findings findings = new Findings();
		if (refusal != null) {
			findings.add(PkixValidation.code(refusal), path.leaf());
		}
		new PathInspection(path, purpose, now, validated).run(index.revocation(), findings);
		return findings.last();
	}

	private record Index(PathBuilder paths, RevocationCheck revocation, PkixValidation pkix) {

		static Index of(TrustAnchors anchors) {
			PathBuilder paths = new PathBuilder(anchors.certificates());
			return new Index(paths, new RevocationCheck(anchors.revocationLists(), paths), new PkixValidation());
		}

	}

}
