package dev.tlsboot.autoconfigure;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.tlsboot.autoconfigure.event.TlsEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Knows which events anybody listens to, so that the others need not be made. It looks
 * again when the number of listeners has changed, and once in a while in case one was
 * exchanged for another. In doubt somebody listens. Safe for use by several threads.
 */
class EventInterest {

	private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final int UNKNOWN = -1;

	private static final Set<Class<?>> ALL = Set.of(TlsEvent.class.getPermittedSubclasses());

	private final ApplicationContext context;

	private volatile Survey survey = new Survey(UNKNOWN, 0, Set.of());

	EventInterest(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Return whether anybody listens to an event.
	 * @param type the type of the event
	 * @return {@code false} if nobody does
	 */
	boolean in(Class<? extends TlsEvent> type) {
		int listeners = countListeners();
		long now = System.nanoTime();
		Survey current = this.survey;
		if (listeners == UNKNOWN || current.listeners != listeners || now - current.time > MAX_AGE_NANOS) {
			current = new Survey(listeners, now, typesListenedTo());
			this.survey = current;
		}
		return current.types.contains(type);
	}

	private int countListeners() {
		int count = 0;
		for (ApplicationContext each = this.context; each != null; each = each.getParent()) {
			if (!(each instanceof AbstractApplicationContext publishing)) {
				return UNKNOWN;
			}
			count += publishing.getApplicationListeners().size();
		}
		return count;
	}

	private Set<Class<?>> typesListenedTo() {
		List<Predicate<ResolvableType>> listeners = new ArrayList<>();
		for (ApplicationContext each = this.context; each != null; each = each.getParent()) {
			if (!(each instanceof AbstractApplicationContext publishing)) {
				return ALL;
			}
			try {
				addListeners(publishing, listeners);
			}
			catch (ConcurrentModificationException ex) {
				return ALL;
			}
			addListenersToBe(publishing.getBeanFactory(), listeners);
		}
		return ALL.stream().filter((type) -> {
			ResolvableType eventType = ResolvableType.forClass(type);
			return listeners.stream().anyMatch((listener) -> listener.test(eventType));
		}).collect(Collectors.toUnmodifiableSet());
	}

	private static void addListeners(AbstractApplicationContext context, List<Predicate<ResolvableType>> listeners) {
		for (ApplicationListener<?> each : new ArrayList<>(context.getApplicationListeners())) {
			GenericApplicationListener listener = (each instanceof GenericApplicationListener generic) ? generic
					: new GenericApplicationListenerAdapter(each);
			listeners.add(listener::supportsEventType);
		}
	}

	/**
	 * Beans that are lazy or no singletons are made when an event comes for them.
	 */
	private static void addListenersToBe(ConfigurableListableBeanFactory beans,
			List<Predicate<ResolvableType>> listeners) {
		for (String name : beans.getBeanNamesForType(ApplicationListener.class, true, false)) {
			if (!beans.containsSingleton(name)) {
				Class<?> type = beans.getType(name, false);
				listeners.add((eventType) -> mayListenTo(type, eventType));
			}
		}
	}

	private static boolean mayListenTo(@Nullable Class<?> listenerType, ResolvableType eventType) {
		if (listenerType == null || SmartApplicationListener.class.isAssignableFrom(listenerType)) {
			return true;
		}
		ResolvableType declared = ResolvableType.forClass(listenerType).as(ApplicationListener.class).getGeneric();
		return declared.resolve() == null || declared.isAssignableFrom(eventType);
	}

	private record Survey(int listeners, long time, Set<Class<?>> types) {

	}

}
