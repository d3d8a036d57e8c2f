package dev.tlsboot.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.convert.DurationUnit;

/**
 * Properties of session resumption that servers and clients have in common.
 */
@ConfigurationPropertiesSource
public abstract class SessionProperties {

	/**
	 * Number of sessions kept for resumption in this process, zero for the engine's own
	 * limit.
	 */
	private int cacheSize;

	/**
	 * Time for which a session may be resumed. If a duration suffix is not specified,
	 * seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration timeout = Duration.ofSeconds(300);

	public int getCacheSize() {
		return this.cacheSize;
	}

	public void setCacheSize(int cacheSize) {
		this.cacheSize = cacheSize;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

}
