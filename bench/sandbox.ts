import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { BareAnswer } from './bare-server.js';
import { measureRate, openTarget, type RawAnswer } from './keep-alive-calls.js';

// How fast the built sandbox answers beside a bare Node server that sends as many bytes, and what it weighs with all
// accounts filled through its API. Both servers are processes of their own and take turns in short slices, so that a
// busy machine slows both alike; of the ratios of all pairs of slices the middle one counts. Most rows make many
// different calls in turn, and two change a lead with each tenth call. ACCOUNTS, ROUNDS and ONLY make it shorter,
// CPU_PROF_DIR profiles the sandbox.

const accounts = Number(process.env.ACCOUNTS ?? 100);
const rounds = Number(process.env.ROUNDS ?? 21);
const leadsEach = 2000;
const batch = 250;
const sliceMs = 200;

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
  leads: number[];
}

const agent = new http.Agent({ keepAlive: true });

async function call<T>(path: string, body?: unknown, account?: Omit<Bench, 'leads'>): Promise<T> {
  const headers = account && { host: account.host, authorization: `Bearer ${account.accessToken}` };
  const text = body === undefined ? undefined : JSON.stringify(body);
  const length =
    text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
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

interface Call {
  method?: string;
  path: string;
  body?: string;
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
  const ids: number[] = [];
  for (let from = 0; from < leadsEach; from += batch) {
    const leads = Array.from({ length: batch }, (_, offset) => {
      const index = from + offset;
      const moment = now - ((index * 7919) % 1_000_003);
      return {
        name: `Сделка ${String(index).padStart(4, '0')}`,
        price: index,
        created_at: moment,
        updated_at: moment,
        custom_fields_values: [{ field_id, values: [{ value: `источник ${index}` }] }],
        _embedded: { contacts: [contact] },
      };
    });
    const made = await call<Made>('/api/v4/leads', leads, account);
    ids.push(...(made._embedded.leads ?? []).map(({ id }) => id));
  }
  return { ...account, leads: ids };
}

const weight = (): string =>
  `${Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(sandbox.pid)])) / 1024)} MiB`;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const addedByNode = ['date', 'connection', 'keep-alive'];

function bareAnswer({ status, head, body }: RawAnswer): BareAnswer {
  const lines = head.split('\r\n').slice(1);
  const headers = lines
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)])
    .filter(([name = '']) => !addedByNode.includes(name.toLowerCase()));
  return { status, headers: headers.flat(), body };
}

async function compare(name: string, calls: readonly Call[], account: Bench): Promise<void> {
  const headers = `Host: ${account.host}\r\nAuthorization: Bearer ${account.accessToken}`;
  const textOf = ({ method = 'GET', path, body = '' }: Call, to = path): string => {
    const length = body === '' ? '' : `\r\nContent-Length: ${Buffer.byteLength(body)}`;
    return `${method} ${to} HTTP/1.1\r\n${headers}${length}\r\n\r\n${body}`;
  };
  const own = await openTarget(
    url,
    calls.map((one) => textOf(one)),
  );
  bare.send(own.answers.map(bareAnswer));
  await once(bare, 'message');
  const beside = await openTarget(
    bareUrl,
    calls.map((one, index) => textOf(one, `/${index}`)),
  );
  await measureRate(own, 4 * sliceMs);
  await measureRate(beside, 4 * sliceMs);
  const rates: { own: number; bare: number }[] = [];
  for (let round = 0; round < rounds; round += 1)
    rates.push({ own: await measureRate(own, sliceMs), bare: await measureRate(beside, sliceMs) });
  for (const socket of [...own.sockets, ...beside.sockets]) socket.destroy();
  const of = (rate: (one: { own: number; bare: number }) => number): number => median(rates.map(rate));
  const bytes = own.calls.reduce((sum, one) => sum + one.bytes, 0) / own.calls.length;
  console.log(
    `${name}: ${Math.round(bytes)} bytes, ${Math.round(of((one) => one.own))}/s, ` +
      `bare ${Math.round(of((one) => one.bare))}/s, ratio ${of((one) => one.own / one.bare).toFixed(2)}`,
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

const pages = Array.from({ length: leadsEach / 50 }, (_, index) => index + 1);
const paged = (query: string, from = pages): Call[] =>
  from.map((page) => ({ path: `/api/v4/leads?limit=50${query}&page=${page}` }));
const single: Call[] = bench.leads.map((id) => ({ path: `/api/v4/leads/${id}?with=contacts` }));
const change = (digit: number): Call => ({
  method: 'PATCH',
  path: `/api/v4/leads/${bench.leads[7]}`,
  body: JSON.stringify({ name: `Сделка 000${digit}` }),
});
/** Each tenth call changes a lead, so that nothing made before it may be used again. */
const disturbed = (calls: readonly Call[]): Call[] =>
  calls.flatMap((one, index) => (index % 9 === 0 ? [change((index / 9) % 10), one] : [one]));
const cheap = `&filter[price][from]=500&filter[price][to]=${leadsEach}`;

const rows: [string, Call[]][] = [
  ['account', [{ path: '/api/v4/account' }]],
  ['one lead', single],
  ['one lead, changes between', disturbed(single)],
  ['50 leads', paged('', [1])],
  ['50 leads, all pages', paged('')],
  ['50 leads, page 40', paged('', [40])],
  ['50 newest by id', paged('&order[id]=desc')],
  ['50 by updated_at', paged('&order[updated_at]=desc')],
  ['50 with contacts', paged('&with=contacts')],
  ['50 of a filter', paged(cheap, pages.slice(0, 30))],
  ['50 leads, changes between', disturbed(paged(''))],
];
for (const [name, calls] of rows) {
  if (process.env.ONLY === undefined || process.env.ONLY === name) await compare(name, calls, bench);
}
console.log(`after all calls: rss ${weight()}`);
agent.destroy();
sandbox.kill();
bare.disconnect();
