package dev.tlsboot.trust;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;

import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A certificate with its key.
 */
record Held(X509Certificate certificate, KeyPair keys) {

	String certificatePem() {
		return pem(this.certificate);
	}

	String keyPem() {
		try {
			return write(new JcaPKCS8Generator(this.keys.getPrivate(), null));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String pem(Object object) {
		try {
			return write(new JcaMiscPEMGenerator(object));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String write(PemObjectGenerator generator) throws IOException {
		StringWriter text = new StringWriter();
		try (PemWriter writer = new PemWriter(text)) {
			writer.writeObject(generator);
		}
		return text.toString();
	}

}
