package dev.tlsboot.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who speaks TLS for a context, and why it is not somebody else. Immutable.
 *
 * @param context the source of connections of the engine that was chosen
 * @param passedOver the engines that would have been taken before it, in order; empty if
 * it comes first, or was asked for by its name
 */
public record EngineChoice(EngineContext context, List<PassedOver> passedOver) {

	public EngineChoice {
		passedOver = List.copyOf(passedOver);
	}

	/**
	 * Return who speaks TLS.
	 * @return the engine; never one that chooses among others
	 */
	public TlsEngine engine() {
		return this.context.engine();
	}

	/**
	 * An engine that was not taken.
	 *
	 * @param engine its name
	 * @param option the option that it cannot honour, or {@code null} if it is not there
	 * @param reason why, a full sentence
	 */
	public record PassedOver(String engine, @Nullable String option, String reason) {

	}

}
