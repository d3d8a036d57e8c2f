package dev.tlsboot.engine;

import java.security.KeyStore;
import java.security.Provider;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;

import org.jspecify.annotations.Nullable;

/**
 * A factory of one key manager: the form in which Netty's engine takes one that it may
 * cache the keys of.
 */
final class IdentityKeyManagerFactory extends KeyManagerFactory {

	IdentityKeyManagerFactory(IdentityKeyManager manager) {
		super(new Spi(manager), new NoProvider(), "identities");
	}

	private static final class Spi extends KeyManagerFactorySpi {

		private final IdentityKeyManager manager;

		Spi(IdentityKeyManager manager) {
			this.manager = manager;
		}

		@Override
		protected void engineInit(@Nullable KeyStore keyStore, char @Nullable [] password) {
		}

		@Override
		protected void engineInit(@Nullable ManagerFactoryParameters parameters) {
		}

		@Override
		protected KeyManager[] engineGetKeyManagers() {
			return new KeyManager[] { this.manager };
		}

	}

	private static final class NoProvider extends Provider {

		private static final long serialVersionUID = 1L;

		NoProvider() {
			super("identities", "1.0", "");
		}

	}

}
