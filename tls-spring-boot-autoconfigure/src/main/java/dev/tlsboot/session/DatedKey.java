package dev.tlsboot.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.tlsboot.engine.TicketKey;
import org.jspecify.annotations.Nullable;

/**
 * A ticket key and the time from which on it issues. Immutable. Its order, by time and
 * then by key, is the same on every server.
 */
final class DatedKey implements Comparable<DatedKey> {

	/**
	 * The length of a key, in bytes.
	 */
	static final int LENGTH = 48;

	private static final int ENTRY_LENGTH = Long.BYTES + LENGTH;

	private static final Comparator<DatedKey> ORDER = Comparator.comparingLong(DatedKey::due)
		.thenComparing((key) -> key.bytes, Arrays::compareUnsigned);

	private final long due;

	private final byte[] bytes;

	private final TicketKey key;

	/**
	 * Create a key.
	 * @param due when it begins to issue, in milliseconds since the epoch
	 * @param bytes the key
	 */
	DatedKey(long due, byte[] bytes) {
		this.due = due;
		this.bytes = bytes.clone();
		this.key = TicketKey.of(bytes);
	}

	long due() {
		return this.due;
	}

	TicketKey key() {
		return this.key;
	}

	static byte[] encode(SortedSet<DatedKey> keys) {
		ByteBuffer buffer = ByteBuffer.allocate(keys.size() * ENTRY_LENGTH);
		keys.forEach((key) -> buffer.putLong(key.due).put(key.bytes));
		return buffer.array();
	}

	/**
	 * Return the keys in what was encoded; what does not fill an entry is left out.
	 */
	static SortedSet<DatedKey> decode(byte[] encoded) {
		SortedSet<DatedKey> keys = new TreeSet<>();
		ByteBuffer buffer = ByteBuffer.wrap(encoded);
		while (buffer.remaining() >= ENTRY_LENGTH) {
			long due = buffer.getLong();
			byte[] bytes = new byte[LENGTH];
			buffer.get(bytes);
			keys.add(new DatedKey(due, bytes));
		}
		return keys;
	}

	/**
	 * Return the key that issues: of those that are due the one that became so last.
	 * @param keys the keys, of which one is due at least
	 * @param now the time in milliseconds since the epoch
	 */
	static DatedKey issuing(SortedSet<DatedKey> keys, long now) {
		DatedKey issuing = keys.first();
		for (DatedKey key : keys) {
			if (key.due <= now && key.due > issuing.due) {
				issuing = key;
			}
		}
		return issuing;
	}

	static List<TicketKey> ticketKeys(DatedKey issuing, SortedSet<DatedKey> keys) {
		List<TicketKey> all = new ArrayList<>();
		all.add(issuing.key);
		keys.stream().filter((key) -> key != issuing).map(DatedKey::key).forEach(all::add);
		return all;
	}

	@Override
	public int compareTo(DatedKey other) {
		return ORDER.compare(this, other);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof DatedKey dated && compareTo(dated) == 0;
	}

	@Override
	public int hashCode() {
		return Long.hashCode(this.due);
	}

}
