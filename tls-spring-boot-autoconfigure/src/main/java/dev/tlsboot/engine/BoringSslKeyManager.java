package dev.tlsboot.engine;

import java.security.Principal;
import java.security.PrivateKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

import javax.net.ssl.SSLEngine;

import dev.tlsboot.credential.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Offers our identities to BoringSSL. Netty asks for a server's certificate before
 * BoringSSL has chosen anything, and takes the first kind of key that there is: those
 * that the client does not get along with are not there for it.
 */
final class BoringSslKeyManager extends IdentityKeyManager {

	private final @Nullable ProviderRsaKeys rsaKeys;

	// the only kind of key that an engine's client gets along with, if there are several
	private final Map<SSLEngine, String> keyTypes = Collections.synchronizedMap(new WeakHashMap<>());

	private final boolean severalTypes;

	/**
	 * Create a key manager.
	 * @param identities who we are
	 * @param rsaKeys the keys that BoringSSL is not to have, or {@code null} for none
	 */
	BoringSslKeyManager(List<Identity> identities, @Nullable ProviderRsaKeys rsaKeys) {
		// tickets are not the key manager's business here
		super(identities, true);
		this.rsaKeys = rsaKeys;
		this.severalTypes = BoringSslKeyTypes.differ(identities);
	}

	/**
	 * Offer keys of one kind only.
	 * @param engine the engine of the connection
	 * @param keyType the kind of key
	 */
	void restrict(SSLEngine engine, String keyType) {
		this.keyTypes.put(engine, keyType);
	}

	@Override
	public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
		// a lock that knows its hash code as well is a dear one: not without need
		String only = this.severalTypes ? this.keyTypes.get(engine) : null;
		return (only == null || only.equals(keyType)) ? super.chooseEngineServerAlias(keyType, issuers, engine) : null;
	}

	@Override
	public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
		Identity identity = identity(alias);
		return (identity == null || (this.rsaKeys != null && this.rsaKeys.contains(identity))) ? null : identity.key();
	}

}
