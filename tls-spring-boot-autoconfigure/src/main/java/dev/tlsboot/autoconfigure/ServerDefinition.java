package dev.tlsboot.autoconfigure;

/**
 * A server as properties describe it.
 *
 * @param name the name that meters, events and qualifiers know it by
 * @param prefix the prefix of its properties, as in {@code tls.server}, for reports
 * @param properties the properties
 */
record ServerDefinition(String name, String prefix, TlsServerProperties properties) {

	/**
	 * What {@code tls.server} and {@code tls.client} are called.
	 */
	static final String DEFAULT = "default";

	EndpointScope scope() {
		return new EndpointScope("server", this.name, this.prefix);
	}

	boolean isDefault() {
		return DEFAULT.equals(this.name);
	}

}
