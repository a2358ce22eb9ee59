import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AckPolicy, jetstreamManager, RetentionPolicy } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { Controller } from '@nestjs/common';
import { Reply } from '@hub/bus';
import { freePort, startNatsServer, type NatsServer } from '@hub/local-servers';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { generate } from 'selfsigned';
import { startService, type TestService } from './harness.js';

@Controller()
class PingController {
  @Reply('sync.ping')
  ping(): Promise<{ ok: true }> {
    return Promise.resolve({ ok: true });
  }
}

describe('the bus and its nats-server', () => {
  let database: TestDatabase;
  let folder: string;
  let nats: NatsServer | undefined;
  let service: TestService | undefined;

  beforeEach(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'franchise-hub-bus-'));
  });

  afterEach(async () => {
    await service?.stop();
    await nats?.stop();
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  it('starts before NATS is there, says what it waits for, and refuses requests meanwhile', async () => {
    const port = await freePort();
    service = await startService({
      service: 'sync',
      databaseUrl: database.url,
      bus: { config: { NATS_URL: `nats://127.0.0.1:${port}` } },
      controllers: [PingController],
    });
    const { bus } = service;
    expect(bus.waitsFor()).toEqual(expect.arrayContaining(['NATS', 'requests over NATS']));
    await expect(bus.request('sync.ping', {}, { correlationId: 'c' })).rejects.toMatchObject({
      body: { status: 503 },
    });
    nats = await startNatsServer(folder, process.env, port);
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    await expect(bus.request('sync.ping', {}, { correlationId: 'c' })).resolves.toEqual({ ok: true });
  });

  it('stops while it still waits for NATS', async () => {
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      bus: { config: { NATS_URL: `nats://127.0.0.1:${await freePort()}` } },
      consumers: [{ consumer: 'router.lead', subject: 'crm.changed', handle: () => Promise.resolve() }],
    });
    const stopping = service;
    service = undefined;
    await stopping.stop();
  });

  it('speaks TLS and gives its password', async () => {
    const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    writeFileSync(files.cert, pems.cert);
    writeFileSync(files.key, pems.private);
    const security = [
      '--tls',
      '--tlscert',
      files.cert,
      '--tlskey',
      files.key,
      '--user',
      'hub',
      '--pass',
      'secret',
    ];
    nats = await startNatsServer(join(folder, 'data'), process.env, undefined, security);
    const config = {
      NATS_URL: nats.url,
      NATS_CA_FILE: files.cert,
      NATS_USER: 'hub',
      NATS_PASSWORD: 'secret',
    };
    const options = { service: 'sync' as const, databaseUrl: database.url, controllers: [PingController] };
    service = await startService({ ...options, bus: { config } });
    const { bus } = service;
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    await expect(bus.request('sync.ping', {}, { correlationId: 'c' })).resolves.toEqual({ ok: true });
  });

  it('brings an older stream and its consumers to what the code declares', async () => {
    nats = await startNatsServer(folder, process.env);
    const connection = await connect({ servers: nats.url });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({
      name: 'HUB_EVENTS',
      subjects: ['hub.event.>'],
      retention: RetentionPolicy.Limits,
    });
    const old = { durable_name: 'router-old', ack_policy: AckPolicy.Explicit };
    await manager.consumers.add('HUB_EVENTS', old);
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      bus: { config: { NATS_URL: nats.url } },
      consumers: [{ consumer: 'router.lead', subject: 'crm.changed', handle: () => Promise.resolve() }],
    });
    const { bus } = service;
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    expect((await manager.streams.info('HUB_EVENTS')).config.retention).toBe(RetentionPolicy.Interest);
    const names: string[] = [];
    for await (const { name } of manager.consumers.list('HUB_EVENTS')) names.push(name);
    expect(names.sort()).toEqual(['limits-stock', 'router-lead']);
    await connection.close();
  });
});
