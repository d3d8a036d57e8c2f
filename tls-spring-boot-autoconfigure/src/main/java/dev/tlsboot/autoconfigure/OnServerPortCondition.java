package dev.tlsboot.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches when {@code tls.server.port} is set. An empty value, as of an environment
 * variable that is not there, does not count.
 */
class OnServerPortCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("TLS server port");
		return StringUtils.hasText(context.getEnvironment().getProperty("tls.server.port"))
				? ConditionOutcome.match(message.because("tls.server.port is set"))
				: ConditionOutcome.noMatch(message.because("tls.server.port is not set"));
	}

}
