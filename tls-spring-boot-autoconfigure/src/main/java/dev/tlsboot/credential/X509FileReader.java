package dev.tlsboot.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.tlsboot.failure.TlsConfigurationException;

/**
 * Reads a PEM or DER file that holds one or more structures of one kind. Each counts
 * once, in the order of the file.
 *
 * @param <T> the kind
 */
final class X509FileReader<T> {

	private final CredentialSource source;

	private final String noun;

	private final List<String> labels;

	private final Decoder<T> decoder;

	/**
	 * Create a reader.
	 * @param source the file
	 * @param noun what people call the structure
	 * @param labels the PEM labels it goes by, the usual one first
	 * @param decoder decodes one structure
	 */
	X509FileReader(CredentialSource source, String noun, List<String> labels, Decoder<T> decoder) {
		this.source = source;
		this.noun = noun;
		this.labels = labels;
		this.decoder = decoder;
	}

	/**
	 * Return the factory of the JVM, whose certificates and lists its PKIX takes as they
	 * are.
	 */
	static CertificateFactory factory() {
		try {
			return CertificateFactory.getInstance("X.509");
		}
		catch (CertificateException ex) {
			throw new IllegalStateException("The JVM has no X.509 certificate factory", ex);
		}
	}

	/**
	 * Read the file.
	 * @return the structures, at least one
	 */
	List<T> read() {
		byte[] content = this.source.content();
		return PemFile.isDer(content) ? readDer(content) : readPem();
	}

	private List<T> readDer(byte[] content) {
		Set<T> result = new LinkedHashSet<>();
		int position = 1;
		for (InputStream in = new ByteArrayInputStream(content); available(in); position++) {
			result.add(decode("", in, position));
		}
		return List.copyOf(result);
	}

	private List<T> readPem() {
		PemFile file = PemFile.read(this.source);
		List<PemBlock> blocks = file.blocks(this.labels::contains);
		if (blocks.isEmpty()) {
			throw this.source.origin()
				.failure("There is no %s in the file; it holds %s.".formatted(this.noun, file.inventory()),
						"Name a file with a block '-----BEGIN %s-----'.".formatted(this.labels.get(0)));
		}
		Set<T> result = new LinkedHashSet<>();
		int position = 1;
		for (PemBlock block : blocks) {
			result.add(decode(block.label(), new ByteArrayInputStream(block.content()), position));
			position++;
		}
		return List.copyOf(result);
	}

	private T decode(String label, InputStream in, int position) {
		try {
			return this.decoder.decode(label, in);
		}
		catch (TlsConfigurationException ex) {
			throw ex;
		}
		catch (GeneralSecurityException | IOException | RuntimeException ex) {
			throw this.source.origin()
				.failure("The file is damaged, or holds something else: %s %d cannot be decoded.".formatted(this.noun,
						position), "Check that the option names the right file, and copy it again.", ex);
		}
	}

	private static boolean available(InputStream in) {
		try {
			return in.available() > 0;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	interface Decoder<T> {

		/**
		 * Decode one structure.
		 * @param label the PEM label, empty for a DER file
		 * @param in the DER bytes; what follows the structure is left unread
		 */
		T decode(String label, InputStream in) throws GeneralSecurityException, IOException;

	}

}
