package dev.tlsboot.credential;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Whom we trust: the authorities, and the revocation lists that every certificate below
 * them has to be covered by when there is at least one. Immutable.
 */
public final class TrustAnchors {

	private final List<X509Certificate> certificates;

	private final List<X509CRL> revocationLists;

	private final boolean wellKnown;

	private TrustAnchors(Collection<X509Certificate> certificates, Collection<X509CRL> revocationLists,
			boolean wellKnown) {
		this.certificates = List.copyOf(certificates);
		this.revocationLists = List.copyOf(revocationLists);
		this.wellKnown = wellKnown;
	}

	/**
	 * Return anchors that are there already.
	 * @param certificates the authorities
	 * @return the anchors, without revocation lists
	 */
	public static TrustAnchors of(Collection<X509Certificate> certificates) {
		return of(certificates, List.of());
	}

	/**
	 * Return anchors and revocation lists that are there already.
	 * @param certificates the authorities
	 * @param revocationLists the lists; empty for no check of revocation
	 * @return the anchors
	 */
	public static TrustAnchors of(Collection<X509Certificate> certificates, Collection<X509CRL> revocationLists) {
		return new TrustAnchors(certificates, revocationLists, false);
	}

	/**
	 * Return the root authorities that this JVM trusts.
	 * @return the anchors, without revocation lists
	 */
	public static TrustAnchors jvmDefault() {
		return JvmDefault.ANCHORS;
	}

	/**
	 * Read authorities in PEM form, any number in each file, or in DER form.
	 * @param ca the files
	 * @return the anchors, without revocation lists
	 * @throws TlsConfigurationException if there is a file without a certificate
	 */
	public static TrustAnchors fromPem(List<CredentialSource> ca) {
		Set<X509Certificate> certificates = new LinkedHashSet<>();
		for (CredentialSource source : ca) {
			certificates.addAll(PemFile.read(source).certificates());
		}
		return of(certificates);
	}

	/**
	 * Take the authorities out of a trust store.
	 * @param option the option that named the trust store
	 * @param location where it came from, for people
	 * @param trustStore the trust store, loaded
	 * @return the anchors, without revocation lists
	 * @throws TlsConfigurationException if there is no certificate in it
	 */
	public static TrustAnchors fromKeyStore(String option, String location, KeyStore trustStore) {
		List<X509Certificate> certificates = new ArrayList<>();
		try {
			for (String alias : Collections.list(trustStore.aliases())) {
				if (trustStore.isCertificateEntry(alias)
						&& trustStore.getCertificate(alias) instanceof X509Certificate certificate) {
					certificates.add(certificate);
				}
			}
		}
		catch (KeyStoreException ex) {
			throw new IllegalStateException("The trust store has not been loaded", ex);
		}
		if (certificates.isEmpty()) {
			throw new TlsConfigurationException(option, location, "There is no trusted certificate in the trust store.",
					"Import the certificate of at least one authority.", null);
		}
		return of(certificates);
	}

	/**
	 * Return these anchors with more of them.
	 * @param more the additional authorities
	 * @return the anchors, with the same revocation lists
	 */
	public TrustAnchors withCertificates(Collection<X509Certificate> more) {
		Set<X509Certificate> all = new LinkedHashSet<>(this.certificates);
		all.addAll(more);
		return new TrustAnchors(all, this.revocationLists, this.wellKnown);
	}

	/**
	 * Return these anchors with revocation lists.
	 * @param crls files with lists in PEM or DER form
	 * @return the anchors; without files these
	 * @throws TlsConfigurationException if there is a file without a list
	 */
	public TrustAnchors withRevocationLists(List<CredentialSource> crls) {
		List<X509CRL> lists = new ArrayList<>(this.revocationLists);
		for (CredentialSource source : crls) {
			lists.addAll(PemFile.read(source).revocationLists());
		}
		return new TrustAnchors(this.certificates, lists, this.wellKnown);
	}

	/**
	 * Return the authorities.
	 * @return the certificates; may be empty, and then nobody is trusted
	 */
	public List<X509Certificate> certificates() {
		return this.certificates;
	}

	/**
	 * Return the revocation lists.
	 * @return the lists; empty for no check of revocation
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

	private static final class JvmDefault {

		static final TrustAnchors ANCHORS = load();

		private static TrustAnchors load() {
			try {
				TrustManagerFactory factory = TrustManagerFactory
					.getInstance(TrustManagerFactory.getDefaultAlgorithm());
				@Nullable KeyStore jvmDefault = null;
				factory.init(jvmDefault);
				for (TrustManager manager : factory.getTrustManagers()) {
					if (manager instanceof X509TrustManager x509) {
						return new TrustAnchors(List.of(x509.getAcceptedIssuers()), List.of(), true);
					}
				}
				throw new IllegalStateException("This JVM has no trust manager for X.509");
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException("This JVM's trust store cannot be read", ex);
			}
		}

	}

}
