package dev.tlsboot.engine.bc;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.tlsboot.testing.TestPki;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionCodecTests {

	private final X509Certificate certificate = TestPki.get().client().getCertificate();

	@Test
	void readsWhatItWrote() {
		ResumableSession session = session(List.of(this.certificate, this.certificate));
		assertThat(SessionCodec.decode(SessionCodec.encode(session))).hasValueSatisfying((read) -> {
			assertThat(read).usingRecursiveComparison().isEqualTo(session);
			assertThat(read).hasToString("session of 1234567890123");
		});
	}

	@Test
	void readsNothingThatIsCutShortOrTooLong() {
		byte[] bytes = SessionCodec.encode(session(List.of(this.certificate)));
		for (int length = 0; length <= bytes.length + 2; length++) {
			assertThat(SessionCodec.decode(Arrays.copyOf(bytes, length)).isPresent()).as("%d bytes", length)
				.isEqualTo(length == bytes.length);
		}
	}

	@Test
	void survivesNoise() {
		byte[] bytes = SessionCodec.encode(session(List.of(this.certificate)));
		Random random = new Random(42);
		for (int i = 0; i < 20_000; i++) {
			byte[] spoilt = bytes.clone();
			for (int changes = random.nextInt(4); changes >= 0; changes--) {
				spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
			}
			assertThat(SessionCodec.decode(spoilt)).isNotNull();
		}
	}

	private static ResumableSession session(List<X509Certificate> chain) {
		byte[] secret = new byte[48];
		Arrays.fill(secret, (byte) 7);
		return new ResumableSession(ProtocolVersion.TLSv12, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, secret,
				true, chain, 1234567890123L, "localhost", "kontext \u00fc");
	}

}
