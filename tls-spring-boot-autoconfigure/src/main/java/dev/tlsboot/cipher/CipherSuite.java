package dev.tlsboot.cipher;

/**
 * One cipher suite, under both its names.
 *
 * @param name the name OpenSSL gives it, as in {@code ECDHE-RSA-AES128-GCM-SHA256}
 * @param standardName the name in the IANA registry, which JSSE uses too
 * @param protocol the first protocol version that has it, as OpenSSL's
 * {@code SSL_CIPHER_get_version} tells it
 * @param keyExchange the key exchange, as OpenSSL prints it, as in {@code ECDH}
 * @param authentication the authentication, as OpenSSL prints it, as in {@code RSA}
 * @param encryption the cipher without its strength, as OpenSSL prints it, as in
 * {@code AESGCM}
 * @param strength the strength of the cipher in bits, 0 if it does not encrypt
 * @param mac the message authentication, {@code AEAD} if the cipher does it
 */
public record CipherSuite(String name, String standardName, String protocol, String keyExchange, String authentication,
		String encryption, int strength, String mac) {

}
