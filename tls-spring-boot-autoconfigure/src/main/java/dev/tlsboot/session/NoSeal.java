package dev.tlsboot.session;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Closes nothing, for stores that are as safe as this process. What belongs to something
 * else is told apart all the same, by a digest.
 */
final class NoSeal implements SessionSeal {

	private static final byte FORMAT = 2;

	private static final int DIGEST_LENGTH = 32;

	private static final int OVERHEAD = 1 + DIGEST_LENGTH;

	@Override
	public byte[] close(byte[] content, byte[] binding) {
		return ByteBuffer.allocate(OVERHEAD + content.length).put(FORMAT).put(digest(binding)).put(content).array();
	}

	@Override
	public Optional<byte[]> open(byte[] closed, byte[] binding) {
		if (closed.length < OVERHEAD || closed[0] != FORMAT) {
			return Optional.empty();
		}
		ByteBuffer buffer = ByteBuffer.wrap(closed, 1, closed.length - 1);
		byte[] digest = new byte[DIGEST_LENGTH];
		buffer.get(digest);
		if (!MessageDigest.isEqual(digest, digest(binding))) {
			return Optional.empty();
		}
		byte[] content = new byte[buffer.remaining()];
		buffer.get(content);
		return Optional.of(content);
	}

	private static byte[] digest(byte[] binding) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(binding);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
