package dev.tlsboot.context;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Contexts by the server name that clients ask for (RFC 6066, section 3). A name is
 * exact, or has {@code *} for its first label; the exact one goes first. A look-up costs
 * the same for any number of contexts. Safe for use by several threads.
 */
public final class SniContexts {

	private final Map<String, SecureContext> contexts = new ConcurrentHashMap<>();

	/**
	 * Add a context, or replace the one of the same name.
	 * @param serverName the name or wildcard, in upper or lower case
	 * @param context the context
	 * @return the context that had the name before, or {@code null}
	 * @throws dev.tlsboot.failure.TlsConfigurationException if it is neither a host name
	 * nor a wildcard for one label
	 */
	public @Nullable SecureContext put(String serverName, SecureContext context) {
		return this.contexts.put(SniNames.configured(serverName), context);
	}

	/**
	 * Remove a context.
	 * @param serverName the name or wildcard it was added with
	 * @return the context, or {@code null} if there was none
	 */
	public @Nullable SecureContext remove(String serverName) {
		return this.contexts.remove(SniNames.configured(serverName));
	}

	/**
	 * Return the names and wildcards.
	 * @return the names, sorted; a copy
	 */
	public Set<String> serverNames() {
		return new TreeSet<>(this.contexts.keySet());
	}

	/**
	 * Return the same names with other contexts in place of some of theirs.
	 * @param replacements the new context for each that is replaced; compared by identity
	 * @return new contexts by name, independent of these
	 */
	public SniContexts with(Map<SecureContext, SecureContext> replacements) {
		SniContexts replaced = new SniContexts();
		this.contexts.forEach((name, context) -> replaced.contexts.put(name,
				Objects.requireNonNullElse(replacements.get(context), context)));
		return replaced;
	}

	/**
	 * Return whether a context is there, under any name.
	 * @param context the context
	 * @return {@code true} if it is
	 */
	public boolean contains(SecureContext context) {
		return this.contexts.containsValue(context);
	}

	/**
	 * Return the contexts by their names and wildcards.
	 * @return the contexts, sorted by name; a copy
	 */
	public Map<String, SecureContext> contexts() {
		return new TreeMap<>(this.contexts);
	}

	/**
	 * Find the context for a name.
	 * @param name the name that a client asked for, normalised
	 * @return the context, or {@code null} if there is none
	 */
	@Nullable SecureContext find(String name) {
		SecureContext exact = this.contexts.get(name);
		return (exact != null) ? exact : SniNames.wildcard(name).map(this.contexts::get).orElse(null);
	}

}
