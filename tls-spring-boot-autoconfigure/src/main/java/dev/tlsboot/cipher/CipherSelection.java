package dev.tlsboot.cipher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the instructions of a cipher list work on: all suites in one row, some of them
 * chosen. Adding and reordering moves suites to the end of the row, deleting moves them
 * to its beginning: that is what decides on the order when they are added again.
 */
final class CipherSelection {

	private static final int[] MINIMUM_STRENGTH = { 0, 80, 112, 128, 192, 256 };

	private final List<Entry> row = new ArrayList<>();

	private int securityLevel;

	private boolean tls13Named;

	CipherSelection(int securityLevel) {
		this.securityLevel = securityLevel;
		CipherSuites.all().forEach((suite) -> this.row.add(new Entry(suite, CipherSelectors.isTls13(suite))));
	}

	/**
	 * The suites of TLS 1.3 are chosen from the beginning, until some are named.
	 */
	void add(Predicate<CipherSuite> selector) {
		if (!this.tls13Named && this.row.stream()
			.anyMatch((entry) -> CipherSelectors.isTls13(entry.suite) && selector.test(entry.suite))) {
			this.tls13Named = true;
			delete(CipherSelectors::isTls13);
		}
		List<Entry> found = take((entry) -> !entry.chosen && selector.test(entry.suite));
		found.forEach((entry) -> entry.chosen = true);
		this.row.addAll(found);
	}

	void moveToEnd(Predicate<CipherSuite> selector) {
		this.row.addAll(take((entry) -> entry.chosen && selector.test(entry.suite)));
	}

	void delete(Predicate<CipherSuite> selector) {
		List<Entry> found = take((entry) -> entry.chosen && selector.test(entry.suite));
		found.forEach((entry) -> entry.chosen = false);
		this.row.addAll(0, found);
	}

	void deleteForGood(Predicate<CipherSuite> selector) {
		take((entry) -> selector.test(entry.suite));
	}

	void sortByStrength() {
		List<Entry> chosen = take((entry) -> entry.chosen);
		chosen.sort(Comparator.comparingInt((Entry entry) -> entry.suite.strength()).reversed());
		this.row.addAll(chosen);
	}

	void securityLevel(int level) {
		this.securityLevel = level;
	}

	/**
	 * Return whether suites of TLS 1.3 were added by name.
	 */
	boolean isTls13Named() {
		return this.tls13Named;
	}

	/**
	 * Return what is chosen, strong enough and of use to someone with no more than
	 * certificates, TLS 1.3 first.
	 */
	List<CipherSuite> suites() {
		List<CipherSuite> suites = new ArrayList<>();
		this.row.stream().filter((entry) -> entry.chosen).map((entry) -> entry.suite).forEach(suites::add);
		suites.removeIf((suite) -> !isAllowed(suite) || isWithoutCertificates(suite));
		suites.sort(Comparator.comparing((suite) -> !CipherSelectors.isTls13(suite)));
		return suites;
	}

	private static boolean isWithoutCertificates(CipherSuite suite) {
		return suite.keyExchange().endsWith("PSK") || suite.keyExchange().equals("SRP");
	}

	/**
	 * The rules of SSL_CTX_set_security_level(3).
	 */
	private boolean isAllowed(CipherSuite suite) {
		if (suite.strength() < MINIMUM_STRENGTH[this.securityLevel]) {
			return false;
		}
		if (this.securityLevel >= 1 && (suite.authentication().equals("None") || suite.mac().equals("MD5"))) {
			return false;
		}
		boolean forwardSecret = CipherSelectors.isTls13(suite) || suite.keyExchange().equals("DH")
				|| suite.keyExchange().equals("ECDH");
		if (this.securityLevel >= 3 && !forwardSecret) {
			return false;
		}
		return this.securityLevel < 4 || !suite.mac().equals("SHA1");
	}

	private List<Entry> take(Predicate<Entry> condition) {
		List<Entry> taken = this.row.stream().filter(condition).toList();
		this.row.removeAll(taken);
		return new ArrayList<>(taken);
	}

	private static final class Entry {

		private final CipherSuite suite;

		private boolean chosen;

		Entry(CipherSuite suite, boolean chosen) {
			this.suite = suite;
			this.chosen = chosen;
		}

	}

}
