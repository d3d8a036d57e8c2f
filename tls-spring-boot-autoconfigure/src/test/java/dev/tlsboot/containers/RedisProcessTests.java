package dev.tlsboot.containers;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The Redis is a process of this machine, for machines without containers.
 */
@EnabledIf(value = "dev.tlsboot.containers.RedisProcess#isInstalled", disabledReason = "no redis-server is installed")
class RedisProcessTests extends RedisTests {

	@Override
	RedisPeer redis(RedisPeer.@Nullable Identity identity) {
		return RedisProcess.start(identity);
	}

}
