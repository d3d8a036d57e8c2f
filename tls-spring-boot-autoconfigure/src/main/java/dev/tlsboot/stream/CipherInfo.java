package dev.tlsboot.stream;

import dev.tlsboot.cipher.CipherSuites;

/**
 * The cipher suite of a connection: what the reference's {@code getCipher()} returns.
 *
 * @param name the name OpenSSL gives the suite, as in
 * {@code ECDHE-RSA-AES128-GCM-SHA256}; the standard name where OpenSSL has none
 * @param standardName the name in the IANA registry
 * @param version the first protocol version that has the suite, as OpenSSL's
 * {@code SSL_CIPHER_get_version} tells it: not the version of the connection
 */
public record CipherInfo(String name, String standardName, String version) {

	/**
	 * Describe a suite.
	 * @param standardName the name as JSSE has it
	 * @return the description
	 */
	public static CipherInfo of(String standardName) {
		return CipherSuites.byStandardName(standardName)
			.map((suite) -> new CipherInfo(suite.name(), suite.standardName(), suite.protocol()))
			.orElseGet(() -> new CipherInfo(standardName, standardName, "unknown"));
	}

}
