#!/bin/sh
# Writes the files beside this script anew, with the real writers of these formats: openssl (3.0 or later, with its
# legacy provider) and keytool. The keys are for these tests only. No test looks at the dates of the certificates.
set -eu
cd "$(dirname "$0")"
rm -rf key cert pfx crl store
mkdir key cert pfx crl store
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pass='correct horse'
umlauts='pässwörd €'

key() { # kind, arguments of genpkey
	kind=$1
	shift
	openssl genpkey "$@" -out "key/$kind-pkcs8.pem" 2>/dev/null
}

# -- private keys: one of each kind, the RSA and EC ones in every form

key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:1024
key pss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024
key pss-sha256 -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 -pkeyopt rsa_pss_keygen_md:sha256 \
	-pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32
key p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
key p521 -algorithm EC -pkeyopt ec_paramgen_curve:P-521
key ed25519 -algorithm ED25519
key k256 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
key explicit -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit
openssl genpkey -genparam -algorithm DSA -pkeyopt pbits:1024 -pkeyopt qbits:160 -out "$work/dsa.pem" 2>/dev/null
openssl genpkey -paramfile "$work/dsa.pem" -out key/dsa-pkcs8.pem

openssl rsa -in key/rsa-pkcs8.pem -traditional -out key/rsa-pkcs1.pem 2>/dev/null
for cipher in des des3 aes128 aes192 aes256 camellia256; do
	legacy=
	[ $cipher != des ] || legacy='-provider legacy -provider default'
	# shellcheck disable=SC2086
	openssl rsa -in key/rsa-pkcs8.pem -traditional -$cipher $legacy -passout "pass:$pass" \
		-out key/rsa-pkcs1-$cipher.pem 2>/dev/null
done
openssl rsa -in key/rsa-pkcs8.pem -traditional -aes256 -passout "pass:$umlauts" -out key/rsa-pkcs1-umlauts.pem \
	2>/dev/null

for curve in p256 p384 p521; do
	{
		openssl ecparam -name "$(echo $curve | sed 's/p256/prime256v1/; s/p384/secp384r1/; s/p521/secp521r1/')"
		openssl ec -in key/$curve-pkcs8.pem 2>/dev/null
	} > key/$curve-sec1.pem
	openssl ec -in key/$curve-pkcs8.pem -aes256 -passout "pass:$pass" -out key/$curve-sec1-aes256.pem 2>/dev/null
done
{
	openssl ecparam -name prime256v1
	openssl ec -in key/p256-pkcs8.pem -no_public 2>/dev/null
} > key/p256-sec1-nopublic.pem

pkcs8() { # name of the source, name of the result, passphrase, arguments of pkcs8
	from=$1
	to=$2
	with=$3
	shift 3
	openssl pkcs8 -topk8 -in "key/$from.pem" -passout "pass:$with" "$@" -out "key/$to.pem"
}

for cipher in aes-128-cbc aes-192-cbc aes-256-cbc des3; do
	pkcs8 rsa-pkcs8 "rsa-pbes2-$cipher" "$pass" -v2 $cipher
done
for prf in SHA1 SHA256 SHA384 SHA512; do
	pkcs8 rsa-pkcs8 "rsa-pbes2-hmac$prf" "$pass" -v2 aes-256-cbc -v2prf hmacWith$prf
done
pkcs8 rsa-pkcs8 rsa-pbes2-scrypt "$pass" -scrypt
pkcs8 rsa-pkcs8 rsa-pbes2-umlauts "$umlauts"
pkcs8 rsa-pkcs8 rsa-pbes2-scrypt-umlauts "$umlauts" -scrypt
pkcs8 rsa-pkcs8 rsa-pbes2-empty ""
for pbe in PBE-MD5-DES PBE-SHA1-DES PBE-MD5-RC2-64 PBE-SHA1-RC2-64 PBE-SHA1-3DES PBE-SHA1-2DES PBE-SHA1-RC2-128 \
	PBE-SHA1-RC2-40 PBE-SHA1-RC4-128 PBE-SHA1-RC4-40; do
	pkcs8 rsa-pkcs8 "rsa-$pbe" "$pass" -v1 $pbe -provider legacy -provider default
done
for pbe in PBE-MD5-DES PBE-SHA1-3DES; do
	pkcs8 rsa-pkcs8 rsa-$pbe-umlauts "$umlauts" -v1 $pbe -provider legacy -provider default
	pkcs8 rsa-pkcs8 rsa-$pbe-empty "" -v1 $pbe -provider legacy -provider default
done
for kind in pss p256 ed25519; do
	pkcs8 $kind-pkcs8 $kind-pbes2 "$pass"
done

# -- certificates: root, intermediate, and one for each key

cat > "$work/ca.cnf" <<'CNF'
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:false
subjectAltName = DNS:localhost
[ca]
default_ca = default
[default]
database = index.txt
default_md = sha256
default_crl_days = 36500
CNF

authority() { # name, subject
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key"
	openssl req -new -x509 -config "$work/ca.cnf" -extensions authority -key "$work/$1.key" -subj "/CN=$2" -days 36500 \
		-out "cert/$1.pem"
}

