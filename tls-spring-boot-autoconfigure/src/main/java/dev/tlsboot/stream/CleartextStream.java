package dev.tlsboot.stream;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import javax.net.ssl.SSLSession;

import dev.tlsboot.trust.AuthorizationError;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One secured connection, as the application sees it: bytes in clear on this side, TLS
 * records on the wire. It is handed out once the handshake is done and the peer has been
 * let in. There are three ways to use one: by listeners and {@code write}, by the
 * blocking {@link #inputStream()} and {@link #outputStream()}, and by
 * {@link #publisher()} and {@link #subscriber()}; one for each direction at a time.
 * <p>
 * <b>Reading.</b> Nothing is read until there is somebody to take it: {@link #onData},
 * {@link #onMessage}, {@link #pipe}, {@link #inputStream()} or a subscriber of
 * {@link #publisher()}. Whoever is set last takes what comes next. {@link #pause()} stops
 * reading from the socket, so that the peer is held back by TCP; at most what one read of
 * the socket gave is kept meanwhile.
 * <p>
 * <b>Writing.</b> {@code write} never blocks. It answers {@code false} when more is
 * queued than the socket takes; a polite writer then waits for {@link #onDrain}.
 * <p>
 * <b>Ending.</b> {@link #end()} sends what was written and then a {@code close_notify}
 * alert (RFC 8446, section 6.1). With TLS 1.3 the peer may go on sending; with TLS 1.2
 * the connection closes. A peer's {@code close_notify} runs {@link #onEnd}, and ends our
 * side too unless {@link #allowHalfOpen(boolean)} says otherwise. A connection that ends
 * without it was cut off, which is an error. Every connection runs {@link #onClose}
 * exactly once, as its last act.
 * <p>
 * <b>Threads.</b> Every method may be called on every thread. Listeners run on the
 * connection's event loop and must not block; one that throws destroys the connection. A
 * listener that is added after the fact runs at once.
 */
public interface CleartextStream {

	/**
	 * The least that {@link #setMaxSendFragment} allows a record to carry, in bytes.
	 */
	int MINIMUM_SEND_FRAGMENT = 512;

	/**
	 * The most that a record can carry (RFC 8446, section 5.1), in bytes.
	 */
	int MAXIMUM_SEND_FRAGMENT = 16 * 1024;

	/**
	 * Return whether the peer's certificate verified.
	 * @return {@code true} if it did, {@code false} if it did not or if none was asked
	 * for
	 */
	boolean authorized();

	/**
	 * Return why the peer is not authorized.
	 * @return the error, or {@code null} when the peer is authorized or was not asked for
	 * a certificate
	 */
	@Nullable AuthorizationError authorizationError();

	/**
	 * Return the peer's certificate.
	 * @return the certificate, empty if the peer showed none; never {@code null}
	 */
	PeerCertificate peerCertificate();

	/**
	 * Return the negotiated cipher suite.
	 * @return the suite
	 */
	CipherInfo cipher();

	/**
	 * Return the negotiated protocol version.
	 * @return the version as JSSE names it, as in {@code TLSv1.3}
	 */
	String protocol();

	/**
	 * Return the host name that the client asked for (RFC 6066, section 3).
	 * @return the name in its ASCII form, or {@code null} if the client sent none
	 */
	@Nullable String servername();

	/**
	 * Return the application protocol that was agreed on by ALPN (RFC 7301).
	 * @return the protocol, or {@code null} for none
	 */
	@Nullable String alpnProtocol();

	/**
	 * Return the application protocol that was agreed on by NPN, the draft before ALPN.
	 * @return the protocol, or {@code null} for none
	 */
	@Nullable String npnProtocol();

	/**
	 * Return whether this connection resumed an earlier session.
	 * @return {@code true} if it did, {@code false} after a full handshake
	 */
	boolean resumed();

	/**
	 * Return the session of the connection. A client can hand it to a later connection,
	 * for it to be resumed; what the server offered after the handshake counts as well.
	 * @return the session; never its secrets
	 */
	SSLSession session();

	/**
	 * Return our end of the connection.
	 * @return the local address
	 */
	SocketAddress address();

	/**
	 * Return the peer's IP address.
	 * @return the address in its textual form, without host name and port
	 */
	String remoteAddress();

	/**
	 * Return the peer's port.
	 * @return the port, or -1 when the transport has no ports
	 */
	int remotePort();

	/**
	 * Return how much has come in on the wire.
	 * @return the number of bytes, those of TLS included
	 */
	long bytesRead();

	/**
	 * Return how much was handed to the wire.
	 * @return the number of bytes, those of TLS included
	 */
	long bytesWritten();

	/**
	 * Take what comes in.
	 * @param listener gets each piece; the buffer is valid only during the call
	 * @return this stream
	 */
	CleartextStream onData(Consumer<ByteBuffer> listener);

	/**
	 * Take what the codecs of a {@link TlsPipelineCustomizer} make of what comes in.
	 * Without codecs that is a {@link ByteBuf}.
	 * @param type what they make; anything else that comes in destroys the connection
	 * @param listener gets each message, which is released after the call if it is
	 * {@linkplain io.netty.util.ReferenceCounted reference-counted}
	 * @param <T> what they make
	 * @return this stream
	 */
	<T> CleartextStream onMessage(Class<T> type, Consumer<? super T> listener);

	/**
	 * Learn that the peer will send no more.
	 * @param listener runs after the last data, when the peer's {@code close_notify} came
	 * @return this stream
	 */
	CleartextStream onEnd(Runnable listener);

	/**
	 * Learn that writing may go on after a {@code write} answered {@code false}.
	 * @param listener runs each time the queue has gone down again
	 * @return this stream
	 */
	CleartextStream onDrain(Runnable listener);

	/**
	 * Learn what broke the connection.
	 * @param listener gets the error, once at most, before {@link #onClose}
	 * @return this stream
	 */
	CleartextStream onError(Consumer<Throwable> listener);

	/**
	 * Learn that the connection is gone.
	 * @param listener runs once, after everything else
	 * @return this stream
	 */
	CleartextStream onClose(Runnable listener);

	/**
	 * Write bytes. The buffer's remaining bytes are copied.
	 * @param data the bytes
	 * @return {@code false} if the writer should wait for {@link #onDrain}
	 */
	boolean write(ByteBuffer data);

	/**
	 * Write bytes. They are copied.
	 * @param data the bytes
	 * @return {@code false} if the writer should wait for {@link #onDrain}
	 */
	boolean write(byte[] data);

	/**
	 * Write text in UTF-8.
	 * @param text the text
	 * @return {@code false} if the writer should wait for {@link #onDrain}
	 */
	boolean write(CharSequence text);

	/**
	 * Write a Netty buffer without copying it. The buffer is released by this stream,
	 * whatever happens.
	 * @param data the bytes
	 * @return {@code false} if the writer should wait for {@link #onDrain}
	 */
	boolean write(ByteBuf data);

	/**
	 * Write what the codecs of a {@link TlsPipelineCustomizer} turn into bytes. What they
	 * refuse, or leave as it is, destroys the connection.
	 * @param message the message, which is released by this stream if it is
	 * {@linkplain io.netty.util.ReferenceCounted reference-counted}
	 * @return {@code false} if the writer should wait for {@link #onDrain}
	 */
	boolean writeMessage(Object message);

	/**
	 * Gather what is written from now on, so that many small writes go into few records.
	 * It goes out at the latest when as much is queued as a writer should not exceed.
	 * Corks count: each wants an {@link #uncork()}.
	 */
	void cork();

	/**
	 * Take back a {@link #cork()}, and send what was gathered if it was the last one.
	 * Without a cork this does nothing. {@link #end()} sends it as well.
	 */
	void uncork();

	/**
	 * Return whether more is queued than the socket takes.
	 * @return {@code true} if a writer should wait for {@link #onDrain}
	 */
	boolean needsDrain();

	/**
	 * Send what was written, then {@code close_notify}. Later writes are refused.
	 */
	void end();

	/**
	 * Cut the connection off: no {@code close_notify}, what was not sent yet is dropped.
	 */
	void destroy();

	/**
	 * Cut the connection off because of an error.
	 * @param error what {@link #onError} gets
	 */
	void destroy(Throwable error);

	/**
	 * Stop reading.
	 * @return this stream
	 */
	CleartextStream pause();

	/**
	 * Go on reading. With nobody to take it, what comes in is dropped: a stream that is
	 * only written to learns this way that its peer has gone.
	 * @return this stream
	 */
	CleartextStream resume();

	/**
	 * Write everything that comes in to another stream, at the pace at which that one
	 * takes it, and end it when this one ends. When the other one closes first, this one
	 * is destroyed, as nobody is left to take its data.
	 * @param destination the other stream, or this one to echo
	 * @return the destination
	 */
	CleartextStream pipe(CleartextStream destination);

	/**
	 * Choose what follows on the peer's {@code close_notify}.
	 * @param allow {@code true} to leave our side open until {@link #end()} is called (on
	 * TLS 1.3, and where the engine can), {@code false}, the default, to end it too
	 * @return this stream
	 */
	CleartextStream allowHalfOpen(boolean allow);

	/**
	 * Learn that nothing has moved on the wire for a while. The connection stays open,
	 * and the listener is called again only after something has moved and stopped again.
	 * Unlike {@code idle-timeout}, which closes.
	 * @param timeout for how long; zero for no more calls
	 * @param listener runs in place of the one that was set before
	 * @return this stream
	 */
	CleartextStream setTimeout(Duration timeout, Runnable listener);

	/**
	 * Set how long a call of {@link #inputStream()} waits for data before it throws a
	 * {@link java.net.SocketTimeoutException}. The connection stays open, and nothing is
	 * lost. A call that waits already is not affected.
	 * @param timeout the time; zero, as unless set, for no limit
	 * @return this stream
	 */
	CleartextStream setReadTimeout(Duration timeout);

	/**
	 * Choose whether small segments are sent at once (TCP_NODELAY), as they are unless
	 * set.
	 * @param noDelay {@code false} for Nagle's algorithm
	 * @return this stream
	 * @throws UnsupportedOperationException if the transport is not TCP
	 */
	CleartextStream setNoDelay(boolean noDelay);

	/**
	 * Choose whether the operating system asks a silent peer, now and then, whether it is
	 * still there (SO_KEEPALIVE). It does not unless set.
	 * @param keepAlive whether it asks
	 * @return this stream
	 * @throws UnsupportedOperationException if the transport is not TCP
	 */
	CleartextStream setKeepAlive(boolean keepAlive);

	/**
	 * Set how much a record that we send carries at most. A peer reads nothing of a
	 * record before it has all of it: small ones come sooner on a slow line, large ones
	 * take less room.
	 * @param bytes the plaintext of a record, {@value #MINIMUM_SEND_FRAGMENT} to
	 * {@value #MAXIMUM_SEND_FRAGMENT} bytes; the latter unless set
	 * @return this stream
	 * @throws IllegalArgumentException if it is out of range
	 */
	CleartextStream setMaxSendFragment(int bytes);

	/**
	 * Derive a key from the secrets of this connection, which the peer can derive too and
	 * nobody else (RFC 5705; RFC 8446, section 7.5).
	 * @param label what the key is for, from the registry of exporter labels or beginning
	 * with {@code EXPERIMENTAL}
	 * @param context what it is bound to besides, or {@code null} for nothing, which is
	 * not the same as no bytes in TLS 1.2
	 * @param length its length, at least 1 byte
	 * @return the key
	 * @throws dev.tlsboot.failure.TlsConfigurationException if the engine cannot: engine
	 * {@code jdk} can from JDK 25 on
	 * @throws IllegalStateException if this connection cannot
	 */
	byte[] exportKeyingMaterial(String label, byte @Nullable [] context, int length);

	/**
	 * Return the verify data of the Finished message that we sent last (RFC 5929).
	 * @return the bytes
	 * @throws dev.tlsboot.failure.TlsConfigurationException if the engine does not tell,
	 * as engines {@code jdk} and {@code openssl} do not
	 */
	byte[] finished();

	/**
	 * Return the verify data of the Finished message that came in last (RFC 5929).
	 * @return the bytes
	 * @throws dev.tlsboot.failure.TlsConfigurationException if the engine does not tell,
	 * as engines {@code jdk} and {@code openssl} do not
	 */
	byte[] peerFinished();

	/**
	 * Refuse every renegotiation that the client asks for from now on.
	 */
	void disableRenegotiation();

	/**
	 * Ask the peer for a new handshake (TLS 1.2 and older), which a server can use to ask
	 * for a certificate late. What the context refuses stays refused.
	 * @param requestCert on a server whether to ask the client for a certificate
	 * @param rejectUnauthorized whether a client that shows none is refused
	 * @return completes when the handshake is done and {@link #authorized()},
	 * {@link #peerCertificate()} and {@link #cipher()} are those of the new one; or with
	 * an {@link IllegalStateException} on TLS 1.3, which has no renegotiation, while
	 * another one is under way, and on a connection that is closed; or with what broke
	 * the connection meanwhile
	 */
	CompletionStage<Void> renegotiate(boolean requestCert, boolean rejectUnauthorized);

	/**
	 * Return the incoming bytes as a blocking stream. It must not be read on an event
	 * loop. It answers -1 after the peer's {@code close_notify} and throws an
	 * {@link java.io.IOException} when the connection breaks; closing it stops reading.
	 * From now on our side stays open after the peer's end, as
	 * {@link #allowHalfOpen(boolean)} has it.
	 * @return the one input stream of this connection
	 */
	InputStream inputStream();

	/**
	 * Return the outgoing bytes as a blocking stream. It must not be written to on an
	 * event loop. Small writes are gathered until {@code flush()}; a write waits while
	 * the peer does not take what is queued; closing it {@linkplain #end() ends} this
	 * stream.
	 * @return the one output stream of this connection
	 */
	OutputStream outputStream();

	/**
	 * Return the incoming bytes as a publisher, by the rules of Reactive Streams. It has
	 * one subscriber at a time, which gets a buffer for each that it asks for: without
	 * demand the socket is not read, and the peer is held back. Buffers are the
	 * subscriber's to keep. The peer's {@code close_notify} completes it; a connection
	 * that is cut off, destroyed or closed before is an error. A subscriber that cancels
	 * stops the reading and leaves the connection as it is, so that another one may go
	 * on. From now on our side stays open after the peer's end, as
	 * {@link #allowHalfOpen(boolean)} has it. Signals are given on the event loop.
	 * @return the one publisher of this connection
	 */
	Flow.Publisher<ByteBuffer> publisher();

	/**
	 * Return the outgoing bytes as a subscriber, by the rules of Reactive Streams. It
	 * asks for one buffer at a time, and only while the peer takes what is queued. When
	 * its publisher completes, this stream {@linkplain #end() ends}; when that fails, it
	 * is {@linkplain #destroy(Throwable) destroyed}; when the connection closes first,
	 * the subscription is cancelled. Buffers are copied.
	 * @return the one subscriber of this connection
	 */
	Flow.Subscriber<ByteBuffer> subscriber();

	/**
	 * Return whether the connection is still there.
	 * @return {@code false} once it is closed
	 */
	boolean isOpen();

}
