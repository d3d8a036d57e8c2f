package dev.tlsboot.renegotiation;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * Passes everything on to another engine, and looks at what comes back. After the first
 * handshake an {@code unwrap} that wants a task run is the beginning of a renegotiation,
 * seen before the task, which is the costly part, has run. One that wants to answer
 * something that was no data, and no farewell, has met a KeyUpdate.
 * <p>
 * Only the first task is delegated: the answer to a ClientHello, which the client has to
 * wait for. What comes later may have data and the end of the connection right behind it,
 * which must not get ahead of it.
 */
final class WatchedEngine extends SSLEngine {

	private static final SSLEngineResult REFUSED = new SSLEngineResult(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING,
			0, 0);

	// content types of records
	private static final byte CHANGE_CIPHER_SPEC = 20;

	private static final byte ALERT = 21;

	/**
	 * What OpenSSL and BoringSSL put up with.
	 */
	private static final int MAXIMUM_RECORDS_WITHOUT_DATA = 32;

	private final SSLEngine engine;

	private final RenegotiationGuard guard;

	private boolean established;

	private boolean handshaking = true;

	private boolean refused;

	private boolean delegated;

	// in a row
	private int recordsWithoutData;

	WatchedEngine(SSLEngine engine, RenegotiationGuard guard) {
		super(engine.getPeerHost(), engine.getPeerPort());
		this.engine = engine;
		this.guard = guard;
	}