issue() { # key file, subject, issuer, extensions, result
	openssl req -new -config "$work/ca.cnf" -key "$1" -subj "/CN=$2" -out "$work/request.pem"
	openssl x509 -req -in "$work/request.pem" -CA "cert/$3.pem" -CAkey "$work/$3.key" -extfile "$work/ca.cnf" \
		-extensions "$4" -days 36500 -out "cert/$5.pem" 2>/dev/null
}

authority root 'Test Root'
authority other 'Other Root'
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/intermediate.key"
issue "$work/intermediate.key" 'Test Intermediate' root authority intermediate
for kind in rsa pss pss-sha256 p256 p384 p521 ed25519; do
	issue key/$kind-pkcs8.pem "leaf $kind" intermediate leaf $kind
done

openssl x509 -in cert/root.pem -trustout -out cert/root-trusted.pem
openssl x509 -in cert/root.pem -trustout -setalias 'My root' -addtrust serverAuth -addtrust clientAuth \
	-out cert/root-trusted-tls.pem
openssl x509 -in cert/root.pem -trustout -addtrust emailProtection -out cert/root-trusted-mail.pem
openssl x509 -in cert/root.pem -trustout -addtrust serverAuth -out cert/root-trusted-servers.pem
openssl x509 -in cert/root.pem -trustout -addreject clientAuth -out cert/root-rejected-clients.pem
sed 's/CERTIFICATE/X509 CERTIFICATE/' cert/root.pem > cert/root-x509.pem
openssl x509 -in cert/root.pem -outform DER -out cert/root.der
openssl x509 -in cert/intermediate.pem -outform DER -out cert/intermediate.der

# -- PKCS#12

pfx() { # result, passphrase, arguments of pkcs12
	result=$1
	with=$2
	shift 2
	openssl pkcs12 -export -inkey key/rsa-pkcs8.pem -in cert/rsa.pem -passout "pass:$with" "$@" -out "pfx/$result.p12"
}

cat cert/root.pem cert/other.pem cert/intermediate.pem > "$work/bundle.pem"
pfx openssl "$pass" -name server -certfile "$work/bundle.pem"
pfx openssl-legacy "$pass" -name server -certfile "$work/bundle.pem" -legacy
pfx openssl-3des "$pass" -certfile "$work/bundle.pem" -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
pfx openssl-sha512 "$pass" -certfile "$work/bundle.pem" -keypbe AES-128-CBC -certpbe AES-192-CBC -macalg sha512
pfx openssl-plain "$pass" -certfile "$work/bundle.pem" -keypbe NONE -certpbe NONE
pfx openssl-nomac "$pass" -certfile "$work/bundle.pem" -nomac
pfx openssl-bare "" -certfile "$work/bundle.pem" -keypbe NONE -certpbe NONE -nomac
pfx openssl-empty "" -certfile "$work/bundle.pem"
pfx openssl-legacy-empty "" -certfile "$work/bundle.pem" -legacy
pfx openssl-umlauts "$umlauts" -certfile "$work/bundle.pem"
pfx openssl-legacy-umlauts "$umlauts" -certfile "$work/bundle.pem" -legacy
openssl pkcs12 -export -nokeys -in cert/root.pem -passout "pass:$pass" -out pfx/authorities-only.p12
openssl pkcs12 -export -inkey key/rsa-pkcs8.pem -nocerts -in cert/rsa.pem -passout "pass:$pass" -out pfx/key-only.p12 \
	2>/dev/null

# -- key stores: two keys and a trusted certificate

cat cert/rsa.pem cert/intermediate.pem cert/root.pem > "$work/rsa-chain.pem"
cat cert/p256.pem cert/intermediate.pem cert/root.pem > "$work/p256-chain.pem"
openssl pkcs12 -export -inkey key/rsa-pkcs8.pem -in "$work/rsa-chain.pem" -name zulu -passout "pass:$pass" \
	-out "$work/rsa.p12"
openssl pkcs12 -export -inkey key/p256-pkcs8.pem -in "$work/p256-chain.pem" -name alfa -passout "pass:$pass" \
	-out "$work/p256.p12"
for type in PKCS12 JKS; do
	extension=$(echo $type | sed "s/PKCS12/p12/; s/JKS/jks/")
	store=store/keytool.$extension
	for source in rsa p256; do
		keytool -importkeystore -noprompt -srckeystore "$work/$source.p12" -srcstoretype PKCS12 -srcstorepass "$pass" \
			-destkeystore "$store" -deststoretype $type -deststorepass "$pass" 2>/dev/null
	done
	keytool -importcert -noprompt -alias mike -file cert/other.pem -keystore "$store" -storepass "$pass" 2>/dev/null
	keytool -importcert -noprompt -alias mike -file cert/other.pem -keystore "store/trust.$extension" \
		-storetype $type -storepass "$pass" 2>/dev/null
done

# -- revocation lists

touch "$work/index.txt"
for name in root intermediate; do
	(
		home=$PWD
		cd "$work"
		openssl ca -config ca.cnf -gencrl -cert "$home/cert/$name.pem" -keyfile $name.key -out "$home/crl/$name.pem" \
			2>/dev/null
	)
	openssl crl -in crl/$name.pem -outform DER -out crl/$name.der
done
