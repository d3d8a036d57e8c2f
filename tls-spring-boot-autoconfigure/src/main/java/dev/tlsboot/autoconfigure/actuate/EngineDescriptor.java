package dev.tlsboot.autoconfigure.actuate;

import java.util.List;

import dev.tlsboot.context.SecureContext;
import dev.tlsboot.engine.EngineChoice;
import dev.tlsboot.engine.Role;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks TLS, and why.
 *
 * @param name the engine
 * @param configured what was asked for, as in {@code auto}
 * @param passedOver the engines that {@code auto} would have taken before this one
 */
public record EngineDescriptor(String name, String configured, List<PassedOver> passedOver) {

	static EngineDescriptor of(SecureContext context, Role role) {
		EngineChoice choice = context.engineChoice(role);
		return new EngineDescriptor(choice.engine().name(), context.engine().name(),
				choice.passedOver()
					.stream()
					.map((other) -> new PassedOver(other.engine(), other.option(), other.reason()))
					.toList());
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
