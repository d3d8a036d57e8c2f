package dev.tlsboot.autoconfigure.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed where Micrometer Tracing is there.
 */
public enum TlsObservationDocumentation implements ObservationDocumentation {

	/**
	 * The handshake of a connection that a server has accepted.
	 */
	SERVER_HANDSHAKE {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultTlsServerHandshakeObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return KeyName.merge(ServerKeyNames.values(), HandshakeKeyNames.values());
		}
	},

	/**
	 * What a client needs to be connected, from the look-up of the address to the end of
	 * the handshake. Belongs to what its caller is doing.
	 */
	CLIENT_CONNECT {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultTlsClientConnectObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return KeyName.merge(ClientKeyNames.values(), HandshakeKeyNames.values());
		}
	};

	/**
	 * Who it is about.
	 */
	public enum ServerKeyNames implements KeyName {

		/**
		 * Name of the server.
		 */
		SERVER {
			@Override
			public String asString() {
				return "server";
			}
		}

	}

	/**
	 * Who it is about.
	 */
	public enum ClientKeyNames implements KeyName {

		/**
		 * Name of the client.
		 */
		CLIENT {
			@Override
			public String asString() {
				return "client";
			}
		}

	}

	/**
	 * How it ended. All are {@code none} while it has not.
	 */
	public enum HandshakeKeyNames implements KeyName {

		/**
		 * Whether there is a connection: {@code success} or {@code failure}.
		 */
		RESULT {
			@Override
			public String asString() {
				return "result";
			}
		},

		/**
		 * Why there is none, as meters have it; {@code none} after a success.
		 */
		REASON {
			@Override
			public String asString() {
				return "reason";
			}
		},

		/**
		 * Protocol version, as JSSE names it; {@code none} after a failure.
		 */
		PROTOCOL {
			@Override
			public String asString() {
				return "protocol";
			}
		},

		/**
		 * Cipher suite, as OpenSSL names it; {@code none} after a failure.
		 */
		CIPHER {
			@Override
			public String asString() {
				return "cipher";
			}
		},

		/**
		 * Whether an earlier session was resumed; {@code none} after a failure.
		 */
		RESUMED {
			@Override
			public String asString() {
				return "resumed";
			}
		}

	}

}
