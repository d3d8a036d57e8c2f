package dev.tlsboot.documentation;

import dev.tlsboot.autoconfigure.TlsServerProperties;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

@ConfigurationProperties("gateway")
class GatewayProperties {

	@NestedConfigurationProperty
	private final TlsServerProperties tls = new TlsServerProperties();

	public TlsServerProperties getTls() {
		return this.tls;
	}

}
