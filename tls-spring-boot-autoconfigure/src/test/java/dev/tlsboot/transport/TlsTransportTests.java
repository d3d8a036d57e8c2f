package dev.tlsboot.transport;

import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

class TlsTransportTests {

	@Test
	void nioIsThereEverywhere() {
		try (TlsTransport transport = transport(TransportKind.NIO)) {
			assertThat(transport.kind()).isEqualTo(TransportKind.NIO);
			assertThat(transport.nioEventLoops()).isSameAs(transport.eventLoops());
		}
	}

	/**
	 * In most builds no native library is on the class path; in the one of
	 * CONTRIBUTING.md there is.
	 */
	@ParameterizedTest
	@EnumSource(names = { "AUTO", "NIO" }, mode = Mode.EXCLUDE)
	void aNamedOneIsThereOrSaysWhatToAdd(TransportKind kind) {
		try (TlsTransport transport = transport(kind)) {
			assertThat(transport.kind()).isEqualTo(kind);
		}
		catch (TlsConfigurationException ex) {
			assertThat(ex.option()).isEqualTo("transport");
			assertThat(ex.location()).isEqualTo(kind.optionValue());
			assertThat(ex.remedy()).contains("io.netty:" + kind.module(), "nio");
		}
	}

	@Test
	void autoTakesANativeOneOrElseNio() {
		TransportKind expected = isThere(TransportKind.EPOLL) ? TransportKind.EPOLL : isThere(TransportKind.KQUEUE)
				? TransportKind.KQUEUE : isThere(TransportKind.IO_URING) ? TransportKind.IO_URING : TransportKind.NIO;
		try (TlsTransport transport = transport(TransportKind.AUTO)) {
			assertThat(transport.kind()).isEqualTo(expected);
		}
	}

	/**
	 * A guard for the build on a native transport: tests that say they run there do.
	 */
	@Test
	void testsRunOnTheTransportThatIsAskedFor() {
		String asked = System.getProperty("test.transport", "auto");
		try (TestTls tls = new TestTls()) {
			assertThat(asked).isIn("auto", tls.transport().kind().optionValue());
		}
	}

	private static boolean isThere(TransportKind kind) {
		try {
			transport(kind).close();
			return true;
		}
		catch (TlsConfigurationException ex) {
			return false;
		}
	}

	private static TlsTransport transport(TransportKind kind) {
		return new TlsTransport(kind, 1, TlsTransport.DEFAULT_SLAB_BUFFER_SIZE);
	}

}
