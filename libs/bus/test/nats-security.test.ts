import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import type { BusConfig } from '@hub/bus';
import { eventually } from '@hub/testing';
import { generate } from 'selfsigned';
import { NatsGround, PingController } from './nats-ground.js';
import { issueCredentials } from './nats-operator.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

describe('a guarded nats-server lets the bus in', () => {
  let ground: NatsGround;

  beforeEach(async () => {
    ground = await NatsGround.make();
  });
  afterEach(() => ground.close());

  function write(name: string, text: string): string {
    const path = join(ground.folder, name);
    writeFileSync(path, text);
    return path;
  }

  const startGuarded = async (extra: string[]) => (await ground.startNats(undefined, extra)).url;

  /** JetStream, requests and Nest's own connection all have to get in. */
  async function expectToWork(config: BusConfig): Promise<void> {
    const { bus } = await ground.startService(config, {
      service: 'sync',
      controllers: [PingController],
      beside: [
        {
          service: 'router',
          consumers: [{ consumer: 'router.lead', subject: 'crm.changed', handle: () => Promise.resolve() }],
        },
      ],
    });
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    await expect(bus.request('sync.ping', {}, { correlationId: 'c' })).resolves.toEqual({ ok: true });
  }

  it('over TLS, with its password', async () => {
    const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const cert = write('cert.pem', pems.cert);
    const tls = ['--tls', '--tlscert', cert, '--tlskey', write('key.pem', pems.private)];
    const url = await startGuarded([...tls, '--user', 'hub', '--pass', 'secret']);
    await expectToWork({ NATS_URL: url, NATS_CA_FILE: cert, NATS_USER: 'hub', NATS_PASSWORD: 'secret' });
  });

  it('over TLS, with a client certificate, and nobody without one', async () => {
    const name = [{ name: 'commonName', value: 'localhost' }];
    const extensions = [
      { name: 'basicConstraints' as const, cA: true },
      { name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: 'localhost' }] },
    ];
    const algorithm = 'sha256';
    const pems = await generate(name, { extensions, algorithm, clientCertificate: { cn: 'hub', algorithm } });
    const ca = write('ca.pem', pems.cert);
    const tls = ['--tlsverify', '--tlscacert', ca, '--tlscert', ca];
    const url = await startGuarded([...tls, '--tlskey', write('key.pem', pems.private)]);
    await expect(connect({ servers: url, tls: { caFile: ca }, reconnect: false })).rejects.toThrow();
    await expectToWork({
      NATS_URL: url,
      NATS_CA_FILE: ca,
      NATS_CERT_FILE: write('client.pem', pems.clientcert ?? ''),
      NATS_KEY_FILE: write('client-key.pem', pems.clientprivate ?? ''),
    });
  });

  it('with a .creds file of its operator, and nobody without one', async () => {
    const { serverConfig, creds } = issueCredentials();
    const url = await startGuarded(['--config', write('nats.conf', serverConfig)]);
    await expect(connect({ servers: url, reconnect: false })).rejects.toThrow();
    await expectToWork({ NATS_URL: url, NATS_CREDS_FILE: write('hub.creds', creds) });
  });
});
