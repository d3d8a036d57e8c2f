package dev.tlsboot.cipher;

/**
 * One cipher suite under both its names. (Helper: extend with key exchange,
 * authentication, encryption, MAC, strength, first protocol.)
 *
 * @param name the name OpenSSL gives it, as in {@code ECDHE-RSA-AES128-GCM-SHA256}
 * @param standardName the name of the IANA registry, which JSSE uses too
 */
public record CipherSuite(String name, String standardName) {

}
