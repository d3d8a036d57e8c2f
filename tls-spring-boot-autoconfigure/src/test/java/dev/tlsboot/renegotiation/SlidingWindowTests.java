package dev.tlsboot.renegotiation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SlidingWindowTests {

	@Property
	void allowsWhatABruteForceModelAllows(@ForAll @IntRange(max = 6) int limit,
			@ForAll @LongRange(min = 1, max = 50) long length,
			@ForAll @Size(max = 60) List<@LongRange(max = 20) Long> gaps, @ForAll long origin) {
		AtomicLong clock = new AtomicLong(origin);
		SlidingWindow window = new SlidingWindow(limit, Duration.ofNanos(length), clock::get);
		List<Long> allowed = new ArrayList<>();
		long elapsed = 0;
		for (long gap : gaps) {
			elapsed += gap;
			clock.set(origin + elapsed);
			long now = elapsed;
			boolean expected = allowed.stream().filter((time) -> time > now - length).count() < limit;
			assertThat(window.tryAcquire()).isEqualTo(expected);
			if (expected) {
				allowed.add(now);
			}
		}
	}

	@Test
	void allowsTheNextOneWhenTheFirstHasLeftTheWindow() {
		AtomicLong clock = new AtomicLong();
		SlidingWindow window = new SlidingWindow(2, Duration.ofNanos(10), clock::get);
		assertThat(window.tryAcquire()).isTrue();
		clock.set(5);
		assertThat(window.tryAcquire()).isTrue();
		clock.set(9);
		assertThat(window.tryAcquire()).isFalse();
		clock.set(10);
		assertThat(window.tryAcquire()).isTrue();
		assertThat(window.count()).isEqualTo(2);
	}

}
