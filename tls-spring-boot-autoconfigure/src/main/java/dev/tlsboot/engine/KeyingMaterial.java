package dev.tlsboot.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * Keys derived from the secrets of a connection (RFC 5705), which JSSE gives from JDK 25
 * on.
 */
final class KeyingMaterial {

	private static final @Nullable MethodHandle EXPORT = find();

	private KeyingMaterial() {
	}

	private static @Nullable MethodHandle find() {
		try {
			return MethodHandles.publicLookup()
				.findVirtual(ExtendedSSLSession.class, "exportKeyingMaterialData",
						MethodType.methodType(byte[].class, String.class, byte[].class, int.class));
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	/**
	 * Export a key.
	 * @return the key, or empty if this JDK cannot
	 */
	static Optional<byte[]> export(SSLSession session, String label, byte @Nullable [] context, int length) {
		if (EXPORT == null) {
			return Optional.empty();
		}
		try {
			return Optional.of((byte[]) EXPORT.invokeExact((ExtendedSSLSession) session, label, context, length));
		}
		catch (SSLException ex) {
			throw new IllegalStateException("This connection exports no keying material: " + ex.getMessage(), ex);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
