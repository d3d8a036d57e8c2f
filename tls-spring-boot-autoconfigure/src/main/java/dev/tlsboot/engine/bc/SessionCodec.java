package dev.tlsboot.engine.bc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.tls.ProtocolVersion;

/**
 * Turns sessions into bytes and back. The bytes begin with the number of their format;
 * what has another number, or is in any way not what was written, is no session.
 */
final class SessionCodec {

	private static final int FORMAT = 1;

	private static final int MASTER_SECRET_LENGTH = 48;

	/**
	 * Bouncy Castle takes no longer ones from clients.
	 */
	private static final int MAXIMUM_CHAIN_LENGTH = 10;

	private SessionCodec() {
	}

	static byte[] encode(ResumableSession session) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(FORMAT);
			out.writeShort(session.version().getFullVersion());
			out.writeShort(session.cipherSuite());
			out.writeBoolean(session.extendedMasterSecret());
			out.writeLong(session.createdMillis());
			out.write(session.masterSecret());
			writeOpaque(out, session.servername().getBytes(StandardCharsets.UTF_8));
			writeOpaque(out, session.idContext().getBytes(StandardCharsets.UTF_8));
			out.writeByte(session.peerChain().size());
			for (X509Certificate certificate : session.peerChain()) {
				writeOpaque(out, certificate.getEncoded());
			}
		}
		catch (CertificateEncodingException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void writeOpaque(DataOutputStream out, byte[] bytes) throws IOException {
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	/**
	 * Read what {@link #encode} wrote.
	 * @param bytes anything
	 * @return the session, or empty if the bytes are none
	 */
	static Optional<ResumableSession> decode(byte[] bytes) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			require(in.readUnsignedByte() == FORMAT);
			require(in.readUnsignedShort() == ProtocolVersion.TLSv12.getFullVersion());
			int cipherSuite = in.readUnsignedShort();
			boolean extendedMasterSecret = readBoolean(in);
			long created = in.readLong();
			byte[] masterSecret = in.readNBytes(MASTER_SECRET_LENGTH);
			require(masterSecret.length == MASTER_SECRET_LENGTH);
			String servername = new String(readOpaque(in), StandardCharsets.UTF_8);
			String idContext = new String(readOpaque(in), StandardCharsets.UTF_8);
			List<X509Certificate> chain = readChain(in);
			require(in.available() == 0);
			return Optional.of(new ResumableSession(ProtocolVersion.TLSv12, cipherSuite, masterSecret,
					extendedMasterSecret, chain, created, servername, idContext));
		}
		catch (IOException | CertificateException ex) {
			return Optional.empty();
		}
	}

	private static List<X509Certificate> readChain(DataInputStream in) throws IOException, CertificateException {
		int length = in.readUnsignedByte();
		require(length <= MAXIMUM_CHAIN_LENGTH);
		List<X509Certificate> chain = new ArrayList<>();
		for (int i = 0; i < length; i++) {
			ByteArrayInputStream encoded = new ByteArrayInputStream(readOpaque(in));
			chain.add((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(encoded));
			require(encoded.available() == 0);
		}
		return chain;
	}

	private static byte[] readOpaque(DataInputStream in) throws IOException {
		int length = in.readInt();
		require(length >= 0 && length <= in.available());
		return in.readNBytes(length);
	}

	private static boolean readBoolean(DataInputStream in) throws IOException {
		int value = in.readUnsignedByte();
		require(value <= 1);
		return value == 1;
	}

	private static void require(boolean condition) throws IOException {
		if (!condition) {
			throw new EOFException("No session");
		}
	}

}
