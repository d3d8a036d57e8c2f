package dev.tlsboot.engine.bc;

import java.util.List;

import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionCacheTests {

	@Test
	void forgetsWhatWasUsedLeastRecently() {
		SessionCache cache = new SessionCache(2, 60_000);
		ResumableSession session = made(System.currentTimeMillis());
		cache.add(id(1), session);
		cache.add(id(2), session);
		assertThat(cache.find(id(1))).isPresent();
		cache.add(id(3), session);
		assertThat(cache.find(id(1))).isPresent();
		assertThat(cache.find(id(2))).isEmpty();
		assertThat(cache.find(id(3))).isPresent();
	}

	@Test
	void findsNothingAfterItsTimeOrLongBeforeIt() {
		SessionCache cache = new SessionCache(0, 60_000);
		cache.add(id(1), made(System.currentTimeMillis() - 61_000));
		cache.add(id(2), made(System.currentTimeMillis() + 90_000));
		cache.add(id(3), made(System.currentTimeMillis() + 10_000));
		assertThat(cache.find(id(1))).isEmpty();
		assertThat(cache.find(id(2))).isEmpty();
		// the clock of the node that made it is ahead
		assertThat(cache.find(id(3))).isPresent();
	}

	private static byte[] id(int number) {
		return new byte[] { (byte) number };
	}

	private static ResumableSession made(long millis) {
		return new ResumableSession(ProtocolVersion.TLSv12, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
				new byte[48], true, List.of(), millis, "", "");
	}

}
