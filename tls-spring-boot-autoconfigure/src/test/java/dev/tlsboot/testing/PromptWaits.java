package dev.tlsboot.testing;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets waits for a condition end as soon as it holds: Awaitility looks ten times a second
 * by itself, the first time after 100 ms, and there are thousands of such waits.
 * Registered for all tests through {@code META-INF/services}.
 */
public final class PromptWaits implements BeforeAllCallback {

	static {
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		// loading this class was the point
	}

}
