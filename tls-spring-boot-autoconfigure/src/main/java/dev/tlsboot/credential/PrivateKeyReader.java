package dev.tlsboot.credential;

import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Reads the one private key of a PEM file.
 */
final class PrivateKeyReader {

	private static final String PKCS8 = "PRIVATE KEY";

	private PrivateKeyReader() {
	}

	/**
	 * Read the private key of a file.
	 * @param source the file; certificates in it are left alone
	 * @param passphrase what opens the key; not looked at when the key is plain
	 */
	static PrivateKey read(CredentialSource source, @Nullable Passphrase passphrase) {
		PemFile file = PemFile.read(source);
		PemBlock block = only(file, source.origin());
		Optional<PrivateKey> common = block.label().equals(PKCS8) ? CommonPrivateKey.decode(block.content())
				: Optional.empty();
		return common.orElseGet(() -> new PrivateKeyBlockReader(source.origin(), passphrase).read(block,
				file.blocks("EC PARAMETERS"::equals)));
	}

	private static PemBlock only(PemFile file, Origin origin) {
		List<PemBlock> keys = file.blocks((label) -> label.endsWith(PKCS8));
		if (keys.isEmpty()) {
			throw origin.failure("There is no private key in the file; it holds %s.".formatted(file.inventory()),
					"Name the file that holds the private key ('-----BEGIN PRIVATE KEY-----').");
		}
		if (keys.size() > 1) {
			throw origin.failure("There are %d private keys in the file.".formatted(keys.size()),
					"Write each key into a file of its own, and list the files and their certificates in the same "
							+ "order.");
		}
		return keys.get(0);
	}

}
