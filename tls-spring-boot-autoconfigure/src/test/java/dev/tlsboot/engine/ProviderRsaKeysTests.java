package dev.tlsboot.engine;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;

import javax.crypto.Cipher;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.tlsboot.credential.Identity;
import dev.tlsboot.testing.TestPki;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;

/**
 * What the keys sign and decrypt, the JDK verifies and encrypts.
 */
class ProviderRsaKeysTests {

	private static final byte[] INPUT = "signed".repeat(20).getBytes();

	private final Identity identity = identity(TestPki.get().rsaServer());

	private final Identity other = identity(
			TestPki.get().issue(new CertificateBuilder().rsa2048().subject("CN=other")));

	private final Provider provider = AmazonCorrettoCryptoProvider.INSTANCE;

	private final ProviderRsaKeys keys = new ProviderRsaKeys(this.provider,
			List.of(this.other, identity(TestPki.get().ecServer()), this.identity));

	private final SSLEngine engine = engineOf(this.identity);

	@BeforeAll
	static void needsThePlatform() {
		assumeTrue(AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null, "its jar is for another machine");
	}

	@ParameterizedTest
	@CsvSource({ "SHA1withRSA, 0x0201", "SHA256withRSA, 0x0401", "SHA384withRSA, 0x0501", "SHA512withRSA, 0x0601" })
	void sign(String name, String algorithm) throws Exception {
		assertVerifies(Signature.getInstance(name), this.keys.sign(this.engine, Integer.decode(algorithm), INPUT));
	}

	@ParameterizedTest
	@CsvSource({ "SHA-256, 32, 0x0804", "SHA-384, 48, 0x0805", "SHA-512, 64, 0x0806" })
	void signWithASaltAsLongAsTheDigest(String digest, int saltLength, String algorithm) throws Exception {
		Signature signature = Signature.getInstance("RSASSA-PSS");
		signature.setParameter(new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), saltLength, 1));
		assertVerifies(signature, this.keys.sign(this.engine, Integer.decode(algorithm), INPUT));
	}

	@Test
	void signTwoDigestsForProtocolsBeforeTls12() throws Exception {
		byte[] signature = this.keys.sign(this.engine, 0xFF01, INPUT);
		Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
		cipher.init(Cipher.DECRYPT_MODE, this.identity.certificate().getPublicKey());
		assertThat(cipher.doFinal(signature)).startsWith(MessageDigest.getInstance("MD5").digest(INPUT))
			.endsWith(MessageDigest.getInstance("SHA-1").digest(INPUT))
			.hasSize(16 + 20);
	}

	@Test
	void decryptAndLeaveThePadding() throws Exception {
		Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
		cipher.init(Cipher.ENCRYPT_MODE, this.identity.certificate().getPublicKey());
		assertThat(this.keys.decrypt(this.engine, cipher.doFinal(INPUT))).hasSize(256).startsWith(0, 2).endsWith(INPUT);
	}

	@Test
	void signForNoOtherKindOfKey() {
		assertThatExceptionOfType(NoSuchAlgorithmException.class)
			.isThrownBy(() -> this.keys.sign(this.engine, 0x0403, INPUT))
			.withMessageContaining("403");
	}

	@Test
	void areThoseOfRsaOnly() {
		assertThat(this.keys.contains(this.identity)).isTrue();
		assertThat(this.keys.contains(this.other)).isTrue();
		assertThat(this.keys.contains(identity(TestPki.get().ecServer()))).isFalse();
	}

	@Test
	void areNotThoseThatTheProviderCannotHave() {
		PrivateKey elsewhere = mock(PrivateKey.class);
		given(elsewhere.getAlgorithm()).willReturn("RSA");
		Identity opaque = new Identity(elsewhere, this.identity.chain());
		assertThat(new ProviderRsaKeys(this.provider, List.of(opaque)).contains(opaque)).isFalse();
	}

	/**
	 * Which would be done for each signature otherwise.
	 */
	@Test
	void areTranslatedOnce() throws Exception {
		RSAPrivateCrtKey key = mock(RSAPrivateCrtKey.class, delegatesTo(this.identity.key()));
		ProviderRsaKeys translated = new ProviderRsaKeys(this.provider,
				List.of(new Identity(key, this.identity.chain())));
		clearInvocations(key);
		translated.sign(this.engine, 0x0401, INPUT);
		then(key).shouldHaveNoInteractions();
	}

	@Test
	void areNotThereAsLongAsTheJvmSignsByItself() {
		assertThat(ProviderRsaKeys.of(List.of(this.identity))).isEmpty();
	}

	private void assertVerifies(Signature signature, byte[] value) throws GeneralSecurityException {
		signature.initVerify(this.identity.certificate());
		signature.update(INPUT);
		assertThat(signature.verify(value)).isTrue();
	}

	private static Identity identity(X509Bundle bundle) {
		return new Identity(bundle.getKeyPair().getPrivate(), List.of(bundle.getCertificatePath()));
	}

	private static SSLEngine engineOf(Identity identity) {
		SSLSession session = mock(SSLSession.class);
		given(session.getLocalCertificates()).willReturn(identity.chain().toArray(X509Certificate[]::new));
		SSLEngine engine = mock(SSLEngine.class);
		given(engine.getSession()).willReturn(session);
		return engine;
	}

}
