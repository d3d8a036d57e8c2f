package dev.tlsboot.handshake;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

import dev.tlsboot.failure.TlsHandshakeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ClientHelloTests {

	@Test
	void asksForASessionByItsId() {
		ClientHello hello = hello(32, extension(35));
		assertThat(hello.sessionId()).hasSize(32).startsWith(1, 2, 3);
		assertThat(hello.asksForSession(true)).isTrue();
		assertThat(hello(1).asksForSession(true)).isTrue();
	}

	@Test
	void asksForNoSessionWithoutAnId() {
		assertThat(hello(0).asksForSession(true)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 33, 255 })
	void asksForNoSessionByAnIdThatIsTooLong(int length) {
		assertThat(hello(length).asksForSession(true)).isFalse();
	}

	@Test
	void asksForNoSessionByItsIdWithATicket() {
		assertThat(hello(32, extension(35, 1, 2, 3)).asksForSession(true)).isFalse();
	}

	@Test
	void hasNoSessionIdWithTls13() {
		ClientHello hello = hello(32, extension(43, 4, 3, 4, 3, 3));
		assertThat(hello.asksForSession(true)).isFalse();
		assertThat(hello.asksForSession(false)).isTrue();
		assertThat(hello(32, extension(43, 2, 3, 3)).asksForSession(true)).isTrue();
	}

	@Test
	void isMalformedWhenTheSessionIdIsLongerThanTheMessage() {
		ByteBuffer body = ByteBuffer.allocate(66).put(34, (byte) 32);
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> ClientHello.read(body));
	}

	@Test
	void isMalformedWhenAnExtensionThatIsPassedOverIsLongerThanTheRest() {
		byte[] unknown = extension(0xFAFA, 1, 2, 3);
		unknown[3]++;
		assertThatExceptionOfType(BufferUnderflowException.class).isThrownBy(() -> hello(0, unknown));
	}

	/**
	 * The engine might go by the other one.
	 */
	@Test
	void isRefusedWhenItSaysTwiceWhatItWants() {
		byte[] name = extension(0, 0, 4, 0, 0, 1, 'a');
		byte[] protocols = extension(16, 0, 2, 1, 'p');
		byte[] unknown = extension(0xFAFA, 1, 2, 3);
		ClientHello hello = hello(0, name, unknown, protocols, unknown);
		assertThat(hello.servername()).isEqualTo("a");
		assertThat(hello.applicationProtocols()).containsExactly("p");
		assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> hello(0, name, protocols, name))
			.withMessage("The ClientHello has the extension 0 twice");
		assertThatExceptionOfType(TlsHandshakeException.class).isThrownBy(() -> hello(0, protocols, name, protocols))
			.withMessage("The ClientHello has the extension 16 twice");
	}

	private static ClientHello hello(int sessionIdLength, byte[]... extensions) {
		ByteBuf body = Unpooled.buffer().writeZero(34).writeByte(sessionIdLength);
		for (int i = 1; i <= sessionIdLength; i++) {
			body.writeByte(i);
		}
		// one cipher suite, no compression
		body.writeShort(2).writeShort(0xC02F).writeByte(1).writeByte(0);
		ByteBuf all = Unpooled.wrappedBuffer(extensions);
		body.writeShort(all.readableBytes()).writeBytes(all);
		return ClientHello.read(ByteBuffer.wrap(ByteBufUtil.getBytes(body)));
	}

	private static byte[] extension(int type, int... content) {
		ByteBuf extension = Unpooled.buffer().writeShort(type).writeShort(content.length);
		for (int each : content) {
			extension.writeByte(each);
		}
		byte[] bytes = new byte[extension.readableBytes()];
		extension.readBytes(bytes);
		return bytes;
	}

}
