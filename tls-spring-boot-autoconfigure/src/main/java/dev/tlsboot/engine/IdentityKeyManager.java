package dev.tlsboot.engine;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;

import dev.tlsboot.credential.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Offers our identities to JSSE, by kind of key and by the issuers that the peer names.
 * The JDK's own key managers work on a {@link java.security.KeyStore}, which encrypts the
 * keys that it is given in memory: tens of milliseconds for each of possibly thousands of
 * contexts. An alias is the position of the identity.
 */
class IdentityKeyManager extends X509ExtendedKeyManager {

	private final List<Offer> offers;

	private final boolean tickets;

	/**
	 * Create a key manager.
	 * @param identities who we are
	 * @param tickets whether JSSE may put sessions into tickets
	 */
	IdentityKeyManager(List<Identity> identities, boolean tickets) {
		this.offers = IntStream.range(0, identities.size())
			.mapToObj((index) -> Offer.of(String.valueOf(index), identities.get(index)))
			.toList();
		this.tickets = tickets;
	}

	@Override
	public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
		SSLSession session = this.tickets ? null : engine.getHandshakeSession();
		if (session != null) {
			// JSSE keeps a session that values were put on in its own cache
			session.putValue("dev.tlsboot.no-ticket", Boolean.TRUE);
		}
		return choose(keyType, issuers);
	}

	@Override
	public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal @Nullable [] issuers,
			SSLEngine engine) {
		return Arrays.stream(keyTypes)
			.map((keyType) -> choose(keyType, issuers))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
		return choose(keyType, issuers);
	}

	@Override
	public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
		return Arrays.stream(keyTypes)
			.map((keyType) -> choose(keyType, issuers))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
		return aliases(keyType, issuers);
	}

	@Override
	public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
		return aliases(keyType, issuers);
	}

	@Override
	public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
		Identity identity = identity(alias);
		return (identity != null) ? identity.chain().toArray(X509Certificate[]::new) : null;
	}

	@Override
	public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
		Identity identity = identity(alias);
		return (identity != null) ? identity.key() : null;
	}

	final @Nullable Identity identity(@Nullable String alias) {
		return (alias != null) ? this.offers.get(Integer.parseInt(alias)).identity() : null;
	}

	/**
	 * Engines ask several times in each handshake.
	 */
	private @Nullable String choose(String keyType, Principal @Nullable [] issuers) {
		for (Offer offer : this.offers) {
			if (offer.suits(keyType, issuers)) {
				return offer.alias();
			}
		}
		return null;
	}

	private String @Nullable [] aliases(String keyType, Principal @Nullable [] issuers) {
		String[] aliases = this.offers.stream()
			.filter((offer) -> offer.suits(keyType, issuers))
			.map(Offer::alias)
			.toArray(String[]::new);
		return (aliases.length > 0) ? aliases : null;
	}

	/**
	 * An identity, with what decides whether it suits a peer.
	 */
	private record Offer(String alias, Identity identity, String keyAlgorithm) {

		static Offer of(String alias, Identity identity) {
			return new Offer(alias, identity, identity.certificate().getPublicKey().getAlgorithm());
		}

		boolean suits(String keyType, Principal @Nullable [] issuers) {
			// before TLS 1.3 JSSE asks for EC keys as EC_EC or EC_RSA: key, then the
			// certificate's signature, which RFC 8422 (5.3) no longer binds
			int separator = keyType.indexOf('_');
			String algorithm = (separator < 0) ? keyType : keyType.substring(0, separator);
			if (!this.keyAlgorithm.equals(algorithm)
					&& !(algorithm.equals("EdDSA") && this.keyAlgorithm.startsWith("Ed"))) {
				return false;
			}
			if (issuers == null || issuers.length == 0) {
				return true;
			}
			List<Principal> accepted = List.of(issuers);
			return this.identity.chain()
				.stream()
				.anyMatch((certificate) -> accepted.contains(certificate.getIssuerX500Principal()));
		}

	}

}
