package dev.tlsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.convert.Delimiter;

/**
 * Properties that say who we are and whom we trust, common to everything that has
 * credentials. Text in PEM holds commas of its own, so that lists of locations are not
 * taken apart by the conversion but by {@link SourceLoader}.
 */
@ConfigurationPropertiesSource
public abstract class CredentialProperties {

	/**
	 * Comma-separated list of private keys in PEM, plain or encrypted, each a resource
	 * location, the PEM text itself or 'base64:' data. Paired with the certificates by
	 * position.
	 */
	@Delimiter(Delimiter.NONE)
	private List<String> key = new ArrayList<>();

	/**
	 * Comma-separated list of certificates in PEM, each a resource location, the PEM text
	 * itself or 'base64:' data, and each followed by its chain. Paired with the keys by
	 * position.
	 */
	@Delimiter(Delimiter.NONE)
	private List<String> cert = new ArrayList<>();

	/**
	 * Passphrase of the private keys or of the PKCS#12 file.
	 */
	private @Nullable String passphrase;

	/**
	 * PKCS#12 file with private key, certificate chain and, optionally, trusted
	 * authorities, in place of key and cert.
	 */
	private @Nullable String pfx;

	/**
	 * Comma-separated list of trusted authorities in PEM, each a resource location with
	 * any number of certificates, the PEM text itself or 'base64:' data. Without any, the
	 * JVM's default authorities are trusted.
	 */
	@Delimiter(Delimiter.NONE)
	private List<String> ca = new ArrayList<>();

	/**
	 * Comma-separated list of revocation lists in PEM or DER, each a resource location,
	 * the PEM text itself or 'base64:' data. With at least one, every certificate below
	 * an authority has to be covered by one.
	 */
	@Delimiter(Delimiter.NONE)
	private List<String> crl = new ArrayList<>();

	/**
	 * Name of the SSL bundle that has the keys, certificates and trusted authorities, in
	 * place of key, cert, pfx and ca.
	 */
	private @Nullable String sslBundle;

	/**
	 * Cipher suites by preference, as an OpenSSL cipher list. Without it, a modern list
	 * is used.
	 */
	private @Nullable String ciphers;

	public List<String> getKey() {
		return this.key;
	}

	public void setKey(List<String> key) {
		this.key = key;
	}

	public List<String> getCert() {
		return this.cert;
	}

	public void setCert(List<String> cert) {
		this.cert = cert;
	}

	public @Nullable String getPassphrase() {
		return this.passphrase;
	}

	public void setPassphrase(@Nullable String passphrase) {
		this.passphrase = passphrase;
	}

	public @Nullable String getPfx() {
		return this.pfx;
	}

	public void setPfx(@Nullable String pfx) {
		this.pfx = pfx;
	}

	public List<String> getCa() {
		return this.ca;
	}

	public void setCa(List<String> ca) {
		this.ca = ca;
	}

	public List<String> getCrl() {
		return this.crl;
	}

	public void setCrl(List<String> crl) {
		this.crl = crl;
	}

	public @Nullable String getSslBundle() {
		return this.sslBundle;
	}

	public void setSslBundle(@Nullable String sslBundle) {
		this.sslBundle = sslBundle;
	}

	public @Nullable String getCiphers() {
		return this.ciphers;
	}

	public void setCiphers(@Nullable String ciphers) {
		this.ciphers = ciphers;
	}

}
