import { journalEntities, JournalModule } from '@hub/journal';
import { eventually, startCrmApp } from '@hub/testing';
import { FieldMapResponder } from '../apps/router/test/franchise.js';
import { RouterModule, routerEntities } from '../apps/router/src/router.module.js';
import type { JournalLine, SandboxAccount } from '../demo/sandbox-api.js';
import { startSurroundings } from './surroundings.js';

/**
 * Leads that come in at one head office all at once, for many branches, with the rate budget on: calls at head office and
 * in each branch, and the time until every lead is in its branch and until every transfer is done, beside what the same
 * work takes at least at seven calls a second, lead by lead and with the calls that were made. Three runs: the API filter
 * on, ignored by the account, and lagging by 10 s. `npm run bench:route [leads] [branches]`
 */
const [leadCount, branchCount] = [Number(process.argv[2] ?? 500), Number(process.argv[3] ?? 20)];
const perSecond = 7;
/** Lead, contact, note and PATCH at head office; search, both cards and note in the branch. */
const [hqCallsEach, branchCallsEach] = [4, 3];
/** Rows of one POST. */
const atOnce = 250;
const patienceMs = 15 * 60_000;

const { databaseUrl, sandbox, stop } = await startSurroundings();
const hub = await startCrmApp({
  databaseUrl,
  connectTo: sandbox.url,
  entities: [...journalEntities, ...routerEntities],
  modules: [JournalModule.forRoot(), RouterModule.inLanguage('ru')],
  controllers: [FieldMapResponder],
});

interface Pipeline {
  id: number;
  _embedded: { statuses: { id: number; type: number }[] };
}
interface Made {
  _embedded: Record<string, { id: number }[]>;
}

const ids = ({ _embedded }: Made): number[] => Object.values(_embedded)[0]?.map(({ id }) => id) ?? [];

async function open(
  subdomain: string,
  roles: Parameters<typeof hub.connect>[1],
  features: object,
): Promise<{ remote: SandboxAccount; accountId: string }> {
  const remote = await sandbox.control<SandboxAccount>('POST', 'accounts', { subdomain, features });
  return { remote, accountId: await hub.connect(remote, roles) };
}

async function placesOf(remote: SandboxAccount): Promise<{ pipelineId: number; stages: number[] }> {
  const [pipeline] = await sandbox.list<Pipeline>(remote, '/api/v4/leads/pipelines', 'pipelines');
  if (!pipeline) throw new Error(`${remote.subdomain} has no pipeline`);
  const stages = pipeline._embedded.statuses.filter(({ id, type }) => type === 0 && id > 143);
  return { pipelineId: pipeline.id, stages: stages.map(({ id }) => id) };
}

async function addField(remote: SandboxAccount, field: object): Promise<number> {
  const made = await sandbox.call<Made>(remote, 'POST', '/api/v4/leads/custom_fields', [field]);
  return ids(made)[0] ?? 0;
}

async function openBranch(name: string, region: string, features: object): Promise<string> {
  const { remote, accountId } = await open(name, ['branch'], features);
  const { pipelineId, stages } = await placesOf(remote);
  const transferFieldId = await addField(remote, {
    name: 'ID передачи',
    type: 'text',
    code: 'HUB_TRANSFER_ID',
  });
  FieldMapResponder.maps.set(accountId, { fields: [], transferFieldId });
  const branch = { name: region, accountId, regions: [{ name: region, aliases: [] }], pipelineId };
  await hub.addBranch({ ...branch, statusId: stages[0] ?? 0 });
  await hub.source.query(`UPDATE accounts.account SET duplicate_control = 'absent' WHERE id = $1`, [
    accountId,
  ]);
  return name;
}

/** Leads of new clients with one phone each, evenly over the regions. */
async function receive(
  remote: SandboxAccount,
  { regionFieldId, pipelineId, statusId }: { regionFieldId: number; pipelineId: number; statusId: number },
  regions: readonly string[],
): Promise<number[]> {
  const made: number[] = [];
  for (let from = 0; from < leadCount; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, leadCount - from) }, (_, at) => from + at);
    const contacts = await sandbox.call<Made>(
      remote,
      'POST',
      '/api/v4/contacts',
      numbers.map((number) => ({
        name: `Клиент ${number}`,
        custom_fields_values: [
          { field_code: 'PHONE', values: [{ value: `+7921${String(3_000_000 + number)}` }] },
        ],
      })),
    );
    const contactIds = ids(contacts);
    const leads = await sandbox.call<Made>(
      remote,
      'POST',
      '/api/v4/leads',
      numbers.map((number, at) => ({
        name: `Заявка ${number}`,
        pipeline_id: pipelineId,
        status_id: statusId,
        custom_fields_values: [
          { field_id: regionFieldId, values: [{ value: regions[number % regions.length] }] },
        ],
        _embedded: { contacts: [{ id: contactIds[at] }] },
      })),
    );
    made.push(...ids(leads));
  }
  return made;
}

