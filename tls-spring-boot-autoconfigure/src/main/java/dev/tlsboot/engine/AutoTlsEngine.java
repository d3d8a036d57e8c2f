package dev.tlsboot.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.tlsboot.engine.EngineChoice.PassedOver;
import dev.tlsboot.failure.TlsConfigurationException;

/**
 * Takes the first engine that honours every option.
 */
final class AutoTlsEngine implements TlsEngine {

	private final List<TlsEngine> candidates;

	private final List<PassedOver> absent;

	AutoTlsEngine(List<TlsEngine> candidates, List<PassedOver> absent) {
		this.candidates = List.copyOf(candidates);
		this.absent = List.copyOf(absent);
	}

	static AutoTlsEngine ofPresent() {
		List<TlsEngine> present = new ArrayList<>();
		List<PassedOver> absent = new ArrayList<>();
		try {
			present.add(TlsEngine.openSsl());
		}
		catch (TlsConfigurationException ex) {
			absent.add(new PassedOver("openssl", null, String.valueOf(ex.getMessage())));
		}
		present.add(TlsEngine.jdk());
		if (BouncyCastlePresence.isPresent()) {
			present.add(TlsEngine.bouncyCastle());
		}
		return new AutoTlsEngine(present, absent);
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
		return choose(options, role).context();
	}

	@Override
	public EngineChoice choose(EngineOptions options, Role role) {
		List<PassedOver> passedOver = new ArrayList<>(this.absent);
		List<TlsConfigurationException> objections = new ArrayList<>();
		for (TlsEngine candidate : this.candidates.stream().filter((each) -> each.serves(role)).toList()) {
			try {
				return new EngineChoice(candidate.create(options, role), passedOver);
			}
			catch (TlsConfigurationException ex) {
				objections.add(ex);
				passedOver.add(new PassedOver(candidate.name(), ex.option(), String.valueOf(ex.getMessage())));
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
