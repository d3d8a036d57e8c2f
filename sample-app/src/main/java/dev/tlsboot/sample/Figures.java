package dev.tlsboot.sample;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The figures that the page at {@code /} draws: all meters of the TLS server in one
 * answer.
 */
@RestController
@Profile("!client")
class Figures {

	private final MeterRegistry registry;

	Figures(MeterRegistry registry) {
		this.registry = registry;
	}

	@GetMapping("/figures")
	List<Figure> figures() {
		return this.registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith("tls.server."))
			.map(Figure::of)
			.toList();
	}

	/**
	 * One meter.
	 *
	 * @param name the name
	 * @param tags its tags
	 * @param value what a gauge says now; how much a counter, or how often a timer, has
	 * counted so far
	 */
	record Figure(String name, Map<String, String> tags, double value) {

		static Figure of(Meter meter) {
			return new Figure(meter.getId().getName(),
					meter.getId().getTags().stream().collect(Collectors.toMap(Tag::getKey, Tag::getValue)),
					meter.measure().iterator().next().getValue());
		}

	}

}