async function untilDone(hqAccountId: string): Promise<void> {
  await eventually(async () => {
    const [row] = await hub.source.query<{ done: number }[]>(
      `SELECT count(*)::int AS done FROM router.transfer WHERE hq_account_id = $1 AND state = 'done'`,
      [hqAccountId],
    );
    if (row?.done !== leadCount) throw new Error(`${row?.done} of ${leadCount} leads are handed over`);
  }, patienceMs);
}

const callsOfHub = async (subdomain: string, clientId: string, since: number): Promise<JournalLine[]> =>
  (await sandbox.journal(subdomain)).filter((call) => call.clientId === clientId && call.receivedAt >= since);

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function countKinds(calls: readonly JournalLine[]): string {
  const counts = new Map<string, number>();
  for (const { method, path } of calls) {
    const kind = `${method} ${path.replace('/api/v4/', '').replace(/\?.*/, '').replace(/\d+/g, 'N')}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

async function run(name: string, title: string, features: object): Promise<void> {
  const regions = Array.from({ length: branchCount }, (_, at) => `Округ ${name} ${at}`);
  const hq = await open(`hq-${name}`, ['reference', 'hq'], features);
  const { pipelineId, stages } = await placesOf(hq.remote);
  const [statusId = 0, handedOverStatusId = 0] = stages;
  const enums = regions.map((value, sort) => ({ value, sort }));
  const regionFieldId = await addField(hq.remote, { name: 'Регион', type: 'select', enums });
  const branches: { subdomain: string }[] = [];
  for (const [at, region] of regions.entries())
    branches.push({ subdomain: await openBranch(`b-${name}-${at}`, region, features) });
  const rules = { hqAccountId: hq.accountId, intakePipelineId: pipelineId, handedOverStatusId };
  await hub.ask('router.rules.save', { ...rules, regionFieldId, branchFieldId: null, allowedFieldIds: [] });
  const leads = await receive(hq.remote, { regionFieldId, pipelineId, statusId }, regions);
  const begun = Date.now();
  const changedAt = Math.floor(begun / 1000) - 60;
  const hint = {
    accountId: hq.accountId,
    entity: 'lead',
    action: 'add',
    source: 'webhook',
    changedAt,
  } as const;
  await Promise.all(leads.map((entityId) => hub.tell({ ...hint, entityId })));
  await untilDone(hq.accountId);
  const doneMs = Date.now() - begun;
  const atHq = await callsOfHub(hq.remote.subdomain, hq.remote.clientId, begun);
  const inBranches: JournalLine[][] = [];
  for (const { subdomain } of branches)
    inBranches.push((await sandbox.journal(subdomain)).filter(({ receivedAt }) => receivedAt >= begun));
  const creations = inBranches
    .flat()
    .filter(({ method, path }) => method === 'POST' && !path.includes('notes'));
  const arrivedMs = Math.max(...creations.map(({ answeredAt }) => (answeredAt ?? 0) - begun));
  const most = Math.max(...inBranches.map(({ length }) => length));
  const refused = [atHq, ...inBranches].flat().filter(({ status }) => status === 429).length;
  console.log(
    `${title}: ${leadCount} leads over ${branchCount} branches\n` +
      `  calls: ${atHq.length} at head office, ${most} in the busiest branch, ${refused} answers with 429\n` +
      `  all in their branches after ${seconds(arrivedMs)}, all done after ${seconds(doneMs)}\n` +
      `  floor at ${perSecond} calls a second: ${seconds((leadCount * hqCallsEach * 1000) / perSecond)} at head office lead by lead, ` +
      `${seconds((atHq.length * 1000) / perSecond)} with the calls made; ` +
      `${seconds((leadCount * branchCallsEach * 1000) / branchCount / perSecond)} and ${seconds((most * 1000) / perSecond)} in a branch\n` +
      `  at head office: ${countKinds(atHq)}\n  in branches: ${countKinds(inBranches.flat())}`,
  );
}

await run('on', 'API filter on', { apiFilter: true });
await run('off', 'API filter ignored', { apiFilter: false, api_filter_off: 'all' });
await run('lag', 'API filter lagging by 10 s', { apiFilter: true, filter_lag_seconds: 10 });

await hub.close();
await stop();
