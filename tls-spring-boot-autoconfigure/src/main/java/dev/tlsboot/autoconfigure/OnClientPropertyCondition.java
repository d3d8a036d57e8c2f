package dev.tlsboot.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches when any property of {@code tls.client} is set.
 */
class OnClientPropertyCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("TLS client property");
		return Binder.get(context.getEnvironment())
			.bind("tls.client", Bindable.mapOf(String.class, Object.class))
			.isBound() ? ConditionOutcome.match(message.because("a property of tls.client is set"))
					: ConditionOutcome.noMatch(message.because("no property of tls.client is set"));
	}

}
