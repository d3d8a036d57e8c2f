package dev.tlsboot.engine.x25519;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.XECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.HexFormat;

import javax.crypto.KeyAgreement;

import org.bouncycastle.util.Arrays;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * X25519 of Conscrypt beside the JVM's own.
 */
class X25519ProviderTests {

	private static Provider source;

	private static Provider provider;

	@BeforeAll
	static void needsThePlatform() {
		assumeTrue(Conscrypt.isAvailable(), "its jar has no code for this machine");
		source = Conscrypt.newProvider();
		provider = new X25519Provider(source);
	}

	/**
	 * RFC 7748, section 6.1.
	 */
	@Test
	void calculatesTheSecretOfTheStandard() throws Exception {
		PrivateKey alice = KeyFactory.getInstance("XDH", source)
			.generatePrivate(new PKCS8EncodedKeySpec(hex("302e020100300506032b656e04220420"
					+ "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")));
		PublicKey bob = publicKey(littleEndian("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
		assertThat(secret(alice, bob))
			.isEqualTo(hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "XDH", "X25519" })
	void agreesWithTheJvmsOwn(String algorithm) throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
		generator.initialize(NamedParameterSpec.X25519, new SecureRandom());
		KeyPair ours = generator.generateKeyPair();
		KeyPair theirs = KeyPairGenerator.getInstance("X25519").generateKeyPair();
		byte[] secret = secret(ours.getPrivate(), theirs.getPublic());
		KeyAgreement agreement = KeyAgreement.getInstance(algorithm);
		agreement.init(theirs.getPrivate());
		agreement.doPhase(ours.getPublic(), true);
		assertThat(secret).hasSize(32).isEqualTo(agreement.generateSecret());
		assertThat(secret(ours.getPrivate(), publicKey(((XECPublicKey) theirs.getPublic()).getU()))).isEqualTo(secret);
		KeyFactory factory = KeyFactory.getInstance(algorithm, provider);
		X509EncodedKeySpec encoded = new X509EncodedKeySpec(theirs.getPublic().getEncoded());
		assertThat(secret(ours.getPrivate(), factory.generatePublic(encoded))).isEqualTo(secret);
	}

	@Test
	void aPublicKeyIsAsTheJvmsOwn() throws Exception {
		KeyPair pair = KeyPairGenerator.getInstance("XDH").generateKeyPair();
		XECPublicKey theirs = (XECPublicKey) pair.getPublic();
		XECPublicKey ours = (XECPublicKey) publicKey(theirs.getU());
		assertThat(ours).isEqualTo(publicKey(theirs.getU())).hasSameHashCodeAs(publicKey(theirs.getU()));
		assertThat(ours).isNotEqualTo(publicKey(theirs.getU().flipBit(0)));
		assertThat(ours.getU()).isEqualTo(theirs.getU());
		assertThat(ours.getEncoded()).isEqualTo(theirs.getEncoded());
		assertThat(ours.getFormat()).isEqualTo(theirs.getFormat());
		assertThat(ours.getAlgorithm()).isEqualTo(theirs.getAlgorithm());
		assertThat(serialize(ours)).isEqualTo(ours);
	}

	private static Object serialize(Object object) throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		new ObjectOutputStream(bytes).writeObject(object);
		return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
	}

	@Test
	void numbersCountModuloThePrime() throws Exception {
		BigInteger prime = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
		assertThat(publicKey(BigInteger.valueOf(9).add(prime))).isEqualTo(publicKey(BigInteger.valueOf(9)));
		assertThat(((XECPublicKey) publicKey(BigInteger.valueOf(9))).getU()).isEqualTo(9);
		assertThat(((XECPublicKey) publicKey(prime.subtract(BigInteger.ONE))).getU())
			.isEqualTo(prime.subtract(BigInteger.ONE));
	}

