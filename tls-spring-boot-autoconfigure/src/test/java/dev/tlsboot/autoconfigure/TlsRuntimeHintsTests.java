package dev.tlsboot.autoconfigure;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLParameters;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.netty.channel.ChannelHandler;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeHint;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.ImportRuntimeHints;

import static org.assertj.core.api.Assertions.assertThat;

class TlsRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	TlsRuntimeHintsTests() {
		new TlsRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
	}

	@Test
	void areThoseOfTheAutoConfiguration() {
		assertThat(TlsAutoConfiguration.class.getAnnotation(ImportRuntimeHints.class).value())
			.containsExactly(TlsRuntimeHints.class);
	}

	@Test
	void knowEveryChannelHandler() {
		List<String> handlers = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("dev.tlsboot")
			.stream()
			.filter((type) -> type.isAssignableTo(ChannelHandler.class))
			.map(JavaClass::getName)
			.toList();
		List<String> known = this.hints.reflection()
			.typeHints()
			.map(TypeHint::getType)
			.map(TypeReference::getName)
			.filter((name) -> name.startsWith("dev.tlsboot."))
			.toList();
		assertThat(known).containsExactlyInAnyOrderElementsOf(handlers).isNotEmpty();
	}

	@Test
	void knowTheMethodThatSetsNamedGroupsWhereThereIsOne() {
		List<Method> setters = Arrays.stream(SSLParameters.class.getMethods())
			.filter((method) -> method.getName().equals("setNamedGroups"))
			.toList();
		assertThat(setters).hasSize((Runtime.version().feature() >= 20) ? 1 : 0)
			.allMatch((method) -> RuntimeHintsPredicates.reflection().onMethodInvocation(method).test(this.hints));
	}

}
