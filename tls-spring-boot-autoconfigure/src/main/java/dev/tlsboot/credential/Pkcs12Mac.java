package dev.tlsboot.credential;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDefaultDigestProvider;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.bc.BcPKCS12PBMac1CalculatorBuilder;

/**
 * The checksum that tells whether a passphrase is the one of a PKCS#12 file (RFC 7292
 * section 4, and RFC 9579 for PBMAC1).
 */
final class Pkcs12Mac {

	private final MacData expected;

	private final byte[] content;

	Pkcs12Mac(Pfx pfx) {
		this.expected = pfx.getMacData();
		this.content = ASN1OctetString.getInstance(pfx.getAuthSafe().getContent()).getOctets();
	}

	/**
	 * Return whether the passphrase is right.
	 * @throws OperatorCreationException if the algorithm is unknown
	 * @throws IOException if its parameters are malformed
	 */
	boolean accepts(Passphrase passphrase) throws OperatorCreationException, IOException {
		MacCalculator calculator = builder().build(passphrase.characters());
		try (OutputStream out = calculator.getOutputStream()) {
			out.write(this.content);
		}
		return MessageDigest.isEqual(calculator.getMac(), this.expected.getMac().getDigest());
	}

	private PKCS12MacCalculatorBuilder builder() throws IOException {
		AlgorithmIdentifier algorithm = this.expected.getMac().getAlgorithmId();
		if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
			return new BcPKCS12PBMac1CalculatorBuilder(PBMAC1Params.getInstance(algorithm.getParameters()));
		}
		PKCS12PBEParams parameters = new PKCS12PBEParams(this.expected.getSalt(),
				this.expected.getIterationCount().intValueExact());
		return new BcPKCS12MacCalculatorBuilderProvider(BcDefaultDigestProvider.INSTANCE)
			.get(new AlgorithmIdentifier(algorithm.getAlgorithm(), parameters));
	}

}
