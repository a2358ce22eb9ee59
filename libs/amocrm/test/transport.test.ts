import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ConnectionFailed, OutcomeUnknown, Transport, type TransportOptions } from '@hub/amocrm';
import { freePort } from '@hub/local-servers';
import { startTestSandbox } from '../../../apps/sandbox/test/call-sandbox.js';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return server;
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function transport(options: TransportOptions): Transport {
  const made = new Transport(options);
  cleanUps.push(() => made.close());
  return made;
}

const get = { host: 'kazan.amocrm.ru', method: 'GET', path: '/api/v4/account' } as const;
const post = { ...get, method: 'POST', body: [{ name: 'x' }] } as const;

describe('Transport', () => {
  it('keeps the account in the Host header, names the hub, sends JSON and reuses its connections', async () => {
    const seen: IncomingMessage[] = [];
    let connections = 0;
    const server = await serve((request, response) => {
      seen.push(request);
      request.resume().on('end', () => {
        response.setHeader('content-type', 'application/json').setHeader('x-request-id', 'abc').end('{}');
      });
    });
    server.on('connection', () => connections++);
    const sender = transport({ connectTo: addressOf(server) });
    const query = { filter: { id: [1] } };
    expect(await sender.send({ ...get, token: 't', query })).toEqual({
      status: 200,
      contentType: 'application/json',
      text: '{}',
      requestId: 'abc',
      date: expect.stringMatching(/GMT$/),
    });
    await sender.send(post);
    expect(seen[0]).toMatchObject({
      headers: {
        host: 'kazan.amocrm.ru',
        authorization: 'Bearer t',
        'user-agent': expect.stringMatching(/^franchise-hub\//),
      },
    });
    expect(decodeURIComponent(seen[0]!.url!)).toBe('/api/v4/account?filter[id][0]=1');
    expect(seen[1]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    for (let again = 0; again < 20; again++) await sender.send(get);
    expect(connections).toBeLessThanOrEqual(2);
  });

  it('speaks TLS under the name of the account with the authority given', async () => {
    const sandbox = await startTestSandbox({ tlsPort: 0 });
    cleanUps.push(() => sandbox.close());
    const folder = mkdtempSync(join(tmpdir(), 'transport-'));
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'ca.pem'), sandbox.caPem!);
    await sandbox.account({ subdomain: 'kazan' });
    const trusting = transport({ connectTo: sandbox.tlsUrl!, caFile: join(folder, 'ca.pem') });
    expect(await trusting.send(get)).toMatchObject({ status: 401 });
    const doubting = transport({ connectTo: sandbox.tlsUrl! });
    await expect(doubting.send(post)).rejects.toBeInstanceOf(ConnectionFailed);
  });

  it('says that a write was never sent when nobody listens', async () => {
    const sender = transport({ connectTo: `http://127.0.0.1:${await freePort()}` });
    await expect(sender.send(post)).rejects.toBeInstanceOf(ConnectionFailed);
  });

  it('gives up connecting after a time of its own, and says that a write was never sent', async () => {
    const silent = createTcpServer((socket) => socket.resume().on('error', () => undefined));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    cleanUps.push(() => new Promise<void>((resolve) => void silent.close(() => resolve())));
    const connectTo = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const sender = transport({ connectTo, connectTimeoutMs: 200 });
    const began = performance.now();
    await expect(sender.send(post)).rejects.toBeInstanceOf(ConnectionFailed);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it.each([
    ['no answer in time', () => undefined],
    ['a broken connection', (request: IncomingMessage) => request.socket.destroy()],
  ])('calls a write unknown and a read failed after %s', async (_name, handle) => {
    const server = await serve(handle);
    const sender = transport({ connectTo: addressOf(server), totalTimeoutMs: 150 });
    await expect(sender.send(post)).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(sender.send(get)).rejects.toBeInstanceOf(ConnectionFailed);
  });

  it('calls a write unknown when the answer breaks off', async () => {
    const server = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"id":');
      setImmediate(() => request.socket.destroy());
    });
    const sender = transport({ connectTo: addressOf(server), totalTimeoutMs: 1_000 });
    await expect(sender.send(post)).rejects.toBeInstanceOf(OutcomeUnknown);
  });

  it('does not send for a caller who has gone, and cannot know after one who leaves', async () => {
    let requests = 0;
    const leaving = new AbortController();
    const server = await serve(() => {
      requests++;
      leaving.abort();
    });
    const sender = transport({ connectTo: addressOf(server) });
    const gone = sender.send({ ...post, signal: AbortSignal.abort() });
    await expect(gone).rejects.toBeInstanceOf(ConnectionFailed);
    expect(requests).toBe(0);
    await expect(sender.send({ ...post, signal: leaving.signal })).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(requests).toBe(1);
  });
});
