package dev.tlsboot.credential;

import java.security.KeyStore;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * Whom we trust: the authorities, and the revocation lists that every certificate below
 * them has to be covered by when there is at least one. Immutable.
 */
public final class TrustAnchors {

	// the JVM's are not read where nobody is verified
	private final Supplier<List<X509Certificate>> certificates;

	private final List<X509CRL> revocationLists;

	private final boolean wellKnown;

	private TrustAnchors(Collection<X509Certificate> certificates, Collection<X509CRL> revocationLists,
			boolean wellKnown) {
		List<X509Certificate> copy = List.copyOf(certificates);
		this.certificates = () -> copy;
		this.revocationLists = List.copyOf(revocationLists);
		this.wellKnown = wellKnown;
	}

	private TrustAnchors(Supplier<List<X509Certificate>> wellKnown) {
		this.certificates = wellKnown;
		this.revocationLists = List.of();
		this.wellKnown = true;
	}

	/**
	 * Return the authorities.
	 * @return the certificates, each once
	 * @throws TlsConfigurationException if these are those of the JVM, and it cannot read
	 * its trust store
	 */
	public List<X509Certificate> certificates() {
		return this.certificates.get();
	}

	/**
	 * Return the revocation lists.
	 * @return the lists, each once; empty when nobody asks for revocation
	 */
	public List<X509CRL> revocationLists() {
		return this.revocationLists;
	}

	/**
	 * Return whether these are the JVM's root authorities, which nobody chose for this
	 * server: their more than a hundred names are not sent to clients.
	 * @return {@code true} if they are
	 */
	public boolean wellKnown() {
		return this.wellKnown;
	}

	/**
	 * Trust these certificates.
	 * @param certificates the authorities; may be empty, which trusts nobody
	 * @return the anchors, without revocation lists
	 */
	public static TrustAnchors of(Collection<X509Certificate> certificates) {
		return of(certificates, List.of());
	}

	/**
	 * Trust these certificates, as far as these lists do not revoke others below them.
	 * @param certificates the authorities; may be empty, which trusts nobody
	 * @param revocationLists the lists; empty for no check of revocation
	 * @return the anchors
	 */
	public static TrustAnchors of(Collection<X509Certificate> certificates, Collection<X509CRL> revocationLists) {
		return new TrustAnchors(new LinkedHashSet<>(certificates), new LinkedHashSet<>(revocationLists), false);
	}

	static TrustAnchors wellKnown(Supplier<List<X509Certificate>> certificates) {
		return new TrustAnchors(certificates);
	}

	/**
	 * Trust whom the JVM trusts: the roots it came with, or the trust store its
	 * {@code javax.net.ssl.trustStore} property names. Read once for the life of the JVM,
	 * at the first need.
	 * @return the anchors, without revocation lists
	 */
	public static TrustAnchors jvmDefault() {
		return JvmRoots.ANCHORS;
	}

	/**
	 * Read authorities from files, several in each: PEM with the labels
	 * {@code CERTIFICATE}, {@code X509 CERTIFICATE} or {@code TRUSTED CERTIFICATE}, or
	 * DER.
	 * @param ca the files; for an empty list nobody is trusted
	 * @return the anchors, without revocation lists
	 * @throws TlsConfigurationException if a file has no certificate, a damaged one, or
	 * one with trust settings that exclude servers or clients
	 */
	public static TrustAnchors fromPem(List<CredentialSource> ca) {
		return of(ca.stream().map(CertificateReader::readAuthorities).flatMap(List::stream).toList());
	}

	/**
	 * Take the authorities of a trust store: those that the JVM takes, which are the
	 * trusted certificates and the first certificate of each private key.
	 * @param option the option that named the trust store, as in {@code ssl-bundle}
	 * @param location where the trust store came from, for people
	 * @param trustStore the trust store, loaded
	 * @return the anchors in the order of the aliases, without revocation lists
	 * @throws TlsConfigurationException if there is no certificate
	 */
	public static TrustAnchors fromKeyStore(String option, String location, KeyStore trustStore) {
		return of(new KeyStoreReader(new Origin(option, location), trustStore).authorities());
	}

	/**
	 * Trust further certificates, as those that came in a PKCS#12 file.
	 * @param further the authorities to add; may be empty
	 * @return anchors with the present certificates and the further ones
	 */
	public TrustAnchors withCertificates(Collection<X509Certificate> further) {
		Set<X509Certificate> all = new LinkedHashSet<>(certificates());
		all.addAll(further);
		return new TrustAnchors(all, this.revocationLists, this.wellKnown);
	}

	/**
	 * Read revocation lists from files, PEM with the label {@code X509 CRL} or DER,
	 * several in each.
	 * @param crls the files; may be empty
	 * @return anchors with the present lists and those of the files
	 * @throws TlsConfigurationException if a file has no list, or a damaged one
	 */
	public TrustAnchors withRevocationLists(List<CredentialSource> crls) {
		Set<X509CRL> all = new LinkedHashSet<>(this.revocationLists);
		crls.stream().map(RevocationListReader::read).forEach(all::addAll);
		return new TrustAnchors(certificates(), all, this.wellKnown);
	}

	/**
	 * Return how much there is, as far as it was read.
	 */
	@Override
	public String toString() {
		return (this == JvmRoots.ANCHORS) ? "the authorities of the JVM"
				: "%d certificates, %d revocation lists".formatted(certificates().size(), this.revocationLists.size());
	}

}
