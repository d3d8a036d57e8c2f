package dev.tlsboot.failure;

import org.jspecify.annotations.Nullable;

/**
 * An option that cannot work: a file that is missing, a passphrase that is wrong, a key
 * that does not match its certificate, two options that exclude each other. It says which
 * option and which file are at fault and what to do, so that a start-up report needs no
 * guessing.
 */
public class TlsConfigurationException extends TlsException {

	private static final long serialVersionUID = 1L;

	private final String option;

	private final @Nullable String location;

	private final String remedy;

	/**
	 * Create an exception.
	 * @param option the option at fault, relative to its server or client, as in
	 * {@code key} or {@code session.store}
	 * @param location where the value came from, as in {@code file:server.pem}, or
	 * {@code null} when the value itself is meant; never the value of a secret
	 * @param message what is wrong, a full sentence that does not repeat option and
	 * location
	 * @param remedy what to do about it, an imperative sentence
	 * @param cause what it came from, or {@code null}
	 */
	public TlsConfigurationException(String option, @Nullable String location, String message, String remedy,
			@Nullable Throwable cause) {
		super(message, cause);
		this.option = option;
		this.location = location;
		this.remedy = remedy;
	}

	/**
	 * Return the option at fault.
	 * @return the option, relative to its server or client
	 */
	public String option() {
		return this.option;
	}

	/**
	 * Return where the value came from.
	 * @return the location, or {@code null}
	 */
	public @Nullable String location() {
		return this.location;
	}

	/**
	 * Return what to do about it.
	 * @return an imperative sentence
	 */
	public String remedy() {
		return this.remedy;
	}

}
