package dev.tlsboot.credential;

import java.security.KeyStore;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/**
 * Whom we trust: the authorities, and the revocation lists that every certificate below
 * them has to be covered by when there is at least one. Immutable.
 */
public final class TrustAnchors {

	private final List<X509Certificate> certificates;

	private final List<X509CRL> revocationLists;

	private TrustAnchors(Collection<X509Certificate> certificates, Collection<X509CRL> revocationLists) {
		this.certificates = List.copyOf(certificates);
		this.revocationLists = List.copyOf(revocationLists);
	}

	public List<X509Certificate> certificates() {
		return this.certificates;
	}

	public List<X509CRL> revocationLists() {
		return this.revocationLists;
	}

	public static TrustAnchors of(Collection<X509Certificate> certificates) {
		return new TrustAnchors(certificates, List.of());
	}

	public static TrustAnchors jvmDefault() {
		throw new IllegalStateException("to be written");
	}

	public static TrustAnchors fromPem(List<CredentialSource> ca) {
		throw new IllegalStateException("to be written");
	}

	public static TrustAnchors fromKeyStore(String option, String location, KeyStore trustStore) {
		throw new IllegalStateException("to be written");
	}

	public TrustAnchors withRevocationLists(List<CredentialSource> crls) {
		throw new IllegalStateException("to be written");
	}

}
