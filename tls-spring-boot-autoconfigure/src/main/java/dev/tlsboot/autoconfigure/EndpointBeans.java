package dev.tlsboot.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import dev.tlsboot.TlsObserver;
import dev.tlsboot.transport.TlsTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.ClassUtils;

/**
 * Finds the beans that take part in a server or client: one that has its name as its
 * qualifier, or else one that has no qualifier, which all may share.
 */
class EndpointBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	EndpointBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return the threads and buffers that all of them share.
	 * @return the transport
	 */
	TlsTransport transport() {
		return this.beanFactory.getBean(TlsTransport.class);
	}

	/**
	 * Return those who observe all of them.
	 * @return the observers, in their order
	 */
	List<TlsObserver> observers() {
		return this.beanFactory.getBeanProvider(TlsObserver.class).orderedStream().toList();
	}

	/**
	 * Find the bean of a type for a server or client.
	 * @param <T> the type
	 * @param scope the server or client
	 * @param type the type
	 * @return the bean, or {@code null} if there is none
	 * @throws FailureAnalyzedException if there are several
	 */
	<T> @Nullable T find(EndpointScope scope, Class<T> type) {
		Object bean = findAny(scope, type);
		return (bean != null) ? type.cast(bean) : null;
	}

	/**
	 * Find the bean of any of several types for a server or client.
	 * @param scope the server or client
	 * @param types the types
	 * @return the bean, or {@code null} if there is none
	 * @throws FailureAnalyzedException if there are several
	 */
	@Nullable Object findAny(EndpointScope scope, Class<?>... types) {
		List<String> found = preferred(names(scope, types));
		if (found.size() > 1) {
			throw ambiguous(scope, found, types);
		}
		return found.isEmpty() ? null : this.beanFactory.getBean(found.get(0));
	}

	/**
	 * Find the beans of a type for a server or client.
	 * @param <T> the type
	 * @param scope the server or client
	 * @param type the type
	 * @return the beans, in their order
	 */
	<T> List<T> findAll(EndpointScope scope, Class<T> type) {
		Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
		names(scope, type).forEach((name) -> found.add(this.beanFactory.getBean(name)));
		return this.beanFactory.getBeanProvider(type).orderedStream().filter(found::contains).toList();
	}

	private List<String> names(EndpointScope scope, Class<?>... types) {
		List<String> candidates = new ArrayList<>();
		for (Class<?> type : types) {
			candidates.addAll(List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type)));
		}
		candidates.removeIf((name) -> !is(name, BeanDefinition::isAutowireCandidate, true));
		List<String> found = candidates.stream().filter((name) -> qualifiers(name).contains(scope.name())).toList();
		if (found.isEmpty()) {
			found = candidates.stream().filter(this::isUnqualified).toList();
		}
		return found;
	}

	private List<String> preferred(List<String> names) {
		List<String> primary = names.stream().filter((name) -> is(name, BeanDefinition::isPrimary, false)).toList();
		if (!primary.isEmpty()) {
			return primary;
		}
		List<String> regular = names.stream().filter((name) -> !is(name, BeanDefinition::isFallback, false)).toList();
		return regular.isEmpty() ? names : regular;
	}

	private boolean isUnqualified(String name) {
		Set<String> qualifiers = qualifiers(name);
		qualifiers.remove(name);
		qualifiers.removeAll(List.of(this.beanFactory.getAliases(name)));
		return qualifiers.isEmpty();
	}

	/**
	 * The bean's own names count as qualifiers, as they do for injection.
	 */
	private Set<String> qualifiers(String name) {
		Set<String> qualifiers = new HashSet<>();
		BeanFactoryAnnotationUtils.isQualifierMatch((qualifier) -> {
			qualifiers.add(qualifier);
			return false;
		}, name, this.beanFactory);
		return qualifiers;
	}

	private boolean is(String name, Predicate<BeanDefinition> property, boolean otherwise) {
		try {
			return property.test(this.beanFactory.getMergedBeanDefinition(name));
		}
		catch (NoSuchBeanDefinitionException ex) {
			// registered as an object, without a definition
			return otherwise;
		}
	}

	private static FailureAnalyzedException ambiguous(EndpointScope scope, List<String> found, Class<?>... types) {
		String type = String.join(" or ", Arrays.stream(types).map(ClassUtils::getShortName).toList());
		return new FailureAnalyzedException(
				found.size() + " beans of type " + type + " compete for the " + scope + ": " + String.join(", ", found)
						+ ".",
				"Keep one of them, mark one as @Primary, or give each its own by @Qualifier(\"" + scope.name()
						+ "\").");
	}

}
