package dev.tlsboot.autoconfigure;

import java.util.concurrent.TimeUnit;

import dev.tlsboot.autoconfigure.event.ClientErrorEvent;
import dev.tlsboot.autoconfigure.event.ConnectionClosedEvent;
import dev.tlsboot.autoconfigure.event.SecureConnectionEvent;
import dev.tlsboot.autoconfigure.event.TlsEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class EventInterestTests {

	private static AnnotationConfigApplicationContext context(Class<?>... configuration) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		if (configuration.length > 0) {
			context.register(configuration);
		}
		context.refresh();
		return context;
	}

	@Test
	void isNoneWithoutListeners() {
		try (AnnotationConfigApplicationContext context = context()) {
			EventInterest interest = new EventInterest(context);
			for (Class<?> type : TlsEvent.class.getPermittedSubclasses()) {
				assertThat(interest.in(type.asSubclass(TlsEvent.class))).as(type.getSimpleName()).isFalse();
			}
		}
	}

	@Test
	void isInWhatAMethodListensTo() {
		try (AnnotationConfigApplicationContext context = context(MethodListener.class)) {
			EventInterest interest = new EventInterest(context);
			assertThat(interest.in(SecureConnectionEvent.class)).isTrue();
			assertThat(interest.in(ClientErrorEvent.class)).isFalse();
		}
	}

	@Test
	void isInAllWhenAMethodListensToAll() {
		try (AnnotationConfigApplicationContext context = context(AllListener.class)) {
			EventInterest interest = new EventInterest(context);
			assertThat(interest.in(SecureConnectionEvent.class)).isTrue();
			assertThat(interest.in(ConnectionClosedEvent.class)).isTrue();
		}
	}

	@Test
	void isInWhatALazyListenerListensTo() {
		try (AnnotationConfigApplicationContext context = context(LazyListener.class)) {
			EventInterest interest = new EventInterest(context);
			assertThat(interest.in(ClientErrorEvent.class)).isTrue();
			assertThat(interest.in(SecureConnectionEvent.class)).isFalse();
			assertThat(context.getBeanFactory().containsSingleton("lazyListener")).isFalse();
		}
	}

	@Test
	void isInWhatAPrototypeListensTo() {
		try (AnnotationConfigApplicationContext context = context(PrototypeListener.class)) {
			assertThat(new EventInterest(context).in(ClientErrorEvent.class)).isTrue();
		}
	}

	@Test
	void isInWhatTheParentListensTo() {
		try (AnnotationConfigApplicationContext parent = context(MethodListener.class);
				AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
			child.setParent(parent);
			child.refresh();
			assertThat(new EventInterest(child).in(SecureConnectionEvent.class)).isTrue();
		}
	}

	@Test
	void noticesAtOnceAListenerThatIsAddedLater() {
		try (AnnotationConfigApplicationContext context = context()) {
			EventInterest interest = new EventInterest(context);
			assertThat(interest.in(ClientErrorEvent.class)).isFalse();
			context.addApplicationListener(new ErrorListener());
			assertThat(interest.in(ClientErrorEvent.class)).isTrue();
		}
	}

	@Test
	void noticesAtOnceAListenerThatIsRemoved() {
		try (AnnotationConfigApplicationContext context = context()) {
			EventInterest interest = new EventInterest(context);
			ErrorListener listener = new ErrorListener();
			context.addApplicationListener(listener);
			assertThat(interest.in(ClientErrorEvent.class)).isTrue();
			context.removeApplicationListener(listener);
			assertThat(interest.in(ClientErrorEvent.class)).isFalse();
		}
	}

	@Test
	void noticesSoonAListenerThatIsExchanged() {
		try (AnnotationConfigApplicationContext context = context()) {
			ClosedListener closed = new ClosedListener();
			context.addApplicationListener(closed);
			EventInterest interest = new EventInterest(context);
			assertThat(interest.in(ClientErrorEvent.class)).isFalse();
			context.removeApplicationListener(closed);
			context.addApplicationListener(new ErrorListener());
			Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> interest.in(ClientErrorEvent.class));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class MethodListener {

		@EventListener
		void on(SecureConnectionEvent event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AllListener {

		@EventListener
		void on(TlsEvent event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyListener {

		@Bean
		@Lazy
		ErrorListener lazyListener() {
			return new ErrorListener();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeListener {

		@Bean
		@Scope("prototype")
		ErrorListener prototypeListener() {
			return new ErrorListener();
		}

	}

	static class ErrorListener implements ApplicationListener<ClientErrorEvent> {

		@Override
		public void onApplicationEvent(ClientErrorEvent event) {
		}

	}

	static class ClosedListener implements ApplicationListener<ContextClosedEvent> {

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
		}

	}

}
