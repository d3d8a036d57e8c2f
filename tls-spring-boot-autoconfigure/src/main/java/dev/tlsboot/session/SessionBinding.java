package dev.tlsboot.session;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * What a session belongs to. One that was made under another context or for another
 * server name is not resumed (RFC 6066, section 3).
 *
 * @param idContext the session-id context
 * @param servername the host name that the client asked for, or {@code null}
 * @param id the session id, in lower-case hexadecimal digits
 */
public record SessionBinding(String idContext, @Nullable String servername, String id) {

	/**
	 * Return all of it, such that no two bindings have the same bytes.
	 */
	byte[] bytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		add(bytes, "session");
		add(bytes, this.idContext);
		// which is never empty when it is there
		add(bytes, (this.servername != null) ? this.servername : "");
		add(bytes, this.id);
		return bytes.toByteArray();
	}

	private static void add(ByteArrayOutputStream bytes, String part) {
		byte[] encoded = part.getBytes(StandardCharsets.UTF_8);
		bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(encoded.length).array());
		bytes.writeBytes(encoded);
	}

}