	@Override
	public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
		if (this.refused) {
			return REFUSED;
		}
		boolean idle = isAlertOrChangeCipherSpec(source);
		return afterUnwrap(this.engine.unwrap(source, targets, offset, length), idle);
	}

	@Override
	public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer target) throws SSLException {
		if (this.refused) {
			return REFUSED;
		}
		boolean idle = isAlertOrChangeCipherSpec(source);
		return afterUnwrap(this.engine.unwrap(source, target), idle);
	}

	@Override
	public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
		return this.refused ? REFUSED : finishedBy(this.engine.wrap(sources, offset, length, target));
	}

	@Override
	public SSLEngineResult wrap(ByteBuffer source, ByteBuffer target) throws SSLException {
		return this.refused ? REFUSED : finishedBy(this.engine.wrap(source, target));
	}

	private static boolean isAlertOrChangeCipherSpec(ByteBuffer source) {
		if (!source.hasRemaining()) {
			return false;
		}
		byte type = source.get(source.position());
		return type == ALERT || type == CHANGE_CIPHER_SPEC;
	}

	private SSLEngineResult afterUnwrap(SSLEngineResult result, boolean idle) throws SSLException {
		HandshakeStatus status = result.getHandshakeStatus();
		if (this.established && !this.handshaking) {
			if (status == HandshakeStatus.NEED_TASK) {
				this.handshaking = true;
				ask(RenegotiationKind.RENEGOTIATION);
			}
			else if (status == HandshakeStatus.NEED_WRAP && result.getStatus() == Status.OK
					&& result.bytesConsumed() > 0 && result.bytesProduced() == 0 && !this.engine.isInboundDone()) {
				ask(RenegotiationKind.KEY_UPDATE);
			}
			else if (result.getStatus() == Status.OK) {
				countRecordsWithoutData(result);
			}
		}
		else if (!this.established && idle) {
			// neither brings a first handshake further, whatever lies between them
			countRecordsWithoutData(result);
		}
		return finishedBy((status == HandshakeStatus.NEED_TASK && this.delegated) ? runTasks(result) : result);
	}

	private SSLEngineResult runTasks(SSLEngineResult result) {
		Runnable task = this.engine.getDelegatedTask();
		while (task != null) {
			task.run();
			task = this.engine.getDelegatedTask();
		}
		HandshakeStatus status = this.engine.getHandshakeStatus();
		// JDK 25 says so where it has no session ticket to send
		boolean finished = status == HandshakeStatus.NOT_HANDSHAKING;
		return new SSLEngineResult(result.getStatus(), finished ? HandshakeStatus.FINISHED : status,
				result.bytesConsumed(), result.bytesProduced());
	}

	/**
	 * Empty records, warnings and KeyUpdates that want no answer cost the client next to
	 * nothing, and JSSE takes them without end.
	 */
	private void countRecordsWithoutData(SSLEngineResult result) throws SSLException {
		if (result.bytesProduced() > 0) {
			this.recordsWithoutData = 0;
		}
		else if (result.bytesConsumed() > 0 && ++this.recordsWithoutData > MAXIMUM_RECORDS_WITHOUT_DATA) {
			this.refused = true;
			throw new SSLException(
					"The peer sent more than " + MAXIMUM_RECORDS_WITHOUT_DATA + " records without data in a row");
		}
	}

	private void ask(RenegotiationKind kind) throws SSLException {
		try {
			this.guard.requested(kind);
		}
		catch (RenegotiationRefusedException ex) {
			// nobody shall run the task while the connection is being closed
			this.refused = true;
			throw ex;
		}
	}

	private SSLEngineResult finishedBy(SSLEngineResult result) {
		if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
			boolean again = this.established;
			boolean renegotiated = this.handshaking;
			this.established = true;
			this.handshaking = false;
			if (!again) {
				this.recordsWithoutData = 0;
			}
			// a KeyUpdate is answered with FINISHED as well
			if (again && renegotiated) {
				this.guard.renegotiated();
			}
		}
		return result;
	}

	@Override
	public void beginHandshake() throws SSLException {
		// our own wish is not the client's
		this.handshaking = true;
		this.engine.beginHandshake();
	}

	@Override
	public @Nullable Runnable getDelegatedTask() {
		this.delegated = true;
		return this.refused ? null : this.engine.getDelegatedTask();
	}

	@Override
	public HandshakeStatus getHandshakeStatus() {
		return this.refused ? HandshakeStatus.NOT_HANDSHAKING : this.engine.getHandshakeStatus();
	}

	@Override
	public void closeInbound() throws SSLException {
		this.engine.closeInbound();
	}

	@Override
	public boolean isInboundDone() {
		return this.refused || this.engine.isInboundDone();
	}

	@Override
	public void closeOutbound() {
		this.engine.closeOutbound();
	}

	@Override
	public boolean isOutboundDone() {
		return this.refused || this.engine.isOutboundDone();
	}

	@Override
	public String[] getSupportedCipherSuites() {
		return this.engine.getSupportedCipherSuites();
	}

	@Override
	public String[] getEnabledCipherSuites() {
		return this.engine.getEnabledCipherSuites();
	}

	@Override
	public void setEnabledCipherSuites(String[] suites) {
		this.engine.setEnabledCipherSuites(suites);
	}

	@Override
	public String[] getSupportedProtocols() {
		return this.engine.getSupportedProtocols();
	}

	@Override
	public String[] getEnabledProtocols() {
		return this.engine.getEnabledProtocols();
	}

	@Override
	public void setEnabledProtocols(String[] protocols) {
		this.engine.setEnabledProtocols(protocols);
	}

	@Override
	public SSLSession getSession() {
		return this.engine.getSession();
	}

	@Override
	public @Nullable SSLSession getHandshakeSession() {
		return this.engine.getHandshakeSession();
	}

	@Override
	public void setUseClientMode(boolean mode) {
		this.engine.setUseClientMode(mode);
	}

	@Override
	public boolean getUseClientMode() {
		return this.engine.getUseClientMode();
	}

	@Override
	public void setNeedClientAuth(boolean need) {
		this.engine.setNeedClientAuth(need);
	}

	@Override
	public boolean getNeedClientAuth() {
		return this.engine.getNeedClientAuth();
	}

	@Override
	public void setWantClientAuth(boolean want) {
		this.engine.setWantClientAuth(want);
	}

	@Override
	public boolean getWantClientAuth() {
		return this.engine.getWantClientAuth();
	}

	@Override
	public void setEnableSessionCreation(boolean enable) {
		this.engine.setEnableSessionCreation(enable);
	}

	@Override
	public boolean getEnableSessionCreation() {
		return this.engine.getEnableSessionCreation();
	}

	@Override
	public SSLParameters getSSLParameters() {
		return this.engine.getSSLParameters();
	}

	@Override
	public void setSSLParameters(SSLParameters parameters) {
		this.engine.setSSLParameters(parameters);
	}

	@Override
	public String getApplicationProtocol() {
		return this.engine.getApplicationProtocol();
	}

	@Override
	public String getHandshakeApplicationProtocol() {
		return this.engine.getHandshakeApplicationProtocol();
	}

	@Override
	public void setHandshakeApplicationProtocolSelector(BiFunction<SSLEngine, List<String>, String> selector) {
		this.engine.setHandshakeApplicationProtocolSelector(selector);
	}

	@Override
	public BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
		return this.engine.getHandshakeApplicationProtocolSelector();
	}

}
