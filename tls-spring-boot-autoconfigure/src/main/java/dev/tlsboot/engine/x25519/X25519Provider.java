package dev.tlsboot.engine.x25519;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * X25519 (RFC 7748) of another provider, and nothing else of it, for JSSE: which asks for
 * {@code XDH} by name, with a {@code NamedParameterSpec}, and wants public keys to be
 * {@code XECPublicKey}s. What is not X25519, and private keys of others, are refused, so
 * that the JVM goes on to its next provider.
 */
public final class X25519Provider extends Provider {

	private static final long serialVersionUID = 1;

	private static final String XDH = "XDH";

	private static final List<String> ALIASES = List.of("X25519", "1.3.101.110");

	/**
	 * Create a provider.
	 * @param source has a key pair generator, a key factory and a key agreement for
	 * {@code XDH}, which reads public keys as {@code X.509}
	 * @throws IllegalArgumentException if one of them is missing
	 */
	public X25519Provider(Provider source) {
		super("X25519-" + source.getName(), "1", "X25519 by " + source.getName());
		putService(source, "KeyPairGenerator", X25519KeyPairGenerator.class, X25519KeyPairGenerator::new);
		putService(source, "KeyFactory", X25519KeyFactory.class, X25519KeyFactory::new);
		putService(source, "KeyAgreement", X25519KeyAgreement.class, X25519KeyAgreement::new);
	}

	private void putService(Provider source, String type, Class<?> implementation, Factory factory) {
		if (source.getService(type, XDH) == null) {
			throw new IllegalArgumentException(source.getName() + " has no " + type + " for " + XDH);
		}
		putService(new Service(this, type, XDH, implementation.getName(), ALIASES, null) {

			@Override
			public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
				return factory.create(source);
			}

		});
	}

	/**
	 * Makes what does the work.
	 */
	private interface Factory {

		Object create(Provider source) throws NoSuchAlgorithmException;

	}

}
