package dev.tlsboot.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A certificate for localhost in files, as a user has it.
 */
record PemFiles(X509Bundle authority, X509Bundle identity, Path directory) {

	static PemFiles in(Path directory) {
		try {
			X509Bundle authority = new CertificateBuilder().subject("CN=Test CA")
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
			X509Bundle identity = new CertificateBuilder().subject("CN=localhost")
				.addSanDnsName("localhost")
				.addSanIpAddress("127.0.0.1")
				.buildIssuedBy(authority);
			return new PemFiles(authority, identity, directory);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	String key() {
		return write("key.pem", this.identity.getPrivateKeyPEM());
	}

	String cert() {
		return write("cert.pem", this.identity.getCertificatePathPEM());
	}

	String ca() {
		return write("ca.pem", this.authority.getCertificatePEM());
	}

	String pfx(String passphrase) {
		Path file = this.directory.resolve("identity.p12");
		try (OutputStream out = Files.newOutputStream(file)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setKeyEntry("identity", this.identity.getKeyPair().getPrivate(), passphrase.toCharArray(),
					this.identity.getCertificatePath());
			store.store(out, passphrase.toCharArray());
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
		return "file:" + file;
	}

	String write(String name, String content) {
		Path file = this.directory.resolve(name);
		try {
			Files.writeString(file, content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return "file:" + file;
	}

}
