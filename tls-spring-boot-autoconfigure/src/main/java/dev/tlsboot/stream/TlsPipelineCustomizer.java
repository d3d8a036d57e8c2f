package dev.tlsboot.stream;

import io.netty.channel.ChannelPipeline;

/**
 * Adds Netty's handlers, codecs above all, to each connection of a server or client.
 * <p>
 * They stand between TLS and the {@link CleartextStream}, which stays the end of the
 * pipeline. What comes in passes them before it reaches the stream: a decoder of frames
 * makes one call of {@link CleartextStream#onData} of each frame, and what is no buffer
 * any more goes to {@link CleartextStream#onMessage}. What is written with
 * {@link CleartextStream#write} or {@link CleartextStream#writeMessage} passes them on
 * its way out, one call a message. Pausing, demand and draining are those of the stream;
 * an error that a handler raises or lets pass destroys the connection, and the peer's
 * {@code close_notify} reaches handlers as a
 * {@link io.netty.channel.socket.ChannelInputShutdownEvent}, before the stream's end.
 * <p>
 * A handler that takes everything itself, and leaves the stream nothing, calls
 * {@link CleartextStream#resume()} in {@link #customize}, so that the connection is read.
 */
@FunctionalInterface
public interface TlsPipelineCustomizer {

	/**
	 * Add handlers with {@link ChannelPipeline#addLast}. Called on the connection's event
	 * loop, when the handshake is done and the peer has been let in, before anybody else
	 * sees the stream. A handler that is shared by connections has to be
	 * {@link io.netty.channel.ChannelHandler.Sharable}. Handlers that stand there already
	 * are not to be touched.
	 * @param pipeline the pipeline of the connection
	 * @param stream the connection, for what was agreed on in the handshake
	 * @throws RuntimeException to destroy the connection
	 */
	void customize(ChannelPipeline pipeline, CleartextStream stream);

}
