package dev.tlsboot.trust;

import java.math.BigInteger;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

import dev.tlsboot.credential.TrustAnchors;
import dev.tlsboot.trust.AuthorizationError.Code;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.tlsboot.trust.CertificateRecipe.authority;
import static dev.tlsboot.trust.CertificateRecipe.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * The verdict in handshakes of real engines. The side that is refused is JSSE always,
 * since it tells by name which alert came.
 */
class PeerTrustManagerTests {

	private static final String HOST = "peer.example.com";

	private static final BigInteger REVOKED = BigInteger.valueOf(666);

	private final Held root = authority("CN=Root").selfSigned();

	private final Held own = peer().issuedBy(this.root);

	@ParameterizedTest
	@CsvSource({ "good,", "expired, certificate_expired", "revoked, certificate_revoked",
			"wrong purpose, unsupported_certificate", "broken, bad_certificate", "wrong host, bad_certificate",
			"unknown, certificate_unknown" })
	void clientOnJsseSendsTheAlertThatComesNearest(String kind, String alert) throws SSLException {
		// all but revocation are news to JDK 17
		String poorer = (alert == null || kind.equals("revoked")) ? alert : "certificate_unknown";
		assertThat(alertFromClient(SslProvider.JDK, kind)).isIn(alert, poorer);
	}

	@ParameterizedTest
	@CsvSource({ "good,", "expired, certificate_expired", "revoked, certificate_revoked",
			"wrong purpose, unsupported_certificate", "broken, bad_certificate", "wrong host, bad_certificate",
			"unknown, unknown_ca", "no list, certificate_unknown" })
	void clientOnOpenSslSendsTheAlertThatFits(String kind, String alert) throws SSLException {
		assumeTrue(OpenSsl.isAvailable());
		assertThat(alertFromClient(SslProvider.OPENSSL, kind)).isEqualTo(alert);
	}

	@ParameterizedTest
	@CsvSource({ "good,", "expired, certificate_unknown", "revoked, certificate_unknown",
			"wrong purpose, certificate_unknown", "unknown, certificate_unknown" })
	void serverOnJsseHasOneAlertForAll(String kind, String alert) throws SSLException {
		assertThat(alertFromServer(SslProvider.JDK, kind)).isEqualTo(alert);
	}

	@ParameterizedTest
	@CsvSource({ "good,", "expired, certificate_expired", "revoked, certificate_revoked",
			"wrong purpose, unsupported_certificate", "broken, bad_certificate", "unknown, unknown_ca",
			"no list, certificate_unknown" })
	void serverOnOpenSslSendsTheAlertThatFits(String kind, String alert) throws SSLException {
		assumeTrue(OpenSsl.isAvailable());
		assertThat(alertFromServer(SslProvider.OPENSSL, kind)).isEqualTo(alert);
	}

	private String alertFromClient(SslProvider provider, String kind) throws SSLException {
		Held refused = refused(kind);
		Side server = new Side(SslContextBuilder.forServer(refused.keys().getPrivate(), refused.certificate())
			.sslProvider(SslProvider.JDK)
			.build()
			.newHandler(UnpooledByteBufAllocator.DEFAULT));
		Side client = new Side(SslContextBuilder.forClient()
			.sslProvider(provider)
			.trustManager(manager(kind))
			.endpointIdentificationAlgorithm(null)
			.build()
			.newHandler(UnpooledByteBufAllocator.DEFAULT, HOST, 1));
		return alert(client, server);
	}

	private String alertFromServer(SslProvider provider, String kind) throws SSLException {
		Held refused = refused(kind);
		Side server = new Side(SslContextBuilder.forServer(this.own.keys().getPrivate(), this.own.certificate())
			.sslProvider(provider)
			.clientAuth(ClientAuth.REQUIRE)
			.trustManager(manager(kind))
			.build()
			.newHandler(UnpooledByteBufAllocator.DEFAULT));
		Side client = new Side(SslContextBuilder.forClient()
			.sslProvider(SslProvider.JDK)
			.keyManager(refused.keys().getPrivate(), refused.certificate())
			.trustManager(manager(false))
			.endpointIdentificationAlgorithm(null)
			.build()
			.newHandler(UnpooledByteBufAllocator.DEFAULT, HOST, 1));
		return alert(server, client);
	}

	private static String alert(Side verifying, Side refused) {
		Side.converse(verifying, refused);
		String alert = (refused.failure != null) ? refused.failure.getMessage().replaceFirst(".*alert: ", "") : null;
		assertThat(verifying.refusal() != null).isEqualTo(alert != null);
		verifying.channel.finishAndReleaseAll();
		refused.channel.finishAndReleaseAll();
		return alert;
	}

	private Held refused(String kind) {
		return switch (kind) {
			case "good", "no list" -> peer().issuedBy(this.root);
			case "expired" -> peer().expired().issuedBy(this.root);
			case "revoked" -> peer().serialNumber(REVOKED).issuedBy(this.root);
			case "wrong purpose" -> peer().extendedKeyUsage(KeyPurposeId.id_kp_codeSigning).issuedBy(this.root);
			case "broken" -> peer().brokenSignature().issuedBy(this.root);
			case "wrong host" -> named("CN=other").dnsNames("other.example.com").issuedBy(this.root);
			default -> peer().selfSigned();
		};
	}

