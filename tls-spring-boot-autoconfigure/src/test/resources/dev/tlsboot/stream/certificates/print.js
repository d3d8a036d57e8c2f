// Prints what Node.js gives a connection of a certificate, a line for each field.
const { X509Certificate } = require('crypto'), fs = require('fs');
const c = new X509Certificate(fs.readFileSync(process.argv[2])).toLegacyObject();
const name = (n) => Object.entries(n || {}).map(([k, v]) => k + '=' + [].concat(v).join('|')).join(';');
console.log('subject ' + name(c.subject));
console.log('issuer ' + name(c.issuer));
for (const f of ['valid_from', 'valid_to', 'fingerprint', 'fingerprint256', 'serialNumber',
  'subjectaltname', 'modulus', 'exponent', 'bits', 'fingerprint512', 'asn1Curve', 'nistCurve',
  'ext_key_usage']) console.log(f + ' ' + (c[f] === undefined ? '-' : c[f]));
