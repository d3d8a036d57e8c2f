package dev.tlsboot.context;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * The host names that contexts are chosen by: in lower case, in their ASCII form, without
 * a trailing dot.
 */
final class SniNames {

	private static final int MAXIMUM_LENGTH = 253;

	/**
	 * Letters, digits and hyphens (RFC 1123, section 2.1), and the underscore that is
	 * common in private networks.
	 */
	private static final Pattern NAME = Pattern
		.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

	private static final String WILDCARD = "*.";

	private SniNames() {
	}

	/**
	 * Return what a client asked for, as it is looked up.
	 * @param name the name as it was sent
	 * @return the name, or empty if it is no host name
	 */
	static Optional<String> asked(String name) {
		String plain = withoutTrailingDot(name).toLowerCase(Locale.ROOT);
		return (plain.length() <= MAXIMUM_LENGTH && NAME.matcher(plain).matches()) ? Optional.of(plain)
				: Optional.empty();
	}

	/**
	 * Return what a context was configured for, as it is looked up.
	 * @param pattern a host name, or one with {@code *} for its first label
	 * @return the pattern
	 * @throws TlsConfigurationException if it is neither
	 */
	static String configured(String pattern) {
		boolean wildcard = pattern.startsWith(WILDCARD);
		try {
			String name = IDN.toASCII(wildcard ? pattern.substring(WILDCARD.length()) : pattern);
			return asked(name).map((plain) -> wildcard ? WILDCARD + plain : plain).orElseThrow(() -> illegal(pattern));
		}
		catch (IllegalArgumentException ex) {
			throw illegal(pattern);
		}
	}

	/**
	 * Return the wildcard that covers a name.
	 * @param name a name that was asked for
	 * @return the pattern, or empty for a name of one label
	 */
	static Optional<String> wildcard(String name) {
		int dot = name.indexOf('.');
		return (dot < 0) ? Optional.empty() : Optional.of("*" + name.substring(dot));
	}

	private static String withoutTrailingDot(String name) {
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

	private static TlsConfigurationException illegal(String pattern) {
		return new TlsConfigurationException("server-name", pattern,
				"It is neither a host name nor a wildcard for one label.",
				"Use a name as in www.example.com, or a wildcard as in *.example.com.", null);
	}

}
