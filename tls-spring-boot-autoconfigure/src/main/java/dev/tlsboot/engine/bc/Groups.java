package dev.tlsboot.engine.bc;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.tlsboot.failure.TlsConfigurationException;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The named groups of the key exchange (RFC 8446, section 4.2.7), by preference.
 * Immutable.
 */
final class Groups {

	private static final int[] ALL = { NamedGroup.X25519MLKEM768, NamedGroup.x25519, NamedGroup.secp256r1,
			NamedGroup.secp384r1, NamedGroup.secp521r1, NamedGroup.x448, NamedGroup.SecP256r1MLKEM768,
			NamedGroup.SecP384r1MLKEM1024, NamedGroup.ffdhe2048, NamedGroup.ffdhe3072, NamedGroup.ffdhe4096,
			NamedGroup.ffdhe6144, NamedGroup.ffdhe8192 };

	private final int[] numbers;

	// what nobody has chosen is no preference: the client's comes with a key, and saves a
	// round trip
	private final boolean chosen;

	private Groups(int[] numbers, boolean chosen) {
		this.numbers = numbers;
		this.chosen = chosen;
	}

	/**
	 * Return groups.
	 * @param names as RFC 8446 and its followers name them; empty for all there are
	 * @param crypto the cryptography
	 * @return the groups
	 * @throws TlsConfigurationException if there is none of a name
	 */
	static Groups of(List<String> names, TlsCrypto crypto) {
		int[] present = Arrays.stream(ALL).filter((group) -> isPresent(crypto, group)).toArray();
		return names.isEmpty() ? new Groups(present, false)
				: new Groups(names.stream().mapToInt((name) -> number(name, present)).toArray(), true);
	}

	private static boolean isPresent(TlsCrypto crypto, int group) {
		return NamedGroup.refersToASpecificHybrid(group) ? crypto.hasNamedGroup(NamedGroup.getHybridFirst(group))
				&& crypto.hasNamedGroup(NamedGroup.getHybridSecond(group)) : crypto.hasNamedGroup(group);
	}

	private static int number(String name, int[] present) {
		return Arrays.stream(present)
			.filter((group) -> NamedGroup.getName(group).equalsIgnoreCase(name))
			.findFirst()
			.orElseThrow(() -> new TlsConfigurationException("groups", name,
					"Bouncy Castle has no group '" + name + "' on this JVM.",
					"Use some of "
							+ Arrays.stream(present).mapToObj(NamedGroup::getName).collect(Collectors.joining(", "))
							+ ".",
					null));
	}

	int[] numbers() {
		return this.numbers.clone();
	}

	boolean chosen() {
		return this.chosen;
	}

	/**
	 * Select an elliptic curve, as TLS 1.2 has them (RFC 8422, section 5.1).
	 * @param offered the client's groups by preference, or {@code null} if it named none
	 * @return the curve, or empty if there is none in common
	 */
	OptionalInt curve(int @Nullable [] offered) {
		return (offered != null) ? first(offered, NamedGroup::getCurveBits)
				: IntStream.concat(IntStream.of(NamedGroup.secp256r1), Arrays.stream(this.numbers))
					.filter((group) -> contains(this.numbers, group) && NamedGroup.getCurveBits(group) > 0)
					.findFirst();
	}

	/**
	 * Select a finite field, as TLS 1.2 has them (RFC 7919, section 4).
	 * @param offered the client's groups by preference, or {@code null} if it named none
	 * @return the field, or empty if there is none in common
	 */
	OptionalInt finiteField(int @Nullable [] offered) {
		boolean named = offered != null && Arrays.stream(offered).anyMatch(NamedGroup::isFiniteField);
		return (offered != null && named) ? first(offered, NamedGroup::getFiniteFieldBits)
				: Arrays.stream(this.numbers).filter((group) -> NamedGroup.getFiniteFieldBits(group) > 0).findFirst();
	}

	/**
	 * Return whether there is any group that the client has too.
	 * @param offered the client's groups, or {@code null} if it named none
	 * @return {@code true} if there is
	 */
	boolean anyOf(int @Nullable [] offered) {
		return offered != null && Arrays.stream(offered).anyMatch((group) -> contains(this.numbers, group));
	}

	private OptionalInt first(int[] offered, IntUnaryOperator bits) {
		int[] ordered = this.chosen ? this.numbers : offered;
		int[] other = this.chosen ? offered : this.numbers;
		return Arrays.stream(ordered)
			.filter((group) -> bits.applyAsInt(group) > 0 && contains(other, group))
			.findFirst();
	}

	private static boolean contains(int[] groups, int group) {
		return Arrays.stream(groups).anyMatch((each) -> each == group);
	}

}
