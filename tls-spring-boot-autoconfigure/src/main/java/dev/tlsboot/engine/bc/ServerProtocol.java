package dev.tlsboot.engine.bc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.KeyUpdateRequest;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.TlsUtils;

/**
 * Bouncy Castle's protocol, whose directions close one by one, which answers KeyUpdates
 * at once, and which renegotiates for nobody.
 */
final class ServerProtocol extends TlsServerProtocol {

	private static final ByteBuffer[] NOWHERE = {};

	// where the data of the record goes that is being read
	private ByteBuffer[] targets = NOWHERE;

	private int target;

	private int produced;

	private boolean keyUpdated;

	private boolean established;

	private boolean closeNotifyReceived;

	/**
	 * Process one record.
	 * @param record where it is; it is decrypted in place
	 * @param offset where it begins
	 * @param length how long it is, with its header
	 * @param targets take its data; there is room for it
	 * @param first the first of them that does
	 * @return the number of bytes that it had
	 */
	int read(byte[] record, int offset, int length, ByteBuffer[] targets, int first) throws IOException {
		this.targets = targets;
		this.target = first;
		this.produced = 0;
		this.keyUpdated = false;
		try {
			offerInput(record, offset, length);
			return this.produced;
		}
		finally {
			this.targets = NOWHERE;
		}
	}

	/**
	 * Data goes where it is wanted, without a stop in a queue that would keep its size
	 * for as long as the connection lives.
	 */
	@Override
	protected void processRecord(short type, byte[] record, int offset, int length) throws IOException {
		if (type != ContentType.application_data || !this.established) {
			super.processRecord(type, record, offset, length);
			return;
		}
		int end = offset + length;
		for (int position = offset; position < end; this.target++) {
			ByteBuffer buffer = this.targets[this.target];
			int count = Math.min(buffer.remaining(), end - position);
			buffer.put(record, position, count);
			position += count;
			if (position == end) {
				break;
			}
		}
		this.produced += length;
	}

	int takeOutput(ByteBuffer target, int length) {
		int taken = readOutput(target, length);
		if (getAvailableOutputBytes() == 0) {
			// an idle connection keeps no buffers
			this.outputBuffer.getBuffer().shrink();
		}
		return taken;
	}

	@Override
	protected void completeHandshake() throws IOException {
		super.completeHandshake();
		this.established = true;
	}

	boolean established() {
		return this.established;
	}

	boolean closeNotifyReceived() {
		return this.closeNotifyReceived;
	}

	/**
	 * Bouncy Castle would close both directions. TLS 1.3 closes the one that the peer is
	 * done with (RFC 8446, section 6.1); before, the answer has to come at once (RFC
	 * 5246, section 7.2.1), which is left to the engine.
	 */
	@Override
	protected void handleAlertWarningMessage(short description) throws IOException {
		if (description != AlertDescription.close_notify) {
			super.handleAlertWarningMessage(description);
		}
		else if (this.established) {
			this.closeNotifyReceived = true;
		}
		else {
			throw new TlsFatalAlert(AlertDescription.unexpected_message, "Received close_notify during handshake");
		}
	}

	/**
	 * Say that nothing more will come from us.
	 */
	void sendCloseNotify() throws IOException {
		if (!this.established) {
			raiseAlertWarning(AlertDescription.user_canceled, "The handshake was canceled");
		}
		raiseAlertWarning(AlertDescription.close_notify, "The output was closed");
	}

	/**
	 * Bouncy Castle would answer together with the next data, which nobody would see. The
	 * keys change at the end of a record (RFC 8446, section 5.1), so that one has room
	 * for one change only.
	 */
	@Override
	protected void receive13KeyUpdate(ByteArrayInputStream message) throws IOException {
		if (this.keyUpdated) {
			throw new TlsFatalAlert(AlertDescription.unexpected_message, "More than one KeyUpdate in a record");
		}
		this.keyUpdated = true;
		byte[] body = message.readAllBytes();
		super.receive13KeyUpdate(new ByteArrayInputStream(body));
		if (body[0] == KeyUpdateRequest.update_requested) {
			send13KeyUpdate(false);
		}
	}

	@Override
	protected boolean handleRenegotiation() throws IOException {
		throw new RenegotiationAlert();
	}

	boolean isTls13() {
		return TlsUtils.isTLSv13(getContext());
	}

	/**
	 * The client asked for a renegotiation. RFC 5246 (7.2.2) has a warning for that,
	 * after which the client decides; Node.js and BoringSSL end the connection.
	 */
	static final class RenegotiationAlert extends TlsFatalAlert {

		private static final long serialVersionUID = 1L;

		RenegotiationAlert() {
			super(AlertDescription.no_renegotiation, "The client asked for a renegotiation");
		}

	}

}
