import { setTimeout as wait } from 'node:timers/promises';
import type { RateBudget } from '@hub/amocrm';
import { journalEntities, JournalModule } from '@hub/journal';
import { eventually, startCrmApp } from '@hub/testing';
import { Client } from 'pg';
import { request } from 'undici';
import { FieldMapResponder } from '../apps/router/test/franchise.js';
import { RouterModule, routerEntities } from '../apps/router/src/router.module.js';
import type { SandboxAccount } from '../demo/sandbox-api.js';
import { openFranchise, receiveLeads } from './route-world.js';
import { startSurroundings } from './surroundings.js';

/**
 * Leads that come in steadily, with the rate budget off: from the published hint to the lead in the branch, as the transfer records
 * it, beside its floor in the same run: a row inserted, a notification, and the same calls bare (lead, contact, search, lead with
 * contact). Hub and floor take turns of five seconds. Fails where p50 is more than 3 times or p99 more than 10 times the floor.
 * `npm run bench:route-pace [leads a second] [seconds]`
 */
const [perSecond, seconds] = [Number(process.argv[2] ?? 50), Number(process.argv[3] ?? 30)];
const [branchCount, roundSeconds, allowedP50, allowedP99] = [20, 5, 3, 10];
const rounds = Math.ceil(seconds / roundSeconds);
const perRound = perSecond * roundSeconds;

const noBudget: RateBudget = {
  take: () => Promise.resolve({ wasAwaited: false, release: () => undefined }),
  backOff: () => Promise.resolve(),
  stop: () => Promise.resolve(false),
  resume: () => Promise.resolve(),
  listStopped: () => Promise.resolve(new Map()),
  readUse: () => Promise.resolve({ busy: 0, waiting: 0, stopped: null }),
};

const { databaseUrl, sandbox, stop } = await startSurroundings();
const hub = await startCrmApp({
  ...{ databaseUrl, connectTo: sandbox.url, budget: noBudget, controllers: [FieldMapResponder] },
  entities: [...journalEntities, ...routerEntities],
  modules: [JournalModule.forRoot(), RouterModule.inLanguage('ru')],
});
const listener = new Client({ connectionString: databaseUrl });
await listener.connect();

const features = { apiFilter: true, rateLimit: false };
const { hq, branches } = await openFranchise({ hub, sandbox }, { name: 'pace', branchCount, features });
const leads = await receiveLeads(sandbox, hq, 2 * rounds * perRound + 20);
type Lead = (typeof leads)[number];

/** Runs the work for each lead at its moment; resolves when all have begun. */
async function pace(some: readonly Lead[], begin: (lead: Lead) => Promise<void>): Promise<void> {
  const begun = performance.now();
  const started: Promise<void>[] = [];
  for (const [at, lead] of some.entries()) {
    const early = begun + (at * 1000) / perSecond - performance.now();
    if (early > 0) await wait(early);
    started.push(begin(lead));
  }
  await Promise.all(started);
}

await hub.source.query(`
  CREATE TABLE public.arrived (lead_id bigint PRIMARY KEY, at timestamptz NOT NULL);
  CREATE FUNCTION public.note_arrival() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO public.arrived VALUES (NEW.hq_lead_id, clock_timestamp()) ON CONFLICT DO NOTHING; RETURN NULL; END $$;
  CREATE TRIGGER note_arrival AFTER UPDATE ON router.transfer FOR EACH ROW
    WHEN (OLD.branch_lead_id IS NULL AND NEW.branch_lead_id IS NOT NULL) EXECUTE FUNCTION public.note_arrival();
  CREATE TABLE public.bare (lead_id bigint PRIMARY KEY);`);

