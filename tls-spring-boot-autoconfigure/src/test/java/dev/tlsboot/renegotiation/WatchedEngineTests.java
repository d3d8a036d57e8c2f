package dev.tlsboot.renegotiation;

import java.nio.ByteBuffer;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * What real engines cannot be made to do at will; {@link RenegotiationTests} has the
 * rest.
 */
class WatchedEngineTests {

	private final SSLEngine engine = mock();

	private final RenegotiationGuard.Listener listener = mock();

	private final SSLEngine watched = new RenegotiationGuard(RenegotiationPolicy.DEFAULT, this.listener,
			(error) -> Optional.empty())
		.watch(this.engine);

	private final Runnable task = mock();

	@Test
	void leavesTheAnswerToAClientHelloToWhoeverRunsTasks() throws SSLException {
		delegates(HandshakeStatus.NEED_WRAP);
		assertThat(unwrap().getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
		then(this.task).shouldHaveNoInteractions();
		assertThat(this.watched.getDelegatedTask()).isSameAs(this.task);
	}

	@Test
	void runsLaterTasksAtOnce() throws SSLException {
		answerClientHello();
		delegates(HandshakeStatus.NEED_UNWRAP);
		assertThat(unwrap().getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_UNWRAP);
		then(this.task).should().run();
	}

	/**
	 * As JDK 25 does with a client's certificate and without session tickets.
	 */
	@Test
	void countsKeyUpdatesAlsoWhereTheEngineDoesNotSayThatTheHandshakeIsDone() throws SSLException {
		answerClientHello();
		delegates(HandshakeStatus.NOT_HANDSHAKING);
		assertThat(unwrap().getHandshakeStatus()).isEqualTo(HandshakeStatus.FINISHED);
		given(this.engine.unwrap(any(ByteBuffer.class), any(ByteBuffer.class)))
			.willReturn(new SSLEngineResult(Status.OK, HandshakeStatus.NEED_WRAP, 27, 0));
		unwrap();
		then(this.listener).should().requested(eq(RenegotiationKind.KEY_UPDATE), anyInt(), anyInt(), eq(false));
	}

	private void answerClientHello() throws SSLException {
		delegates(HandshakeStatus.NEED_WRAP);
		unwrap();
		this.watched.getDelegatedTask();
	}

	private void delegates(HandshakeStatus afterwards) throws SSLException {
		given(this.engine.unwrap(any(ByteBuffer.class), any(ByteBuffer.class)))
			.willReturn(new SSLEngineResult(Status.OK, HandshakeStatus.NEED_TASK, 100, 0));
		given(this.engine.getDelegatedTask()).willReturn(this.task, (Runnable) null);
		given(this.engine.getHandshakeStatus()).willReturn(afterwards);
	}

	private SSLEngineResult unwrap() throws SSLException {
		return this.watched.unwrap(ByteBuffer.allocate(100), ByteBuffer.allocate(100));
	}

}
