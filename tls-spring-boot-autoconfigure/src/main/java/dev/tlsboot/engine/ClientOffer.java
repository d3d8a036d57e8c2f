package dev.tlsboot.engine;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * What a client can do, as far as a server chooses its certificate by it. Immutable.
 */
public final class ClientOffer {

	private final ByteBuffer cipherSuites;

	private final ByteBuffer signatureSchemes;

	private final boolean tls13;

	/**
	 * Create an offer. The buffers are not copied, and nobody changes what is in them.
	 * @param cipherSuites the numbers of the cipher suites, two bytes each
	 * @param signatureSchemes the numbers of the signature schemes (RFC 8446, section
	 * 4.2.3), two bytes each; empty if the client names none
	 * @param tls13 whether it offers TLS 1.3
	 */
	public ClientOffer(ByteBuffer cipherSuites, ByteBuffer signatureSchemes, boolean tls13) {
		this.cipherSuites = cipherSuites;
		this.signatureSchemes = signatureSchemes;
		this.tls13 = tls13;
	}

	/**
	 * Return whether the client offers TLS 1.3.
	 * @return {@code true} if it does
	 */
	public boolean tls13() {
		return this.tls13;
	}

	/**
	 * Return whether the client offers a cipher suite.
	 * @param numbers the numbers of suites
	 * @return {@code true} if it offers one of them
	 */
	public boolean hasCipherSuite(Set<Integer> numbers) {
		return contains(this.cipherSuites, numbers);
	}

	/**
	 * Return whether the client can verify signatures. One that names no schemes is taken
	 * at its cipher suites (RFC 5246, section 7.4.1.4.1).
	 * @param numbers the numbers of signature schemes
	 * @return {@code true} if it names one of them, or none at all
	 */
	public boolean verifies(Set<Integer> numbers) {
		return this.signatureSchemes.remaining() < Short.BYTES || contains(this.signatureSchemes, numbers);
	}

	private static boolean contains(ByteBuffer offered, Set<Integer> numbers) {
		for (int index = offered.position(); index + Short.BYTES <= offered.limit(); index += Short.BYTES) {
			if (numbers.contains(Short.toUnsignedInt(offered.getShort(index)))) {
				return true;
			}
		}
		return false;
	}

}