async function throughHub(some: readonly Lead[]): Promise<number[]> {
  const publishedAt = new Map<number, number>();
  await pace(some, async ({ leadId }) => {
    publishedAt.set(leadId, Date.now());
    const hint = { accountId: hq.accountId, entity: 'lead', action: 'add', source: 'webhook' } as const;
    await hub.publishChange({ ...hint, entityId: leadId, changedAt: Math.floor(Date.now() / 1000) - 60 });
  });
  const asked = some.map(({ leadId }) => leadId);
  const rows = await eventually(async () => {
    const found = await hub.source.query<{ lead_id: string; at: Date }[]>(
      'SELECT * FROM public.arrived WHERE lead_id = ANY ($1)',
      [asked],
    );
    if (found.length < asked.length) throw new Error(`${found.length} of ${asked.length} leads have arrived`);
    return found;
  }, 120_000);
  await untilQuiet();
  return rows.map(({ lead_id, at }) => at.getTime() - (publishedAt.get(Number(lead_id)) ?? 0));
}

/** The steps after the branch lead must not run beside the floor. */
async function untilQuiet(): Promise<void> {
  await eventually(async () => {
    const rows = await hub.source.query<object[]>(
      `SELECT FROM router.transfer WHERE state <> 'done' LIMIT 1`,
    );
    if (rows.length > 0) throw new Error('transfers are on their way');
  }, 120_000);
}

async function call(
  { subdomain, accessToken }: SandboxAccount,
  path: string,
  body?: object[],
): Promise<void> {
  const { statusCode, body: answer } = await request(`${sandbox.url}/api/v4/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...{ host: `${subdomain}.amocrm.ru`, authorization: `Bearer ${accessToken}` },
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  if (statusCode >= 400) throw new Error(`${path}: ${statusCode} ${text}`);
}

async function callsOf({ leadId, contactId, phone }: Lead): Promise<void> {
  const branch = branches[leadId % branches.length];
  if (!branch) throw new Error('there is no branch');
  await call(hq.remote, `leads/${leadId}?with=contacts`);
  await call(hq.remote, `contacts/${contactId}`);
  await call(branch.remote, `contacts?query=${phone.slice(-10)}&limit=250`);
  const client = {
    name: 'Клиент',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone }] }],
  };
  const lead = { name: 'Заявка', pipeline_id: branch.pipelineId, status_id: branch.statusId };
  await call(branch.remote, 'leads/complex', [{ ...lead, _embedded: { contacts: [client] } }]);
}

async function bare(some: readonly Lead[]): Promise<number[]> {
  const taken: number[] = [];
  const waiting = new Map<number, () => void>();
  const onNotification = ({ payload }: { payload?: string }): void => waiting.get(Number(payload))?.();
  listener.on('notification', onNotification);
  await listener.query('LISTEN bare');
  await pace(some, async (lead) => {
    const begun = Date.now();
    const notified = new Promise<void>((resolve) => waiting.set(lead.leadId, resolve));
    await hub.source.query(
      `WITH added AS (INSERT INTO public.bare VALUES ($1::bigint)) SELECT pg_notify('bare', $1::bigint::text)`,
      [lead.leadId],
    );
    await notified;
    await callsOf(lead);
    taken.push(Date.now() - begun);
  });
  listener.off('notification', onNotification);
  return taken;
}

const share = (taken: readonly number[], part: number): number => {
  const sorted = [...taken].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
};

const next = (count: number): Lead[] => leads.splice(0, count);
await bare(next(10));
await throughHub(next(10));
const [hubMs, bareMs]: [number[], number[]] = [[], []];
for (let round = 0; round < rounds; round++) {
  bareMs.push(...(await bare(next(perRound))));
  hubMs.push(...(await throughHub(next(perRound))));
}
const ratios = [0.5, 0.99].map((part) => share(hubMs, part) / share(bareMs, part));
const [p50 = Infinity, p99 = Infinity] = ratios;
console.log(
  `${perSecond} leads a second for ${rounds * roundSeconds} s, budget off: p50 ${share(hubMs, 0.5)} ms, p99 ${share(hubMs, 0.99)} ms; ` +
    `floor ${share(bareMs, 0.5)} and ${share(bareMs, 0.99)} ms; ratios ${p50.toFixed(1)} (allowed ${allowedP50}) and ${p99.toFixed(1)} (allowed ${allowedP99})`,
);
if (p50 > allowedP50 || p99 > allowedP99) process.exitCode = 1;

await listener.end();
await hub.close();
await stop();
