package dev.tlsboot.stream;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;

/**
 * Tells once of each time in which nothing moved on the wire, and closes nothing. It
 * stands in the pipeline only while somebody wants to know.
 */
final class IdleNotifier extends IdleStateHandler {

	static final String NAME = "timeout";

	private final Runnable listener;

	IdleNotifier(long millis, Runnable listener) {
		super(true, 0, 0, millis, TimeUnit.MILLISECONDS);
		this.listener = listener;
	}

	@Override
	protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
		if (event.isFirst()) {
			this.listener.run();
		}
	}

}
