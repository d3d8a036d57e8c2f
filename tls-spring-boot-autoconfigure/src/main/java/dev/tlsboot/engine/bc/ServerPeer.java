package dev.tlsboot.engine.bc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Objects;
import java.util.Vector;

import dev.tlsboot.engine.bc.BouncyCastleServer.Signing;
import dev.tlsboot.trust.AuthorizationError;
import dev.tlsboot.trust.UnauthorizedPeerException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;
import org.jspecify.annotations.Nullable;

/**
 * What the server decides in one handshake.
 */
final class ServerPeer extends AbstractTlsServer {

	private static final String NO_SHARED_CIPHER = "No cipher suites in common";

	private final BouncyCastleServer server;

	private final BouncyCastleEngine engine;

	private final ServerConnection connection;

	private final Resumption resumption;

	private @Nullable Signing signing;

	private List<X509Certificate> peerChain = List.of();

	ServerPeer(BouncyCastleServer server, BouncyCastleEngine engine, ServerConnection connection) {
		super(server.crypto());
		this.server = server;
		this.engine = engine;
		this.connection = connection;
		this.resumption = new Resumption(server, connection);
	}

	@Override
	protected ProtocolVersion[] getSupportedVersions() {
		List<String> enabled = List.of(this.engine.getEnabledProtocols());
		return Arrays.stream(ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv12))
			.filter((version) -> enabled.contains(Versions.name(version)))
			.toArray(ProtocolVersion[]::new);
	}

	@Override
	protected int[] getSupportedCipherSuites() {
		return Suites.numbers(List.of(this.engine.getEnabledCipherSuites()));
	}

	@Override
	protected boolean preferLocalCipherSuites() {
		return this.server.settings().honorCipherOrder();
	}

	@Override
	public int[] getSupportedGroups() {
		return this.server.groups().numbers();
	}

	@Override
	public boolean preferLocalSupportedGroups() {
		return this.server.groups().chosen();
	}

	@Override
	protected int getMaximumNegotiableCurveBits() {
		return NamedGroup.getCurveBits(selectECDH(0));
	}

	@Override
	protected int getMaximumNegotiableFiniteFieldBits() {
		return NamedGroup.getFiniteFieldBits(selectDH(0));
	}

	@Override
	protected int selectECDH(int minimumCurveBits) {
		return this.server.groups().curve(offeredGroups()).orElse(-1);
	}

	@Override
	protected int selectDH(int minimumFiniteFieldBits) {
		return this.server.groups().finiteField(offeredGroups()).orElse(-1);
	}

	private int @Nullable [] offeredGroups() {
		return this.context.getSecurityParametersHandshake().getClientSupportedGroups();
	}

	@Override
	public int getSelectedCipherSuite() throws IOException {
		int suite = super.getSelectedCipherSuite();
		if (TlsUtils.isTLSv13(this.context) && !this.server.groups().anyOf(offeredGroups())) {
			throw new TlsFatalAlert(AlertDescription.handshake_failure, NO_SHARED_CIPHER + ": no group fits");
		}
		return suite;
	}

	@Override
	protected boolean selectCipherSuite(int suite) throws IOException {
		this.signing = this.server.signing(this.context, TlsUtils.getKeyExchangeAlgorithm(suite)).orElse(null);
		return this.signing != null && super.selectCipherSuite(suite);
	}

	@Override
	protected String getDetailMessageNoCipherSuite() {
		return NO_SHARED_CIPHER;
	}

	@Override
	public TlsCredentials getCredentials() {
		return Objects.requireNonNull(this.signing).signer();
	}

	@Override
	protected Vector<ProtocolName> getProtocolNames() {
		String selected = this.connection.applicationProtocol();
		Vector<ProtocolName> names = new Vector<>();
		for (String name : (selected != null) ? List.of(selected) : this.server.settings().alpnProtocols()) {
			names.add(ProtocolName.asRawBytes(name.getBytes(StandardCharsets.ISO_8859_1)));
		}
		return names;
	}

	@Override
	protected boolean allowCertificateStatus() {
		return false;
	}

	@Override
	@SuppressWarnings("rawtypes")
	public void processClientExtensions(Hashtable clientExtensions) throws IOException {
		super.processClientExtensions(clientExtensions);
		// as in BoringSSL: no shorter records, which would be bound to the session (RFC
		// 6066, section 4)
		this.maxFragmentLengthOffered = -1;
	}

	/**
	 * RFC 6066, section 3: a server that went by the client's name for it says so, unless
	 * it resumes.
	 */
	@Override
	public Hashtable<?, ?> getServerExtensions() throws IOException {
		Hashtable<?, ?> extensions = super.getServerExtensions();
		if (this.context.getSecurityParametersHandshake().getClientServerNames() != null) {
			TlsExtensionsUtils.addServerNameExtensionServer(extensions);
		}
		return extensions;
	}

	/**
	 * RFC 7366, section 3: what is not said again on resumption does not hold.
	 */
	@Override
	@SuppressWarnings("rawtypes")
	public void getServerExtensionsForConnection(Hashtable extensions) throws IOException {
		super.getServerExtensionsForConnection(extensions);
		SecurityParameters parameters = this.context.getSecurityParametersHandshake();
		if (parameters.isResumedSession() && this.encryptThenMACOffered
				&& TlsUtils.isBlockCipherSuite(parameters.getCipherSuite())) {
			TlsExtensionsUtils.addEncryptThenMACExtension(extensions);
		}
	}

	/**
	 * Nobody renegotiates here, so clients that do not know how to do it safely (RFC
	 * 5746) are safe.
	 */
	@Override
	public void notifySecureRenegotiation(boolean secureRenegotiation) {
	}

	/**
	 * For the same reason: what RFC 7627 prevents takes a renegotiation.
	 */
	@Override
	public boolean allowLegacyResumption() {
		return true;
	}

	@Override
	public @Nullable CertificateRequest getCertificateRequest() throws IOException {
		if (!this.engine.getNeedClientAuth() && !this.engine.getWantClientAuth()) {
			return null;
		}
		Vector<X500Name> authorities = new Vector<>();
		for (X509Certificate issuer : this.server.settings().trust().getAcceptedIssuers()) {
			authorities.add(X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()));
		}
		return TlsUtils.isTLSv13(this.context)
				? new CertificateRequest(TlsUtils.EMPTY_BYTES, SignatureSchemes.accepted(), null,
						authorities.isEmpty() ? null : authorities)
				: new CertificateRequest(
						new short[] { ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign },
						SignatureSchemes.accepted(), authorities);
	}

	@Override
	public void notifyClientCertificate(Certificate certificate) throws IOException {
		if (!certificate.isEmpty()) {
			this.peerChain = Arrays.stream(certificate.getCertificateList()).map(ServerPeer::x509).toList();
			verify();
		}
		else if (this.engine.getNeedClientAuth()) {
			throw new TlsFatalAlert(
					TlsUtils.isTLSv13(this.context) ? AlertDescription.certificate_required
							: AlertDescription.handshake_failure,
					new UnauthorizedPeerException(AuthorizationError.NO_CERTIFICATE));
		}
	}

	private static X509Certificate x509(TlsCertificate certificate) {
		return ((JcaTlsCertificate) certificate).getX509Certificate();
	}

	private void verify() throws IOException {
		try {
			this.server.settings()
				.trust()
				.checkClientTrusted(this.peerChain.toArray(X509Certificate[]::new), "UNKNOWN", this.engine);
		}
		catch (UnauthorizedPeerException ex) {
			throw new TlsFatalAlert((short) ex.error().alert().number(), ex);
		}
		catch (CertificateException ex) {
			throw new TlsFatalAlert(AlertDescription.certificate_unknown, ex);
		}
	}

	@Override
	public @Nullable TlsSession getSessionToResume(byte[] id) {
		return this.resumption.find(id, this.offeredCipherSuites, getCipherSuites(), this.engine.getNeedClientAuth());
	}

	@Override
	public byte[] getNewSessionID() {
		return this.resumption.newId();
	}

	@Override
	public void notifyHandshakeComplete() throws IOException {
		super.notifyHandshakeComplete();
		SecurityParameters parameters = this.context.getSecurityParametersConnection();
		byte[] id = this.context.getSession().getSessionID();
		if (!parameters.isResumedSession() && id.length > 0) {
			this.resumption.keep(id, parameters, this.peerChain);
		}
		this.engine.handshakeComplete(session(parameters, id), applicationProtocol(parameters));
	}

	/**
	 * Return what has been agreed on so far.
	 * @return the session, or {@code null} before the ServerHello
	 */
	@Nullable ConnectionSession handshakeSession() {
		SecurityParameters parameters = this.context.getSecurityParametersHandshake();
		return (parameters != null && parameters.getCipherSuite() > 0)
				? session(parameters, Objects.requireNonNullElse(parameters.getSessionID(), TlsUtils.EMPTY_BYTES))
				: null;
	}

	private ConnectionSession session(SecurityParameters parameters, byte[] id) {
		ResumableSession resumed = parameters.isResumedSession() ? this.resumption.found() : null;
		return new ConnectionSession(id, (resumed != null) ? resumed.createdMillis() : System.currentTimeMillis(),
				Versions.name(parameters.getNegotiatedVersion()), Suites.name(parameters.getCipherSuite()),
				(this.signing != null) ? this.signing.identity().chain() : List.of(),
				(resumed != null) ? resumed.peerChain() : this.peerChain, resumed != null);
	}

	private static String applicationProtocol(SecurityParameters parameters) {
		ProtocolName name = parameters.getApplicationProtocol();
		return (name != null) ? new String(name.getBytes(), StandardCharsets.ISO_8859_1) : "";
	}

}
