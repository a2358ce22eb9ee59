import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { measureRate, openTarget } from './keep-alive-calls.js';

// How fast the built sandbox answers beside a bare Node server with the same body, and what it weighs with all accounts
// filled through its API. Both servers are processes of their own and take turns in short slices, so that a busy
// machine slows both alike. ACCOUNTS, ROUNDS and ONLY make it shorter, CPU_PROF_DIR profiles the sandbox.

const accounts = Number(process.env.ACCOUNTS ?? 100);
const rounds = Number(process.env.ROUNDS ?? 9);
const leadsEach = 2000;
const batch = 250;
const sliceMs = 400;

const profile =
  process.env.CPU_PROF_DIR === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env.CPU_PROF_DIR}`];
const main = 'dist/apps/sandbox/src/main.js';
const sandbox = spawn(process.execPath, [...profile, main, '--port', '0', '--no-rate-limit'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
process.on('exit', () => sandbox.kill());
const [greeting] = (await once(sandbox.stdout, 'data')) as [Buffer];
const url = /http:\/\/[^\s/]+/.exec(greeting.toString())?.[0] ?? '';
const bare = fork(new URL('bare-server.ts', import.meta.url));
const [bareUrl] = (await once(bare, 'message')) as [string];

interface Bench {
  host: string;
  accessToken: string;
  firstLead: number;
}

const agent = new http.Agent({ keepAlive: true });

async function call<T>(path: string, body?: unknown, account?: Omit<Bench, 'firstLead'>): Promise<T> {
  const headers = account && { host: account.host, authorization: `Bearer ${account.accessToken}` };
  const text = body === undefined ? undefined : JSON.stringify(body);
  const length = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) };
  const request = http.request(url + path, {
    method: text === undefined ? 'GET' : 'POST',
    agent,
    headers: { ...headers, ...length },
  });
  request.end(text);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const answer = Buffer.concat(chunks).toString('utf8');
  if ((response.statusCode ?? 500) >= 300) throw new Error(`${path}: ${answer.slice(0, 300)}`);
  return JSON.parse(answer) as T;
}

interface Made {
  _embedded: Record<string, { id: number }[]>;
}

/** An account of leads with a field and a contact each, and moments in no order, as PATCHes leave them. */
async function fill(subdomain: string): Promise<Bench> {
  const { accessToken } = await call<{ accessToken: string }>('/__sandbox__/accounts', { subdomain });
  const account = { host: `${subdomain}.amocrm.ru`, accessToken };
  const field = { name: 'Источник', type: 'text' };
  const fields = await call<Made>('/api/v4/leads/custom_fields', [field], account);
  const field_id = fields._embedded.custom_fields?.[0]?.id;
  const contacts = await call<Made>('/api/v4/contacts', [{ name: 'Клиент' }], account);
  const contact = { id: contacts._embedded.contacts?.[0]?.id };
  const now = Math.floor(Date.now() / 1000);
  let firstLead = 0;
  for (let from = 0; from < leadsEach; from += batch) {
    const leads = Array.from({ length: batch }, (_, offset) => {
      const index = from + offset;
      const moment = now - ((index * 7919) % 1_000_003);
      return {
        name: `Сделка ${index}`,
        price: index,
        created_at: moment,
        updated_at: moment,
        custom_fields_values: [{ field_id, values: [{ value: `источник ${index}` }] }],
        _embedded: { contacts: [contact] },
      };
    });
    const made = await call<Made>('/api/v4/leads', leads, account);
    firstLead ||= made._embedded.leads?.[0]?.id ?? 0;
  }
  return { ...account, firstLead };
}

const weight = (): string =>
  `${Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(sandbox.pid)])) / 1024)} MiB`;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function compare(name: string, request: string): Promise<void> {
  const own = await openTarget(url, request);
  bare.send(own.body);
  await once(bare, 'message');
  const beside = await openTarget(bareUrl, request);
  await measureRate(own, 2 * sliceMs);
  await measureRate(beside, 2 * sliceMs);
  const rates: { own: number; bare: number }[] = [];
  for (let round = 0; round < rounds; round += 1)
    rates.push({ own: await measureRate(own, sliceMs), bare: await measureRate(beside, sliceMs) });
  for (const socket of [...own.sockets, ...beside.sockets]) socket.destroy();
  const of = (rate: (one: { own: number; bare: number }) => number): number => median(rates.map(rate));
  console.log(
    `${name}: ${Math.round(of((one) => one.own))}/s, bare ${Math.round(of((one) => one.bare))}/s, ` +
      `ratio ${of((one) => one.own / one.bare).toFixed(2)}`,
  );
}

console.log(`empty: rss ${weight()}`);
const started = performance.now();
const bench = await fill('bench');
for (let index = 1; index < accounts; index += 1) await fill(`bench${index}`);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${accounts} accounts x ${leadsEach} leads, filled in ${seconds} s: rss ${weight()}`);
await pause(2000);
console.log(`2 s later: rss ${weight()}`);

for (const [name, path] of [
  ['account', '/api/v4/account'],
  ['one lead', `/api/v4/leads/${bench.firstLead}?with=contacts`],
  ['50 leads', '/api/v4/leads?limit=50'],
  ['50 leads, page 40', '/api/v4/leads?limit=50&page=40'],
  ['50 newest by id', '/api/v4/leads?limit=50&order[id]=desc'],
  ['50 by updated_at', '/api/v4/leads?limit=50&order[updated_at]=desc'],
] as const) {
  if (process.env.ONLY !== undefined && process.env.ONLY !== name) continue;
  const head = `Host: ${bench.host}\r\nAuthorization: Bearer ${bench.accessToken}`;
  await compare(name, `GET ${path} HTTP/1.1\r\n${head}\r\n\r\n`);
}
console.log(`after all calls: rss ${weight()}`);
agent.destroy();
sandbox.kill();
bare.disconnect();
