package dev.tlsboot.pair;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

import dev.tlsboot.stream.CleartextStream;

/**
 * The encrypted side of a {@link SecurePair}: what comes out is for the peer, what came
 * from the peer goes in. Nothing comes out until {@link #onData} says where to. Listeners
 * run on the pair's event loop and must not block. Safe for use by several threads.
 */
public interface EncryptedStream {

	/**
	 * Take what is for the peer, in place of whoever took it before.
	 * @param listener gets each piece, which is valid during the call only
	 * @return this stream
	 */
	EncryptedStream onData(Consumer<ByteBuffer> listener);

	/**
	 * Add a listener to the end of what is for the peer. Called at once if it is over
	 * already.
	 * @param listener the listener
	 * @return this stream
	 */
	EncryptedStream onEnd(Runnable listener);

	/**
	 * Add a listener to there being room again, after {@link #write} has said that there
	 * was none.
	 * @param listener the listener
	 * @return this stream
	 */
	EncryptedStream onDrain(Runnable listener);

	/**
	 * Add a listener to the pair being closed. Called at once if it is already.
	 * @param listener the listener
	 * @return this stream
	 */
	EncryptedStream onClose(Runnable listener);

	/**
	 * Put in what came from the peer.
	 * @param data the bytes; they are copied
	 * @return {@code false} if it would be good to wait for {@link #onDrain} before more
	 */
	boolean write(ByteBuffer data);

	/**
	 * Return whether there is more to read than has been read of late.
	 * @return {@code true} if it would be good to wait for {@link #onDrain}
	 */
	boolean needsDrain();

	/**
	 * Say that nothing more comes from the peer. Without a {@code close_notify} before it
	 * the connection counts as cut off.
	 */
	void end();

	/**
	 * Close the pair, without a word to the peer.
	 */
	void destroy();

	/**
	 * Close the pair because its transport has failed.
	 * @param error what happened
	 */
	void destroy(Throwable error);

	/**
	 * Let nothing come out for a while. The cleartext side notices by back-pressure.
	 * @return this stream
	 */
	EncryptedStream pause();

	/**
	 * Go on after {@link #pause}.
	 * @return this stream
	 */
	EncryptedStream resume();

	/**
	 * Run over another pair's encrypted side, in memory, both ways.
	 * @param peer the encrypted side of the peer
	 */
	void over(EncryptedStream peer);

	/**
	 * Run over a connection, both ways: TLS inside TLS. The connection ends with this
	 * pair.
	 * @param carrier the connection; nobody else reads or writes on it
	 */
	void over(CleartextStream carrier);

	/**
	 * Run over blocking streams, both ways, on two threads of the transport. Both are
	 * closed with this pair.
	 * @param input brings what the peer sends
	 * @param output takes what is for the peer
	 */
	void over(InputStream input, OutputStream output);

}
