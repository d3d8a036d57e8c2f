package dev.tlsboot.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.tlsboot.failure.TlsConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the first engine that honours every option.
 */
final class AutoTlsEngine implements TlsEngine {

	private static final Logger logger = LoggerFactory.getLogger(TlsEngine.class);

	private final List<TlsEngine> candidates;

	AutoTlsEngine(List<TlsEngine> candidates) {
		this.candidates = List.copyOf(candidates);
	}

	static AutoTlsEngine ofPresent() {
		List<TlsEngine> present = new ArrayList<>();
		if (OpenSslPresence.isPresent()) {
			present.add(TlsEngine.openSsl());
		}
		present.add(TlsEngine.jdk());
		if (BouncyCastlePresence.isPresent()) {
			present.add(TlsEngine.bouncyCastle());
		}
		return new AutoTlsEngine(present);
	}

	@Override
	public String name() {
		return "auto";
	}

	@Override
	public Set<EngineFeature> features() {
		return this.candidates.stream()
			.flatMap((candidate) -> candidate.features().stream())
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public EngineContext create(EngineOptions options, Role role) {
		List<TlsConfigurationException> objections = new ArrayList<>();
		for (TlsEngine candidate : this.candidates.stream().filter((each) -> each.serves(role)).toList()) {
			try {
				EngineContext context = candidate.create(options, role);
				for (TlsConfigurationException objection : objections) {
					logger.debug("TLS engine '{}' is chosen, because of {}: {}", candidate.name(), objection.option(),
							objection.getMessage());
				}
				return context;
			}
			catch (TlsConfigurationException ex) {
				objections.add(ex);
			}
		}
		throw (objections.size() == 1 || sameOption(objections)) ? objections.get(objections.size() - 1)
				: conflict(objections);
	}

	private static boolean sameOption(List<TlsConfigurationException> objections) {
		return objections.stream().map(TlsConfigurationException::option).distinct().count() == 1;
	}

	private static TlsConfigurationException conflict(List<TlsConfigurationException> objections) {
		String options = objections.stream()
			.map(TlsConfigurationException::option)
			.distinct()
			.collect(Collectors.joining("' and '", "'", "'"));
		return new TlsConfigurationException("engine", "auto",
				"No engine honours " + options + " together: "
						+ objections.stream().map(Throwable::getMessage).collect(Collectors.joining(" ")),
				"Leave one of them out.", objections.get(0));
	}

}
