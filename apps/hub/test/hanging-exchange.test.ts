import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createLead, listPipelines } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { journalEntities, JournalModule } from '@hub/journal';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { ClaimLead } from '../../limits/src/claim/claim-lead.js';
import { FINISH_CLAIM, finishJobId, HAND_OVER_LINKED } from '../../limits/src/claim/resolve-claim.js';
import { ObserverConfig } from '../../observer/src/observer.config.js';
import { observerEntities, ObserverModule } from '../../observer/src/observer.module.js';
import { LimitsModule, limitsEntities } from '../../limits/src/limits.module.js';

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: CrmApp;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  database = await createTestDatabase();
  hub = await startCrmApp({
    databaseUrl: database.url,
    connectTo: sandbox.url,
    entities: [...journalEntities, ...observerEntities, ...limitsEntities],
    modules: [JournalModule.forRoot(), ObserverModule.of(new ObserverConfig()), LimitsModule],
  });
});
afterAll(async () => {
  await sandbox.control('DELETE', 'faults');
  await hub.close();
  await database.drop();
  await sandbox.close();
});

/** An account with an exchange, and claims whose processes died before they wrote: one for each of its managers. */
async function leaveClaims(subdomain: string, count: number): Promise<string[]> {
  const names = ['Биржа', ...Array.from({ length: count }, (_, at) => `Менеджер ${at}`)];
  const remote = await sandbox.account({ subdomain, users: names.map((name) => ({ name })) });
  const accountId = await hub.connect(remote, ['branch']);
  const amo = hub.client(accountId);
  const [pipeline] = await listPipelines(amo);
  const stages = pipeline!._embedded.statuses.filter(({ type, id }) => type === 0 && id > 143);
  const [from, to] = stages.map(({ id }) => ({ pipelineId: pipeline!.id, statusId: id }));
  const idOf = (name: string) => remote.users.find((user) => user.name === name)!.id;
  const [exchangeUser, ...managers] = names.map(idOf) as [number, ...number[]];
  const lead = { name: 'Заявка', responsible_user_id: exchangeUser };
  for (let made = 0; made < managers.length; made += 1)
    await createLead(amo, { ...lead, pipeline_id: from!.pipelineId, status_id: from!.statusId });
  const group = {
    ...{ name: 'Продажи', managerIds: managers, exchangeStages: [from!] },
    ...{ exchangeUserIds: [exchangeUser], targetStage: to! },
  };
  await hub.announceUsable(accountId);
  await hub.ask('limits.settings.save', { accountId, groups: [group] });
  const users = managers.map((userId) => ({ userId, enabled: true }));
  await hub.ask('limits.limits.save', { accountId, users });
  await eventually(async () => {
    expect((await hub.ask('limits.settings.show', { accountId })).leadsReadAt).not.toBeNull();
  });
  const claimLead = hub.app.get(ClaimLead, { strict: false });
  const claims: string[] = [];
  for (const userId of managers) claims.push((await claimLead.press({ accountId, userId }, 'test')).id);
  return claims;
}

async function finishNow(claims: readonly string[]): Promise<void> {
  await hub.source.query('UPDATE limits.inbox SET run_at = now() WHERE consumer = $1 AND id = ANY ($2)', [
    FINISH_CLAIM,
    claims.map(finishJobId),
  ]);
  await hub.source.query(`SELECT pg_notify('limits_inbox', $1)`, [FINISH_CLAIM]);
}

/** How many jobs of a line the gate has put back. */
const untilPutBack = (consumer: string, count: number) =>
  eventually(async () => {
    const rows = await hub.source.query<unknown[]>(
      `SELECT 1 FROM limits.inbox WHERE consumer = $1 AND state = 'waiting' AND reason->>'key' = 'failures.gate-full'`,
      [consumer],
    );
    expect(rows).toHaveLength(count);
  });

async function countHeld(): Promise<number> {
  const { body } = await sandbox.control('GET', 'faults');
  return (body as { holding: unknown[] }[]).flatMap(({ holding }) => holding).length;
}

it('claims of accounts that do not answer delay those of no other', async () => {
  const hanging = ['stuck-1', 'stuck-2', 'stuck-3'];
  const stuck: string[] = [];
  for (const subdomain of hanging) stuck.push(...(await leaveClaims(subdomain, 6)));
  const working = await leaveClaims('working', 6);
  for (const subdomain of hanging) {
    const fault = { kind: 'hold', subdomain, when: 'before', count: null };
    expect((await sandbox.control('POST', 'faults', fault)).status).toBe(201);
  }
  await finishNow(stuck);
  await eventually(async () => expect(await countHeld()).toBeGreaterThanOrEqual(8));
  const heldAtFirst = await countHeld();
  await finishNow(working);
  await eventually(async () => {
    const granted = await hub.source.query<unknown[]>(
      `SELECT 1 FROM limits.claim WHERE id = ANY ($1) AND state = 'granted'`,
      [working],
    );
    expect(granted).toHaveLength(working.length);
  });
  // None of the hanging calls has come to its end, so nothing waited for one.
  expect(await countHeld()).toBeGreaterThanOrEqual(heldAtFirst);
  const timedOut = await hub.source.query<unknown[]>(
    `SELECT 1 FROM limits.inbox WHERE consumer = $1 AND reason->>'key' = 'failures.connection-failed'`,
    [FINISH_CLAIM],
  );
  expect(timedOut).toEqual([]);

  await sandbox.control('DELETE', 'faults');
  await eventually(async () => {
    const open = await hub.source.query<unknown[]>(`SELECT 1 FROM limits.claim WHERE state = 'reserved'`);
    expect(open).toEqual([]);
  });
});

it('an account that is slow has eight jobs of claims at once, and eight that hand linked cards over', async () => {
  const subdomain = 'slow';
  const claims = await leaveClaims(subdomain, 12);
  const fault = { kind: 'hold', subdomain, when: 'before', count: null };
  await sandbox.control('POST', 'faults', fault);
  await finishNow(claims);
  await untilPutBack(FINISH_CLAIM, 4);
  await sandbox.control('DELETE', 'faults');
  const untilDone = (consumer: string) =>
    eventually(async () => {
      const rows = await hub.source.query<unknown[]>(
        `SELECT 1 FROM limits.inbox WHERE consumer = $1 AND payload->>'claimId' = ANY ($2) AND state = 'done'`,
        [consumer, claims],
      );
      expect(rows).toHaveLength(claims.length);
    });
  await untilDone(FINISH_CLAIM);

  await sandbox.control('POST', 'faults', fault);
  const bus = hub.app.select(BusModule.forService('limits')).get(Bus, { strict: true });
  const [{ accountId }] = await hub.source.query<[{ accountId: string }]>(
    'SELECT account_id AS "accountId" FROM limits.claim WHERE id = $1',
    [claims[0]],
  );
  await hub.source.transaction(async (tx) => {
    for (const claimId of claims)
      await bus.enqueue(
        tx,
        HAND_OVER_LINKED,
        { claimId, accountId },
        { key: claimId, correlationId: 'test' },
      );
  });
  await untilPutBack(HAND_OVER_LINKED, 4);
  await sandbox.control('DELETE', 'faults');
  await untilDone(HAND_OVER_LINKED);
});
