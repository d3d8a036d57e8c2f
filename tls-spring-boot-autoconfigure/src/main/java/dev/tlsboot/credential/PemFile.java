package dev.tlsboot.credential;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * The blocks of a textual file (RFC 7468, and RFC 1421 headers where OpenSSL still writes
 * them). Text around the blocks, byte order marks, indentation and any line ends are
 * fine; a block that cannot be decoded is an error, even when nobody asks for it.
 */
final class PemFile {

	private final List<PemBlock> blocks;

	private PemFile(List<PemBlock> blocks) {
		this.blocks = blocks;
	}

	/**
	 * Return whether the content is not text but a DER or BER structure of more than 127
	 * bytes, as all certificates, keys and lists are.
	 */
	static boolean isDer(byte[] content) {
		return content.length > 2 && content[0] == 0x30 && content[1] < 0;
	}

	static PemFile read(CredentialSource source) {
		byte[] content = source.content();
		Iterator<String> lines = text(content).lines().map(String::strip).iterator();
		List<PemBlock> blocks = new ArrayList<>();
		while (lines.hasNext()) {
			String line = lines.next();
			if (line.startsWith(PemBlock.BEGIN)) {
				blocks.add(block(line, lines, source.origin(), blocks.size() + 1));
			}
		}
		if (blocks.isEmpty()) {
			throw noPem(source.origin(), content);
		}
		return new PemFile(blocks);
	}

	List<PemBlock> blocks(Predicate<String> label) {
		return this.blocks.stream().filter((block) -> label.test(block.label())).toList();
	}

	/**
	 * Return what is in the file, as in {@code 2 x CERTIFICATE}.
	 */
	String inventory() {
		Map<String, Long> counts = this.blocks.stream()
			.collect(Collectors.groupingBy(PemBlock::label, LinkedHashMap::new, Collectors.counting()));
		return counts.entrySet()
			.stream()
			.map((entry) -> entry.getValue() + " x " + entry.getKey())
			.collect(Collectors.joining(", "));
	}

	private static String text(byte[] content) {
		if (startsWith(content, 0xEF, 0xBB, 0xBF)) {
			return new String(content, 3, content.length - 3, StandardCharsets.UTF_8);
		}
		boolean utf16 = startsWith(content, 0xFE, 0xFF) || startsWith(content, 0xFF, 0xFE);
		Charset charset = utf16 ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1;
		return new String(content, charset);
	}

	private static boolean startsWith(byte[] content, int... prefix) {
		for (int i = 0; i < prefix.length; i++) {
			if (i >= content.length || (content[i] & 0xFF) != prefix[i]) {
				return false;
			}
		}
		return true;
	}

	private static TlsConfigurationException noPem(Origin origin, byte[] content) {
		if (content.length == 0) {
			return origin.failure("The file is empty.", "Check that the option names the right file.");
		}
		return origin.failure("The file is not PEM: there is no line that starts with '-----BEGIN'.",
				"Check that the option names the right file. Convert a DER file with 'openssl pkey -inform DER' or "
						+ "'openssl x509 -inform DER'; name a PKCS#12 file in the option 'pfx'.");
	}

	private static PemBlock block(String first, Iterator<String> rest, Origin origin, int position) {
		try {
			return PemBlock.read(first, rest);
		}
		catch (IllegalArgumentException ex) {
			throw origin.failure("PEM block %d of the file is damaged or cut off.".formatted(position),
					"Copy the file again, from the line '-----BEGIN' to the line '-----END'.", ex);
		}
	}

}
