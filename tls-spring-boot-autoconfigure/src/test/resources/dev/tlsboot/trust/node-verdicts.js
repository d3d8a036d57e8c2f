// Reads cases from standard input and prints, for each, its name and what Node.js says
// about the chain: OK, or the code of the error.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const tls = require('tls');

const input = JSON.parse(fs.readFileSync(0, 'utf8'));

function outcome(socket) {
  return socket.authorized ? 'OK' : String(socket.authorizationError);
}

// whoever presents a weak certificate must be allowed to
function presenting(test) {
  return test.key ? { key: test.key, cert: test.chain, ciphers: 'DEFAULT:@SECLEVEL=0' } : {};
}

function verifying(test) {
  return { ca: test.ca, crl: test.crl.length ? test.crl : undefined, rejectUnauthorized: false };
}

function verdict(test) {
  return new Promise((resolve) => {
    const clientIsTested = test.role === 'client';
    let server;
    let client;
    const done = (result) => {
      resolve(result);
      client?.destroy();
      server?.close();
    };
    const failed = (error) => done('ERROR ' + (error.code || error.message));
    try {
      const serverOptions = clientIsTested ? { ...input.own, ...verifying(test), requestCert: true } : presenting(test);
      const clientOptions = clientIsTested ? { ...presenting(test), rejectUnauthorized: false } : verifying(test);
      server = tls.createServer(serverOptions, (socket) => {
        socket.on('error', () => {});
        if (clientIsTested) {
          done(outcome(socket));
        }
      });
      server.on('tlsClientError', failed);
      server.listen(0, '127.0.0.1', () => {
        const options = { ...clientOptions, port: server.address().port, host: '127.0.0.1' };
        options.checkServerIdentity = (_, certificate) =>
          test.host ? tls.checkServerIdentity(test.host, certificate) : undefined;
        try {
          client = tls.connect(options, () => {
            if (!clientIsTested) {
              done(outcome(client));
            }
          });
          client.on('error', failed);
        } catch (error) {
          failed(error);
        }
      });
    } catch (error) {
      failed(error);
    }
  });
}

(async () => {
  for (const test of input.chains) {
    console.log(test.name + '\t' + await verdict(test));
  }
  for (const test of input.identities) {
    const certificate = new crypto.X509Certificate(test.certificate).toLegacyObject();
    console.log(test.name + '\t' + (tls.checkServerIdentity(test.host, certificate)?.code ?? 'OK'));
  }
  process.exit(0);
})();
