package dev.tlsboot.credential;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.tlsboot.credential.Pkcs12Bags.Bag;
import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * Reads PKCS#12 files (RFC 7292): an identity for each key, and the other certificates as
 * authorities.
 */
final class Pkcs12Reader {

	private final Origin origin;

	private final byte[] content;

	private final List<Passphrase> candidates;

	private final boolean passphraseGiven;

	Pkcs12Reader(CredentialSource source, @Nullable String passphrase) {
		this.origin = source.origin();
		this.content = source.content();
		this.candidates = Passphrase.candidates(passphrase);
		this.passphraseGiven = passphrase != null && !passphrase.isEmpty();
	}

	Credentials read() {
		Pkcs12Bags bags = open(parse());
		if (bags.keys().isEmpty()) {
			throw this.origin.failure("There is no private key in the PKCS#12 file.",
					"Write the file anew with its key, as in 'openssl pkcs12 -export -inkey KEY -in CERT'. Name a file "
							+ "with authorities only in the option 'ca', as PEM.");
		}
		List<X509Certificate> certificates = bags.certificates().stream().map(Bag::value).toList();
		List<Identity> identities = new ArrayList<>();
		Set<X509Certificate> authorities = new LinkedHashSet<>(certificates);
		Set<X509Certificate> roots = new LinkedHashSet<>();
		for (Bag<PrivateKey> key : bags.keys()) {
			CertificateChain chain = CertificateChain.of(certificate(key, bags.certificates()), certificates);
			identities.add(new Identity(key.value(), chain.certificates()));
			chain.root().ifPresent(roots::add);
			authorities.removeIf((other) -> chain.certificates().contains(other) && !roots.contains(other));
			// a former certificate of ours
			authorities.removeIf((other) -> KeyMatch.isPair(key.value(), other.getPublicKey()));
		}
		return Credentials.of(identities, authorities);
	}

	/**
	 * Find the certificate of a key. Where a key has several, as after a renewal, it is
	 * the one with its mark.
	 */
	private X509Certificate certificate(Bag<PrivateKey> key, List<Bag<X509Certificate>> certificates) {
		List<Bag<X509Certificate>> matches = certificates.stream()
			.filter((certificate) -> KeyMatch.isPair(key.value(), certificate.value().getPublicKey()))
			.toList();
		return matches.stream()
			.filter((match) -> match.localKeyId().isPresent() && match.localKeyId().equals(key.localKeyId()))
			.findFirst()
			.or(() -> matches.stream().findFirst())
			.orElseThrow(() -> this.origin.failure(
					"None of the certificates in the PKCS#12 file belongs to its %s key."
						.formatted(key.value().getAlgorithm()),
					"Write the file anew with the certificate of the key, as in 'openssl pkcs12 -export -inkey KEY -in "
							+ "CERT'."))
			.value();
	}

	private PKCS12PfxPdu parse() {
		if (this.content.length == 0) {
			throw this.origin.failure("The file is empty.", "Check that the option names the right file.");
		}
		try {
			return new PKCS12PfxPdu(this.content);
		}
		catch (IOException | RuntimeException ex) {
			throw this.origin.failure("The file is not PKCS#12, or is damaged.",
					"Check that the option names the right file. Name PEM files in the options 'key' and 'cert'; "
							+ "convert a JKS store with 'keytool -importkeystore -deststoretype pkcs12'.",
					ex);
		}
	}

	private Pkcs12Bags open(PKCS12PfxPdu pfx) {
		List<Passphrase> passphrases = pfx.hasMac() ? accepted(pfx) : this.candidates;
		Exception failure = null;
		for (Passphrase passphrase : passphrases) {
			try {
				return Pkcs12Bags.open(pfx, passphrase, new PrivateKeyDecoder(this.origin));
			}
			catch (PKCSException | IOException | CertificateException | RuntimeException ex) {
				failure = ex;
			}
		}
		if (failure instanceof TlsConfigurationException precise) {
			throw precise;
		}
		throw (failure != null && pfx.hasMac()) ? undecodable(failure) : wrongPassphrase(failure);
	}

	private List<Passphrase> accepted(PKCS12PfxPdu pfx) {
		List<Passphrase> accepted = new ArrayList<>();
		try {
			Pkcs12Mac mac = new Pkcs12Mac(pfx.toASN1Structure());
			for (Passphrase passphrase : this.candidates) {
				if (mac.accepts(passphrase)) {
					accepted.add(passphrase);
				}
			}
		}
		catch (OperatorCreationException | IOException | RuntimeException ex) {
			throw undecodable(ex);
		}
		return accepted;
	}

	private TlsConfigurationException wrongPassphrase(@Nullable Exception cause) {
		return this.origin.sibling("passphrase")
			.failure(
					this.passphraseGiven ? "The passphrase does not open the PKCS#12 file."
							: "The PKCS#12 file has a passphrase, and none is set.",
					"Set the passphrase the file was written with.", cause);
	}

	private TlsConfigurationException undecodable(Exception cause) {
		return this.origin.failure("The PKCS#12 file is damaged, or protected in an unknown way.",
				"Write it anew with 'openssl pkcs12 -export'.", cause);
	}

}
