package dev.tlsboot.trust;

/**
 * Text that a peer made up, fit for a message: one line, and not too long a one.
 */
final class PeerText {

	private static final int MAX_LENGTH = 200;

	private PeerText() {
	}

	static String of(String text) {
		String cut = (text.length() <= MAX_LENGTH) ? text : text.substring(0, MAX_LENGTH) + "...";
		return cut.codePoints()
			.map((each) -> isSafe(each) ? each : '?')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	private static boolean isSafe(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
