package dev.tlsboot.autoconfigure;

import dev.tlsboot.autoconfigure.diagnostics.InvalidTlsPropertyException;
import dev.tlsboot.autoconfigure.session.SessionStores;
import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.transport.TlsTransport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.cache.CacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Auto-configuration of what TLS servers and clients share: threads, buffers and events.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@EnableConfigurationProperties(TlsProperties.class)
@Import(NamedEndpoints.class)
@ImportRuntimeHints(TlsRuntimeHints.class)
public final class TlsAutoConfiguration {

	private static final int MAX_WAITING_EVENTS = 4096;

	// of Netty's buffer pool
	private static final DataSize MAX_CHUNK_SIZE = DataSize.ofMegabytes(128);

	private final TlsProperties properties;

	TlsAutoConfiguration(TlsProperties properties) {
		this.properties = properties;
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	TlsTransport tlsTransport() {
		return InvalidTlsPropertyException.reporting("tls", () -> transport(this.properties));
	}

	private static TlsTransport transport(TlsProperties properties) {
		int threads = properties.getEventLoopThreads();
		if (threads < 0) {
			throw new TlsConfigurationException("event-loop-threads", String.valueOf(threads),
					"The number of threads must not be negative.", "Use 0 for a number that fits the machine.", null);
		}
		DataSize size = properties.getSlabBufferSize();
		if (size.isNegative() || size.toBytes() == 0 || size.compareTo(MAX_CHUNK_SIZE) > 0) {
			throw new TlsConfigurationException("slab-buffer-size", size.toString(), "The size is out of range.",
					"Use a size up to " + MAX_CHUNK_SIZE.toMegabytes() + "MB.", null);
		}
		return new TlsTransport(properties.getTransport(), threads, size.toBytes());
	}

	@Bean
	SecureContextFactory tlsSecureContextFactory(ConfigurableApplicationContext context,
			ObjectProvider<SslBundles> bundles, SessionStores sessionStores) {
		installCryptoProviders();
		String applicationName = context.getEnvironment().getProperty("spring.application.name", "");
		ServerSessions sessions = new ServerSessions(new EndpointBeans(context.getBeanFactory()), sessionStores,
				applicationName);
		return new SecureContextFactory(context, bundles.getIfAvailable(), sessions, applicationName);
	}

	/**
	 * Before any key is read or made.
	 */
	private void installCryptoProviders() {
		for (CryptoProvider provider : this.properties.getCryptoProvider()) {
			InvalidTlsPropertyException.reporting("tls", () -> {
				provider.install();
				return provider;
			});
		}
	}

	@Bean
	SessionStores tlsSessionStores(ObjectProvider<CacheManager> cacheManagers, Environment environment) {
		return new SessionStores(cacheManagers, Threading.VIRTUAL.isActive(environment));
	}

	@Bean
	EventDispatcher tlsEventDispatcher(ApplicationContext context) {
		return new EventDispatcher(context, MAX_WAITING_EVENTS);
	}

	@Bean
	EventObserver tlsEventObserver(ApplicationContext context, EventDispatcher dispatcher) {
		return new EventObserver(new EventInterest(context), dispatcher);
	}

	@Bean
	FileWatcher tlsFileWatcher(ObjectProvider<SslProperties> properties) {
		SslProperties.Bundles.Watch.File file = properties.getIfAvailable(SslProperties::new)
			.getBundle()
			.getWatch()
			.getFile();
		return new FileWatcher(file.getQuietPeriod());
	}

	@Bean
	TlsReloader tlsReloader(FileWatcher watcher, ObjectProvider<SslBundles> bundles,
			ObjectProvider<ContextListener> listeners) {
		return new TlsReloader(watcher, bundles.getIfAvailable(), listeners.orderedStream().toList());
	}

	@Bean
	@ConditionalOnBean({ SslBundleRegistry.class, SslBundles.class })
	ContextBundles tlsContextBundles(SslBundleRegistry registry, SslBundles bundles) {
		return new ContextBundles(registry, bundles);
	}

}
