package dev.tlsboot.credential;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import dev.tlsboot.failure.TlsConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a file holds, the answer is a value or a complaint, and never another
 * exception from the depths of a parser.
 */
class DamagedFileTests {

	private static final int ROUNDS = 400;

	@ParameterizedTest
	@ValueSource(strings = { "rsa-pkcs8", "rsa-pkcs1", "pss-sha256-pkcs8", "p256-pkcs8", "p256-sec1-nopublic",
			"ed25519-pkcs8" })
	void key(String name) {
		String[] blocks = Fixtures.text("key/" + name + ".pem").split("(?<=-----\n)(?=-----BEGIN)");
		String key = blocks[blocks.length - 1];
		String label = key.lines().findFirst().orElseThrow();
		byte[] content = Base64.getMimeDecoder().decode(key.replaceAll("-----.*", ""));
		damage(content, (damaged) -> {
			String text = label + "\n" + Base64.getMimeEncoder().encodeToString(damaged) + "\n"
					+ label.replace("BEGIN", "END");
			PrivateKeyReader.read(Fixtures.inline("key", text), null);
		});
	}

	@Test
	void authority() {
		damage(Fixtures.bytes("cert/root.der"),
				(damaged) -> TrustAnchors.fromPem(List.of(new CredentialSource("ca", "inline", damaged))));
	}

	@Test
	void authorityWithTrustSettings() {
		byte[] content = Base64.getMimeDecoder()
			.decode(Fixtures.text("cert/root-trusted-tls.pem").replaceAll("-----.*", ""));
		damage(content,
				(damaged) -> TrustAnchors.fromPem(List.of(Fixtures.inline("ca", "-----BEGIN TRUSTED CERTIFICATE-----\n"
						+ Base64.getMimeEncoder().encodeToString(damaged) + "\n-----END TRUSTED CERTIFICATE-----"))));
	}

	@Test
	void revocationList() {
		damage(Fixtures.bytes("crl/root.der"), (damaged) -> TrustAnchors.of(List.of())
			.withRevocationLists(List.of(new CredentialSource("crl", "inline", damaged))));
	}

	@Test
	void pkcs12() {
		damage(Fixtures.bytes("pfx/openssl-bare.p12"),
				(damaged) -> Credentials.fromPkcs12(new CredentialSource("pfx", "inline", damaged), null));
	}

	private static void damage(byte[] content, Consumer<byte[]> reader) {
		reader.accept(content);
		Random random = new Random(1);
		int complaints = 0;
		for (int round = 0; round < ROUNDS; round++) {
			byte[] damaged = content.clone();
			// mostly at the front, where the structure is
			int position = (int) (damaged.length * Math.pow(random.nextDouble(), 2));
			damaged[position] = (byte) random.nextInt();
			try {
				reader.accept(damaged);
			}
			catch (TlsConfigurationException ex) {
				complaints++;
			}
		}
		assertThat(complaints).isPositive();
	}

}
