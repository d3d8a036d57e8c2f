package dev.tlsboot.testing;

import io.netty.buffer.ByteBufAllocator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LeakCheckTests {

	@Test
	void findsABufferThatNobodyReleases() {
		leak();
		Awaitility.await()
			.untilAsserted(() -> assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> new LeakCheck().afterAll(null))
				.withMessageContaining("LeakCheckTests"));
	}

	private static void leak() {
		ByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1);
	}

}
