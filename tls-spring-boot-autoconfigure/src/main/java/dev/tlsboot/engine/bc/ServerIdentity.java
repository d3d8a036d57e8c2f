package dev.tlsboot.engine.bc;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.tlsboot.credential.Identity;
import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.DefaultTlsCredentialedSigner;
import org.bouncycastle.tls.KeyExchangeAlgorithm;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsServerContext;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsECDSA13Signer;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsEd25519Signer;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsEd448Signer;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsRSAPSSSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsRSASigner;
import org.jspecify.annotations.Nullable;

/**
 * One of our identities, and which clients it is for. Immutable.
 */
final class ServerIdentity {

	private final JdkCrypto crypto;

	private final PrivateKey key;

	private final List<X509Certificate> chain;

	private final int[] schemes;

	private final int curve;

	private final boolean rsa;

	// the message that shows the chain, which TLS 1.3 changed
	private final Certificate certificate12;

	private final Certificate certificate13;

	private ServerIdentity(JdkCrypto crypto, Identity identity, int[] schemes) {
		PublicKey publicKey = identity.certificate().getPublicKey();
		this.crypto = crypto;
		this.key = identity.key();
		this.chain = identity.chain();
		this.schemes = schemes;
		this.curve = SignatureSchemes.curve(publicKey);
		this.rsa = publicKey.getAlgorithm().startsWith("RSA");
		TlsCertificate[] certificates = this.chain.stream()
			.map((certificate) -> new JcaTlsCertificate(crypto, certificate))
			.toArray(TlsCertificate[]::new);
		this.certificate12 = new Certificate(certificates);
		this.certificate13 = new Certificate(TlsUtils.EMPTY_BYTES,
				Arrays.stream(certificates)
					.map((certificate) -> new CertificateEntry(certificate, null))
					.toArray(CertificateEntry[]::new));
	}

	/**
	 * Take over an identity.
	 * @throws TlsConfigurationException if nothing can be signed with its key
	 */
	static ServerIdentity of(Identity identity, JdkCrypto crypto) {
		PublicKey key = identity.certificate().getPublicKey();
		int[] schemes = SignatureSchemes.of(key);
		if (schemes.length == 0) {
			throw new TlsConfigurationException("key", null,
					"Bouncy Castle cannot sign with this key of the type " + key.getAlgorithm() + ".",
					"Use an RSA key of 1024 bits or more, an EC key on one of the curves secp256r1, secp384r1 and "
							+ "secp521r1, or an Ed25519 or Ed448 key.",
					null);
		}
		return new ServerIdentity(crypto, identity, schemes);
	}

	List<X509Certificate> chain() {
		return this.chain;
	}

	/**
	 * Return what signs for this identity in a handshake.
	 * @param context the handshake, after the client has told what it can verify
	 * @param keyExchange how the cipher suite exchanges keys
	 * @return the signer, or empty if the client could not verify what it signs, or the
	 * suite is for keys of another type
	 */
	Optional<DefaultTlsCredentialedSigner> signer(TlsServerContext context, int keyExchange) {
		SecurityParameters parameters = context.getSecurityParametersHandshake();
		List<?> offered = parameters.getClientSigAlgs();
		if (offered == null || !serves(keyExchange, parameters.getClientSupportedGroups())) {
			return Optional.empty();
		}
		boolean tls13 = TlsUtils.isTLSv13(context);
		return offered.stream()
			.map(SignatureAndHashAlgorithm.class::cast)
			.filter((algorithm) -> isUsable(SignatureScheme.from(algorithm), tls13))
			.findFirst()
			.map((algorithm) -> new DefaultTlsCredentialedSigner(new TlsCryptoParameters(context),
					signer(SignatureScheme.from(algorithm)), tls13 ? this.certificate13 : this.certificate12,
					algorithm));
	}

	/**
	 * Before TLS 1.3 the suite is for a type of keys, and the groups of the client are
	 * those of our key, too (RFC 8422, section 5.1.1).
	 */
	private boolean serves(int keyExchange, int @Nullable [] groups) {
		return switch (keyExchange) {
			case KeyExchangeAlgorithm.NULL -> true;
			case KeyExchangeAlgorithm.ECDHE_ECDSA -> !this.rsa && (this.curve < 0 || groups == null
					|| Arrays.stream(groups).anyMatch((group) -> group == this.curve));
			default -> this.rsa;
		};
	}

	private boolean isUsable(int scheme, boolean tls13) {
		if (Arrays.stream(this.schemes).noneMatch((each) -> each == scheme)) {
			return false;
		}
		// TLS 1.3 signs with salt, and has a scheme for each curve
		return !tls13 || (SignatureScheme.isECDSA(scheme) ? SignatureScheme.getNamedGroup(scheme) == this.curve
				: !this.rsa || SignatureScheme.isRSAPSS(scheme));
	}

	private TlsSigner signer(int scheme) {
		if (SignatureScheme.isECDSA(scheme)) {
			return new JcaTlsECDSA13Signer(this.crypto, this.key, scheme);
		}
		return switch (scheme) {
			case SignatureScheme.ed25519 -> new JcaTlsEd25519Signer(this.crypto, this.key);
			case SignatureScheme.ed448 -> new JcaTlsEd448Signer(this.crypto, this.key);
			default -> SignatureScheme.isRSAPSS(scheme) ? new JcaTlsRSAPSSSigner(this.crypto, this.key, scheme)
					: new JcaTlsRSASigner(this.crypto, this.key);
		};
	}

}
