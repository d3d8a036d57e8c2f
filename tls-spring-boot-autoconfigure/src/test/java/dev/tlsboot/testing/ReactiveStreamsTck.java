package dev.tlsboot.testing;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/**
 * The Reactive Streams TCK, which is written for TestNG, as tests of JUnit: one for each
 * rule. A rule that the TCK skips shows as aborted.
 */
public final class ReactiveStreamsTck {

	private ReactiveStreamsTck() {
	}

	/**
	 * Return the rules of a verification.
	 * @param verification makes a fresh one for each rule
	 * @param afterEach runs after each rule
	 */
	public static Stream<DynamicTest> rules(Supplier<?> verification, Runnable afterEach) {
		return Arrays.stream(verification.get().getClass().getMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class))
			.sorted(Comparator.comparing(Method::getName))
			.map((method) -> DynamicTest.dynamicTest(method.getName(), () -> check(verification, method, afterEach)));
	}

	private static void check(Supplier<?> verification, Method rule, Runnable afterEach) throws Throwable {
		Object instance = verification.get();
		try {
			call(instance, BeforeClass.class);
			call(instance, BeforeMethod.class);
			rule.invoke(instance);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() instanceof SkipException skipped)
					? new TestAbortedException(skipped.getMessage(), skipped) : ex.getCause();
		}
		finally {
			call(instance, AfterClass.class);
			afterEach.run();
		}
	}

	private static void call(Object instance, Class<? extends Annotation> annotation)
			throws ReflectiveOperationException {
		for (Method method : instance.getClass().getMethods()) {
			if (method.isAnnotationPresent(annotation)) {
				method.invoke(instance);
			}
		}
	}

}
