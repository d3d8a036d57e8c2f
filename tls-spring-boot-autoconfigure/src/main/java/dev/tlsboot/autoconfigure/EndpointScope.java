package dev.tlsboot.autoconfigure;

/**
 * Which server or client it is that beans take part in.
 *
 * @param kind {@code server} or {@code client}
 * @param name its name, which qualifiers know it by
 * @param prefix the prefix of its properties
 */
record EndpointScope(String kind, String name, String prefix) {

	@Override
	public String toString() {
		return "TLS " + this.kind + " '" + this.name + "' of '" + this.prefix + "'";
	}

}
