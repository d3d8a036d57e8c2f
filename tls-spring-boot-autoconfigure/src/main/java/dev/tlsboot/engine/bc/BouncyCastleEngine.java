package dev.tlsboot.engine.bc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import org.bouncycastle.tls.RecordPreview;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one connection, as JSSE has it. It reads one record in a call; in
 * a handshake it writes as many as there are and fit.
 */
final class BouncyCastleEngine extends ServerSideEngine {

	private static final int HEADER_LENGTH = 5;

	private final ServerProtocol protocol = new ServerProtocol();

	private final ServerPeer peer;

	private ConnectionSession session = ConnectionSession.none();

	private @Nullable String applicationProtocol;

	private boolean begun;

	private boolean finishedTold;

	private boolean broken;

	private boolean inboundDone;

	// nothing but what is in the way already goes out
	private boolean outboundClosed;

	BouncyCastleEngine(BouncyCastleServer server, ServerConnection connection) {
		super(server);
		this.peer = new ServerPeer(server, this, connection);
	}

	void handshakeComplete(ConnectionSession session, String applicationProtocol) {
		this.session = session;
		this.applicationProtocol = applicationProtocol;
	}

	@Override
	public synchronized void beginHandshake() throws SSLException {
		if (this.outboundClosed || this.inboundDone) {
			throw new SSLException("The connection is closed");
		}
		if (this.protocol.established()) {
			throw new SSLException("Bouncy Castle's server begins no renegotiation");
		}
		begin();
	}

	private void begin() throws SSLException {
		if (this.begun) {
			return;
		}
		this.begun = true;
		try {
			this.protocol.accept(this.peer);
		}
		catch (IOException ex) {
			throw broken(ex);
		}
	}

