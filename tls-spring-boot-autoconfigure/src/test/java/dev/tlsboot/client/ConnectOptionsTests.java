package dev.tlsboot.client;

import java.net.InetAddress;
import java.nio.file.Path;

import dev.tlsboot.failure.TlsConfigurationException;
import dev.tlsboot.testing.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConnectOptionsTests {

	/**
	 * The reference's ip-servername-forbidden.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.0.0.1.", "::1", "[::1]", "fe80::1%lo" })
	void noIpAddressIsAServername(String address) {
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> ConnectOptions.builder().servername(address))
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("servername"));
		try (TestTls tls = new TestTls()) {
			assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(
					() -> tls.client(TestTls.clientContext().build(), (builder) -> builder.servername(address)));
		}
	}

	@Test
	void optionsThatExcludeEachOtherAreNamed() {
		ConnectOptions.Builder pathAndProxy = ConnectOptions.builder()
			.path(Path.of("socket"))
			.proxy(ProxyServer.http("proxy", 3128));
		assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(pathAndProxy::build)
			.withMessageContaining("proxy")
			.satisfies((ex) -> assertThat(ex.option()).isEqualTo("path"));
		ConnectOptions.Builder proxyAndAddress = ConnectOptions.builder()
			.address(InetAddress.getLoopbackAddress())
			.proxy(ProxyServer.socks5("proxy", 1080));
		assertThatExceptionOfType(TlsConfigurationException.class).isThrownBy(proxyAndAddress::build)
			.withMessageContaining("address");
		assertThatExceptionOfType(TlsConfigurationException.class)
			.isThrownBy(() -> ConnectOptions.builder().port(65536));
	}

	@Test
	void aProxyDoesNotTellItsCredentials() {
		assertThat(ProxyServer.http("proxy", 3128).withCredentials("scott", "tiger"))
			.hasToString("HTTP proxy proxy:3128");
	}

}
