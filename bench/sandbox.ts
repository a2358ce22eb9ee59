import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startSandbox } from '../apps/sandbox/src/start-sandbox.js';
import { newEntityBase } from '../apps/sandbox/src/entities/write-entity.js';
import type { WriteScope } from '../apps/sandbox/src/changes/write-scope.js';
import { createAccount, ownerOf } from '../apps/sandbox/src/state/create-account.js';
import type { Sandbox } from '../apps/sandbox/src/sandbox.js';
import type { Account } from '../apps/sandbox/src/state/account.js';
import { mainPipeline } from '../apps/sandbox/src/state/account.js';
import { firstWorkingStage } from '../apps/sandbox/src/state/pipeline.js';
import { addLead } from '../apps/sandbox/src/entities/write-lead.js';

// How fast the sandbox answers beside a bare Node server in the same run, and what 100 accounts of 2,000 leads weigh.

const accounts = 100;
const leadsEach = 2000;
const connections = 16;
const secondsEach = 2;

interface Target {
  name: string;
  url: string;
  path: string;
  headers: Record<string, string>;
}

function scopeOf(sandbox: Sandbox, account: Account): WriteScope {
  const user = ownerOf(account);
  const origin = { author: user.id, via: 'api' as const, clientId: null };
  return { sandbox, account, origin, now: sandbox.clock.now(), user };
}

function fill(sandbox: Sandbox, account: Account): void {
  const scope = scopeOf(sandbox, account);
  const pipeline = mainPipeline(account);
  const place = { pipeline_id: pipeline.id, status_id: firstWorkingStage(pipeline)?.id ?? 142 };
  const [field] = [...account.fields.values()].filter((one) => one.entity_type === 'leads');
  const contact = { ...newEntityBase(scope, { name: 'Клиент' }), first_name: '', last_name: '' };
  account.contacts.set(contact.id, { ...contact, company_id: null, is_unsorted: false });
  for (let index = 0; index < leadsEach; index += 1) {
    const values = field ? [{ field_id: field.id, values: [{ value: `источник ${index}` }] }] : [];
    const body = { name: `Сделка ${index}`, price: index, _embedded: { contacts: [{ id: contact.id }] } };
    addLead(scope, { body, place, values });
  }
}

/** Calls per second over `connections` kept-alive connections. */
async function rate({ url, path, headers }: Target, seconds: number): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const once = (): Promise<void> =>
    new Promise((resolve, reject) => {
      http
        .get(url + path, { agent, headers }, (response) => {
          if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode ?? 0}`));
          response.resume();
          response.on('end', resolve);
        })
        .on('error', reject);
    });
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      await once();
      done += 1;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return done / ((performance.now() - started) / 1000);
}

async function bareServer(body: string): Promise<{ url: string; close: () => void }> {
  const server = http.createServer((_request, response) => {
    response.writeHead(200, {
      'Content-Type': 'application/hal+json',
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

async function textOf({ url, path, headers }: Target): Promise<string> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(url + path, { headers, agent: false }, resolve).on('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const running = await startSandbox({ rateLimit: false });
const control = http.request(`${running.url}/__sandbox__/accounts`, { method: 'POST', agent: false });
const made = await new Promise<{ accessToken: string }>((resolve, reject) => {
  control.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () =>
      resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as { accessToken: string }),
    );
  });
  control.on('error', reject);
  control.end(JSON.stringify({ subdomain: 'bench' }));
});
const bench = running.sandbox.accounts.get('bench');
if (!bench) throw new Error('no account');
fill(running.sandbox, bench);
const filled = performance.now();
for (let index = 1; index < accounts; index += 1)
  fill(running.sandbox, createAccount(running.sandbox, { subdomain: `bench${index}` }));
const fillSeconds = (performance.now() - filled) / 1000;
setFlagsFromString('--expose-gc');
(runInNewContext('gc') as () => void)();
const { rss, heapUsed } = process.memoryUsage();
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
console.log(
  `${accounts} accounts x ${leadsEach} leads: rss ${mebibytes(rss)}, heap ${mebibytes(heapUsed)}, filled in ${fillSeconds.toFixed(1)} s`,
);

const headers = { host: 'bench.amocrm.ru', authorization: `Bearer ${made.accessToken}` };
const firstLead = [...bench.leads.keys()][0] ?? 0;
for (const [name, path] of [
  ['account', '/api/v4/account'],
  ['one lead', `/api/v4/leads/${firstLead}?with=contacts`],
  ['50 leads', '/api/v4/leads?limit=50'],
  ['50 leads, page 40', '/api/v4/leads?limit=50&page=40'],
  ['50 newest by id', '/api/v4/leads?limit=50&order[id]=desc'],
  ['50 by updated_at', '/api/v4/leads?limit=50&order[updated_at]=desc'],
] as const) {
  const target: Target = { name, url: running.url, path, headers };
  const bare = await bareServer(await textOf(target));
  const beside: Target = { ...target, url: bare.url };
  await rate(target, 0.5);
  await rate(beside, 0.5);
  const own = await rate(target, secondsEach);
  const other = await rate(beside, secondsEach);
  bare.close();
  console.log(
    `${name}: ${Math.round(own)}/s, bare ${Math.round(other)}/s, ratio ${(own / other).toFixed(2)}`,
  );
}
await running.close();
