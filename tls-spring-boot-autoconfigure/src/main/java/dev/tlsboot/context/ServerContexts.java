package dev.tlsboot.context;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.tlsboot.failure.FailureReason;
import dev.tlsboot.failure.TlsHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Decides which context a client of a server gets: the one added for the name it asks
 * for, or what the resolver finds, or the default one.
 *
 * @param defaultContext the context of who asks for no name, or for an unknown one
 * @param sniContexts the contexts by name
 * @param resolver finds contexts for other names, or {@code null}
 * @param rejectUnknown whether a name without context is refused
 * @param check complains, by an exception, about what the resolver found and the server
 * cannot use
 */
public record ServerContexts(Supplier<SecureContext> defaultContext, Supplier<SniContexts> sniContexts,
		@Nullable SniContextResolver resolver, boolean rejectUnknown, Consumer<SecureContext> check) {

	/**
	 * Return what a client asked for, as contexts are looked up.
	 * @param name the name as it was sent
	 * @return the name in lower case and without a trailing dot, or empty if it is no
	 * host name
	 */
	public static Optional<String> normalise(String name) {
		return SniNames.asked(name);
	}

	/**
	 * Find a client's context.
	 * @param servername the name that it asked for, normalised, or {@code null}
	 * @return completes, on any thread, with the context, or with a
	 * {@link TlsHandshakeException} if the client is to be refused
	 */
	public CompletionStage<SecureContext> find(@Nullable String servername) {
		if (servername == null) {
			return CompletableFuture.completedFuture(this.defaultContext.get());
		}
		SecureContext context = this.sniContexts.get().find(servername);
		if (context != null) {
			return CompletableFuture.completedFuture(context);
		}
		if (this.resolver == null) {
			return unknown(servername);
		}
		return resolve(this.resolver, servername);
	}

	private CompletionStage<SecureContext> resolve(SniContextResolver resolver, String servername) {
		CompletionStage<@Nullable SecureContext> answer;
		try {
			answer = resolver.resolve(servername);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(failed(servername, ex));
		}
		if (answer == null) {
			return unknown(servername);
		}
		return answer.handle((found, error) -> {
			if (error != null) {
				throw failed(servername, error);
			}
			return Optional.ofNullable(found);
		})
			.thenCompose((found) -> found.map((context) -> usable(servername, context))
				.orElseGet(() -> unknown(servername)));
	}

	private CompletionStage<SecureContext> usable(String servername, SecureContext context) {
		try {
			this.check.accept(context);
			return CompletableFuture.completedFuture(context);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(failed(servername, ex));
		}
	}

	private CompletionStage<SecureContext> unknown(String servername) {
		if (this.rejectUnknown) {
			return CompletableFuture.failedFuture(new TlsHandshakeException(FailureReason.UNRECOGNIZED_NAME,
					"There is no context for the server name '" + servername + "'", null));
		}
		return CompletableFuture.completedFuture(this.defaultContext.get());
	}

	private static TlsHandshakeException failed(String servername, Throwable cause) {
		return new TlsHandshakeException(FailureReason.OTHER,
				"The SniContextResolver failed for the server name '" + servername + "'", cause);
	}

}