	@Test
	void letsEverybodyPassWhereNobodyIsRefused() throws SSLException {
		Held stranger = peer().selfSigned();
		Side server = new Side(SslContextBuilder.forServer(stranger.keys().getPrivate(), stranger.certificate())
			.sslProvider(SslProvider.JDK)
			.clientAuth(ClientAuth.REQUIRE)
			.trustManager(manager(false))
			.build()
			.newHandler(UnpooledByteBufAllocator.DEFAULT));
		Side client = new Side(SslContextBuilder.forClient()
			.sslProvider(SslProvider.JDK)
			.keyManager(stranger.keys().getPrivate(), stranger.certificate())
			.trustManager(manager(false))
			.endpointIdentificationAlgorithm(null)
			.build()
			.newHandler(UnpooledByteBufAllocator.DEFAULT, HOST, 1));
		assertThat(alert(server, client)).isNull();
		assertThat(client.handler.handshakeFuture().isSuccess()).isTrue();
		assertThat(server.handler.handshakeFuture().isSuccess()).isTrue();
	}

	@Test
	void verifiesWithoutAnEngineToo() {
		X509Certificate[] stranger = { peer().selfSigned().certificate() };
		X509Certificate[] good = { this.own.certificate() };
		assertThatExceptionOfType(UnauthorizedPeerException.class)
			.isThrownBy(() -> manager(true).checkClientTrusted(stranger, "EC"))
			.satisfies((ex) -> assertThat(ex.error().code()).isEqualTo(Code.DEPTH_ZERO_SELF_SIGNED_CERT));
		assertThatExceptionOfType(UnauthorizedPeerException.class)
			.isThrownBy(() -> manager(true).checkServerTrusted(stranger, "EC", new Socket()));
		assertThatNoException().isThrownBy(() -> {
			manager(true).checkClientTrusted(good, "EC", new Socket());
			manager(true).checkServerTrusted(good, "EC");
			manager(false).checkServerTrusted(stranger, "EC");
		});
	}

	@Test
	void leavesTheNameOutWhereItIsNotToBeChecked() throws CertificateException {
		SSLEngine engine = mock();
		given(engine.getPeerHost()).willReturn("other.example.com");
		X509Certificate[] chain = { this.own.certificate() };
		assertThatExceptionOfType(UnauthorizedPeerException.class)
			.isThrownBy(() -> manager(true).checkServerTrusted(chain, "EC", engine))
			.satisfies((ex) -> assertThat(ex.error().code()).isEqualTo(Code.ERR_TLS_CERT_ALTNAME_INVALID));
		new PeerTrustManager(verifier(), true, false, List.of()).checkServerTrusted(chain, "EC", engine);
	}

	@Test
	void tellsClientsOfTheIssuersItWasGiven() {
		assertThat(manager(true).getAcceptedIssuers()).isEmpty();
		assertThat(new PeerTrustManager(verifier(), true, true, List.of(this.root.certificate())).getAcceptedIssuers())
			.containsExactly(this.root.certificate());
	}

	private static CertificateRecipe peer() {
		return named("CN=peer").dnsNames(HOST);
	}

	private PeerTrustManager manager(boolean rejectUnauthorized) {
		return new PeerTrustManager(verifier(), rejectUnauthorized, true, List.of());
	}

	private PeerVerifier verifier() {
		return PeerVerifier.of(TrustAnchors.of(List.of(this.root.certificate())));
	}

	private PeerTrustManager manager(String kind) {
		List<X509CRL> lists = switch (kind) {
			case "revoked" -> List.of(RevocationRecipe.by(this.root).revoking(REVOKED, CRLReason.keyCompromise).make());
			case "no list" -> List.of(RevocationRecipe.empty(peer().selfSigned()));
			default -> List.of();
		};
		PeerVerifier verifier = PeerVerifier.of(TrustAnchors.of(List.of(this.root.certificate()), lists));
		return new PeerTrustManager(verifier, true, true, List.of());
	}

	/**
	 * One side of a connection without a network.
	 */
	private static final class Side extends ChannelInboundHandlerAdapter {

		private final SslHandler handler;

		private final EmbeddedChannel channel;

		private Throwable failure;

		Side(SslHandler handler) {
			this.handler = handler;
			this.channel = new EmbeddedChannel(handler, this);
		}

		static void converse(Side one, Side other) {
			boolean moved = true;
			while (moved) {
				moved = one.tell(other) | other.tell(one);
			}
		}

		private boolean tell(Side other) {
			this.channel.runPendingTasks();
			boolean moved = false;
			for (ByteBuf bytes = this.channel.readOutbound(); bytes != null; bytes = this.channel.readOutbound()) {
				if (other.channel.isOpen()) {
					other.channel.writeInbound(bytes);
				}
				else {
					bytes.release();
				}
				moved = true;
			}
			return moved;
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			if (this.failure == null) {
				this.failure = (cause instanceof DecoderException) ? cause.getCause() : cause;
			}
		}

		UnauthorizedPeerException refusal() {
			for (Throwable each = this.handler.handshakeFuture().cause(); each != null; each = each.getCause()) {
				if (each instanceof UnauthorizedPeerException refusal) {
					return refusal;
				}
			}
			return null;
		}

	}

}
