package dev.tlsboot.engine;

import java.security.MessageDigest;
import java.util.Arrays;

import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.jspecify.annotations.Nullable;

/**
 * A secret that session tickets are sealed with (RFC 5077, section 4). Servers that share
 * it resume each other's sessions. Immutable.
 */
public final class TicketKey {

	/**
	 * The length of a key as OpenSSL's {@code SSL_CTX_set_tlsext_ticket_keys} wants it,
	 * in bytes: a name, a MAC key and a key for AES-128, of 16 bytes each.
	 */
	private static final int SHORT_LENGTH = 48;

	/**
	 * The length of a key with AES-256 in nginx's {@code ssl_session_ticket_key}, in
	 * bytes.
	 */
	private static final int LONG_LENGTH = 80;

	private static final int PART_LENGTH = 16;

	private final byte[] key;

	private TicketKey(byte[] key) {
		this.key = key;
	}

	/**
	 * Make a key of random bytes.
	 * @param bytes 48 or 80 bytes. Of 80 bytes a key of 48 is derived, so that none of
	 * them counts for nothing
	 * @return the key
	 * @throws TlsConfigurationException if there are more or less
	 */
	public static TicketKey of(byte[] bytes) {
		if (bytes.length == SHORT_LENGTH) {
			return new TicketKey(bytes.clone());
		}
		if (bytes.length == LONG_LENGTH) {
			HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
			generator.init(HKDFParameters.defaultParameters(bytes));
			byte[] derived = new byte[SHORT_LENGTH];
			generator.generateBytes(derived, 0, derived.length);
			return new TicketKey(derived);
		}
		throw new TlsConfigurationException("session.ticket-keys", null,
				"A ticket key has 48 or 80 bytes, not " + bytes.length + ".",
				"Make one, as with 'openssl rand -out ticket.key 48'.", null);
	}

	byte[] name() {
		return part(0);
	}

	byte[] hmacKey() {
		return part(1);
	}

	byte[] aesKey() {
		return part(2);
	}

	private byte[] part(int index) {
		return Arrays.copyOfRange(this.key, index * PART_LENGTH, (index + 1) * PART_LENGTH);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TicketKey ticketKey && MessageDigest.isEqual(this.key, ticketKey.key);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(name());
	}

	/**
	 * Return words that give nothing away.
	 */
	@Override
	public String toString() {
		return "ticket key";
	}

}
