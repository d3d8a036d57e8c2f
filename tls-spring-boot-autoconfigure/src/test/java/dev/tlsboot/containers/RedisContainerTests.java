package dev.tlsboot.containers;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * The Redis is in a container: another host, as far as the network is concerned.
 */
@Tag("containers")
@Testcontainers(disabledWithoutDocker = true)
class RedisContainerTests extends RedisTests {

	@Override
	RedisPeer redis(RedisPeer.@Nullable Identity identity) {
		return RedisContainer.start(identity);
	}

}
