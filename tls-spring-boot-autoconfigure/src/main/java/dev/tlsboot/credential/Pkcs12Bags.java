package dev.tlsboot.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * The keys and certificates of a PKCS#12 file, all of them and in its order. A
 * {@link java.security.KeyStore} would not do: it leaves out certificates that belong to
 * no key and lack an attribute of Java's own.
 *
 * @param keys the keys
 * @param certificates the certificates
 */
record Pkcs12Bags(List<Bag<PrivateKey>> keys, List<Bag<X509Certificate>> certificates) {

	/**
	 * Decrypt and decode.
	 * @throws PKCSException if something cannot be decrypted
	 * @throws IOException if something is malformed
	 * @throws CertificateException if a certificate is malformed
	 */
	static Pkcs12Bags open(PKCS12PfxPdu pfx, Passphrase passphrase, PrivateKeyDecoder decoder)
			throws PKCSException, IOException, CertificateException {
		CertificateFactory factory = X509FileReader.factory();
		List<Bag<PrivateKey>> keys = new ArrayList<>();
		List<Bag<X509Certificate>> certificates = new ArrayList<>();
		for (PKCS12SafeBag bag : bags(pfx, passphrase)) {
			Object value = bag.getBagValue();
			if (value instanceof PrivateKeyInfo info) {
				keys.add(new Bag<>(decoder.decode(info), localKeyId(bag)));
			}
			else if (value instanceof PKCS8EncryptedPrivateKeyInfo info) {
				keys.add(new Bag<>(decoder.decode(info.toASN1Structure(), passphrase), localKeyId(bag)));
			}
			else if (value instanceof X509CertificateHolder holder) {
				X509Certificate certificate = (X509Certificate) factory
					.generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
				certificates.add(new Bag<>(certificate, localKeyId(bag)));
			}
		}
		return new Pkcs12Bags(keys, certificates);
	}

	private static List<PKCS12SafeBag> bags(PKCS12PfxPdu pfx, Passphrase passphrase) throws PKCSException {
		List<PKCS12SafeBag> bags = new ArrayList<>();
		for (ContentInfo info : pfx.getContentInfos()) {
			boolean encrypted = info.getContentType().equals(PKCSObjectIdentifiers.encryptedData);
			PKCS12SafeBagFactory factory = encrypted ? new PKCS12SafeBagFactory(info, passphrase.decryptors())
					: new PKCS12SafeBagFactory(info);
			bags.addAll(List.of(factory.getSafeBags()));
		}
		return bags;
	}

	private static Optional<ASN1Primitive> localKeyId(PKCS12SafeBag bag) {
		Attribute[] attributes = bag.getAttributes();
		if (attributes != null) {
			for (Attribute attribute : attributes) {
				if (attribute.getAttrType().equals(PKCS12SafeBag.localKeyIdAttribute)) {
					return Optional.of(ASN1OctetString.getInstance(attribute.getAttributeValues()[0]));
				}
			}
		}
		return Optional.empty();
	}

	/**
	 * A value, and the mark that a key and its certificate share.
	 *
	 * @param <T> the type of the value
	 * @param value the value
	 * @param localKeyId the mark (PKCS#9 {@code localKeyId}), which is optional
	 */
	record Bag<T>(T value, Optional<ASN1Primitive> localKeyId) {

	}

}
