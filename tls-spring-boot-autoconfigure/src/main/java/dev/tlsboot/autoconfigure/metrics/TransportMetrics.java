package dev.tlsboot.autoconfigure.metrics;

import dev.tlsboot.transport.TlsTransport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Binds Micrometer's own meters of Netty's buffers and event loops to the transport that
 * servers and clients share, if somebody has made one by now: to look must not start
 * threads that nobody uses.
 */
class TransportMetrics implements MeterBinder {

	private final ConfigurableListableBeanFactory beanFactory;

	TransportMetrics(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String name : this.beanFactory.getBeanNamesForType(TlsTransport.class, true, false)) {
			if (this.beanFactory.containsSingleton(name)) {
				bind(this.beanFactory.getBean(name, TlsTransport.class), registry);
			}
		}
	}

	private static void bind(TlsTransport transport, MeterRegistry registry) {
		if (transport.allocator() instanceof ByteBufAllocatorMetricProvider allocator) {
			new NettyAllocatorMetrics(allocator).bindTo(registry);
		}
		new NettyEventExecutorMetrics(transport.eventLoops()).bindTo(registry);
	}

}