	/**
	 * TLS has to end where the secret is zero (RFC 8446, section 7.4.2).
	 */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void agreesOnNoSecretWithAPointOfSmallOrder(int point) throws Exception {
		PrivateKey ours = KeyPairGenerator.getInstance("XDH", provider).generateKeyPair().getPrivate();
		PublicKey theirs = publicKey(BigInteger.valueOf(point));
		assertThatThrownBy(() -> secret(ours, theirs)).isInstanceOf(InvalidKeyException.class);
	}

	/**
	 * The JVM goes on to its next provider with what is refused in these ways.
	 */
	@Test
	void leavesOtherThingsToOthers() throws Exception {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH", provider);
		generator.initialize(255);
		assertThatThrownBy(() -> generator.initialize(448)).isInstanceOf(InvalidParameterException.class);
		assertThatThrownBy(() -> generator.initialize(NamedParameterSpec.X448))
			.isInstanceOf(InvalidAlgorithmParameterException.class);
		KeyFactory factory = KeyFactory.getInstance("XDH", provider);
		KeyPair x448 = KeyPairGenerator.getInstance("X448").generateKeyPair();
		PKCS8EncodedKeySpec privateKey = new PKCS8EncodedKeySpec(x448.getPrivate().getEncoded());
		assertThatThrownBy(() -> factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X448, BigInteger.TEN)))
			.isInstanceOf(InvalidKeySpecException.class);
		assertThatThrownBy(() -> factory.generatePublic(new X509EncodedKeySpec(x448.getPublic().getEncoded())))
			.isInstanceOf(InvalidKeySpecException.class);
		assertThatThrownBy(() -> factory.generatePublic(privateKey)).isInstanceOf(InvalidKeySpecException.class);
		assertThatThrownBy(() -> factory.generatePrivate(privateKey)).isInstanceOf(InvalidKeySpecException.class);
		assertThatThrownBy(() -> factory.getKeySpec(x448.getPublic(), X509EncodedKeySpec.class))
			.isInstanceOf(InvalidKeySpecException.class);
		assertThatThrownBy(() -> factory.translateKey(x448.getPublic())).isInstanceOf(InvalidKeyException.class);
		KeyAgreement agreement = KeyAgreement.getInstance("XDH", provider);
		assertThatThrownBy(() -> agreement.init(x448.getPrivate())).isInstanceOf(InvalidKeyException.class);
		PrivateKey theirs = KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate();
		assertThatThrownBy(() -> agreement.init(theirs)).isInstanceOf(InvalidKeyException.class);
		PrivateKey ours = generator.generateKeyPair().getPrivate();
		assertThatThrownBy(() -> agreement.init(ours, NamedParameterSpec.X25519))
			.isInstanceOf(InvalidAlgorithmParameterException.class);
		agreement.init(ours);
		assertThatThrownBy(() -> agreement.doPhase(x448.getPublic(), true)).isInstanceOf(InvalidKeyException.class);
		assertThatThrownBy(() -> agreement.doPhase(ours, true)).isInstanceOf(InvalidKeyException.class);
	}

	@Test
	void needsASourceThatHasIt() {
		assertThatIllegalArgumentException().isThrownBy(() -> new X25519Provider(Security.getProvider("SUN")))
			.withMessage("SUN has no KeyPairGenerator for XDH");
	}

	private static PublicKey publicKey(BigInteger u) throws Exception {
		return KeyFactory.getInstance("XDH", provider)
			.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u));
	}

	private static byte[] secret(PrivateKey ours, PublicKey theirs) throws Exception {
		KeyAgreement agreement = KeyAgreement.getInstance("XDH", provider);
		agreement.init(ours);
		agreement.doPhase(theirs, true);
		return agreement.generateSecret("TlsPremasterSecret").getEncoded();
	}

	private static byte[] hex(String digits) {
		return HexFormat.of().parseHex(digits);
	}

	private static BigInteger littleEndian(String digits) {
		return new BigInteger(1, Arrays.reverse(hex(digits)));
	}

}
