import selfsigned from 'selfsigned';

const names = ['amocrm.ru', 'amocrm.com', 'kommo.com'].flatMap((domain) => [
  `*.${domain}`,
  `www.${domain}`,
  domain,
]);

/** A fresh self-signed certificate for the amoCRM hosts, localhost and 127.0.0.1; it is its own CA. */
export async function makeCertificate(): Promise<{ key: string; cert: string }> {
  const made = await selfsigned.generate([{ name: 'commonName', value: 'amoCRM sandbox (test only)' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...[...names, 'localhost'].map((value) => ({ type: 2 as const, value })),
          { type: 7 as const, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