	@Override
	public synchronized SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length)
			throws SSLException {
		int room = room(targets, offset, length);
		if (this.inboundDone) {
			return new SSLEngineResult(Status.CLOSED, getHandshakeStatus(), 0, 0);
		}
		if (!this.outboundClosed) {
			begin();
		}
		if (hasOutput() && !this.protocol.established()) {
			return new SSLEngineResult(Status.OK, HandshakeStatus.NEED_WRAP, 0, 0);
		}
		try {
			RecordPreview record = preview(source);
			if (record == null || source.remaining() < record.getRecordSize()) {
				return new SSLEngineResult(Status.BUFFER_UNDERFLOW, getHandshakeStatus(), 0, 0);
			}
			if (room < record.getContentLimit()) {
				return new SSLEngineResult(Status.BUFFER_OVERFLOW, getHandshakeStatus(), 0, 0);
			}
			int consumed = record.getRecordSize();
			int produced = read(source, consumed, targets, offset);
			if (this.protocol.closeNotifyReceived()) {
				closeNotifyReceived();
			}
			return result(this.inboundDone, consumed, produced);
		}
		catch (IOException ex) {
			throw broken(ex);
		}
	}

	private static int room(ByteBuffer[] targets, int offset, int length) {
		Objects.checkFromIndexSize(offset, length, targets.length);
		int room = 0;
		for (int i = offset; i < offset + length; i++) {
			if (targets[i].isReadOnly()) {
				throw new ReadOnlyBufferException();
			}
			room += targets[i].remaining();
		}
		return room;
	}

	private @Nullable RecordPreview preview(ByteBuffer source) throws IOException {
		if (source.remaining() < HEADER_LENGTH) {
			return null;
		}
		byte[] header = new byte[HEADER_LENGTH];
		source.get(source.position(), header);
		return this.protocol.previewInputRecord(header);
	}

	private int read(ByteBuffer source, int length, ByteBuffer[] targets, int offset) throws IOException {
		int position = source.position();
		source.position(position + length);
		if (source.hasArray()) {
			return this.protocol.read(source.array(), source.arrayOffset() + position, length, targets, offset);
		}
		byte[] record = new byte[length];
		source.get(position, record);
		return this.protocol.read(record, 0, length, targets, offset);
	}

	private void closeNotifyReceived() {
		this.inboundDone = true;
		if (!this.protocol.isTls13()) {
			closeOutbound();
		}
	}

	@Override
	public synchronized SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target)
			throws SSLException {
		Objects.checkFromIndexSize(offset, length, sources.length);
		if (target.isReadOnly()) {
			throw new ReadOnlyBufferException();
		}
		if (!this.outboundClosed) {
			begin();
		}
		try {
			int consumed = 0;
			if (!hasOutput() && this.protocol.established() && !this.outboundClosed) {
				int limit = contentLimit(sources, offset, length);
				if (limit > 0) {
					RecordPreview record = this.protocol.previewOutputRecord(limit);
					if (target.remaining() < record.getRecordSize()) {
						return new SSLEngineResult(Status.BUFFER_OVERFLOW, getHandshakeStatus(), 0, 0);
					}
					consumed = write(sources, offset, record.getContentLimit());
				}
			}
			int available = this.protocol.getAvailableOutputBytes();
			int produced = (available <= target.remaining()) ? available : this.protocol.previewOutputRecord();
			if (produced > target.remaining()) {
				return new SSLEngineResult(Status.BUFFER_OVERFLOW, getHandshakeStatus(), consumed, 0);
			}
			this.protocol.takeOutput(target, produced);
			return result(isOutboundDone(), consumed, produced);
		}
		catch (IOException ex) {
			throw broken(ex);
		}
	}

	private int contentLimit(ByteBuffer[] sources, int offset, int length) {
		int limit = this.protocol.getApplicationDataLimit();
		long remaining = 0;
		for (int i = offset; i < offset + length && remaining < limit; i++) {
			remaining += sources[i].remaining();
		}
		return (int) Math.min(remaining, limit);
	}

	private int write(ByteBuffer[] sources, int offset, int length) throws IOException {
		ByteBuffer first = sources[offset];
		if (first.hasArray() && first.remaining() >= length) {
			int position = first.position();
			this.protocol.writeApplicationData(first.array(), first.arrayOffset() + position, length);
			first.position(position + length);
			return length;
		}
		byte[] data = new byte[length];
		int copied = 0;
		for (int i = offset; copied < length; i++) {
			int count = Math.min(sources[i].remaining(), length - copied);
			sources[i].get(data, copied, count);
			copied += count;
		}
		this.protocol.writeApplicationData(data, 0, length);
		return length;
	}

	private SSLEngineResult result(boolean closed, int consumed, int produced) {
		HandshakeStatus status = getHandshakeStatus();
		if (status == HandshakeStatus.NOT_HANDSHAKING && this.protocol.established() && !this.finishedTold) {
			this.finishedTold = true;
			status = HandshakeStatus.FINISHED;
		}
		return new SSLEngineResult(closed ? Status.CLOSED : Status.OK, status, consumed, produced);
	}

	private boolean hasOutput() {
		return this.protocol.getAvailableOutputBytes() > 0;
	}

	@Override
	public synchronized HandshakeStatus getHandshakeStatus() {
		if (hasOutput()) {
			return HandshakeStatus.NEED_WRAP;
		}
		boolean handshaking = this.begun && !this.protocol.established() && !this.outboundClosed && !this.inboundDone;
		return handshaking ? HandshakeStatus.NEED_UNWRAP : HandshakeStatus.NOT_HANDSHAKING;
	}

	/**
	 * The connection is done for; an alert may be in the way still.
	 */
	private SSLException broken(IOException cause) {
		this.broken = true;
		this.inboundDone = true;
		this.outboundClosed = true;
		return EngineFailures.of(cause, this.protocol.established());
	}

	@Override
	public synchronized void closeInbound() throws SSLException {
		if (this.inboundDone) {
			return;
		}
		this.inboundDone = true;
		if (this.begun) {
			// in the words of JSSE, which Netty knows
			throw new SSLException("closing inbound before receiving peer's close_notify");
		}
	}

	@Override
	public synchronized boolean isInboundDone() {
		return this.inboundDone;
	}

	@Override
	public synchronized void closeOutbound() {
		if (this.outboundClosed) {
			return;
		}
		this.outboundClosed = true;
		if (!this.begun) {
			this.inboundDone = true;
			return;
		}
		try {
			this.protocol.sendCloseNotify();
		}
		catch (IOException ex) {
			this.broken = true;
			this.inboundDone = true;
		}
	}

	@Override
	public synchronized boolean isOutboundDone() {
		return this.outboundClosed && !hasOutput();
	}

	@Override
	public synchronized SSLSession getSession() {
		return this.session;
	}

	@Override
	public synchronized @Nullable SSLSession getHandshakeSession() {
		return (this.begun && !this.broken && !this.protocol.established()) ? this.peer.handshakeSession() : null;
	}

	@Override
	public synchronized @Nullable String getApplicationProtocol() {
		return this.applicationProtocol;
	}

	/**
	 * There is no handshake after the first one.
	 */
	@Override
	public synchronized @Nullable String getHandshakeApplicationProtocol() {
		return null;
	}

}
