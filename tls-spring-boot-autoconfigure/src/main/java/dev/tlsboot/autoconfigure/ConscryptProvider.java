package dev.tlsboot.autoconfigure;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.ProviderException;

import javax.crypto.KeyAgreement;

import dev.tlsboot.engine.x25519.X25519Provider;
import org.conscrypt.Conscrypt;

/**
 * Knows the classes of Conscrypt, which may be missing. Of all that it has, the JVM is
 * given X25519 only: its TLS, for one, would take the place of JSSE.
 */
final class ConscryptProvider {

	private ConscryptProvider() {
	}

	static Provider load() {
		try {
			Conscrypt.checkAvailability();
			Provider provider = new X25519Provider(Conscrypt.newProvider());
			assertHealthy(provider);
			return provider;
		}
		catch (UnsatisfiedLinkError | GeneralSecurityException | RuntimeException ex) {
			throw new ProviderException(ex.getMessage(), ex);
		}
	}

	/**
	 * A JVM may take key agreement from signed jars only, and would then go on to its
	 * own, which cannot calculate with these private keys.
	 */
	private static void assertHealthy(Provider provider) throws GeneralSecurityException {
		KeyPair pair = KeyPairGenerator.getInstance("XDH", provider).generateKeyPair();
		KeyAgreement agreement = KeyAgreement.getInstance("XDH", provider);
		agreement.init(pair.getPrivate());
		agreement.doPhase(pair.getPublic(), true);
		agreement.generateSecret();
	}

}
