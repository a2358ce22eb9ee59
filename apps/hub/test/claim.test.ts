import { randomUUID } from 'node:crypto';
import { message } from '@hub/messages';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createCompany,
  createContact,
  createLead,
  createTask,
  findCompany,
  findContact,
  findLead,
  linkEntities,
  listPipelines,
  listTasks,
  patchLead,
  type AmoClient,
} from '@hub/amocrm';
import type { ClaimAnswer, StageRef } from '@hub/contracts';
import { eventually, type CrmApp } from '@hub/testing';
import type { NewAccountReply, TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { callsAboutLeads } from './calls-about-leads.js';
import { beginClaim, openTwoButtons, saveExchange, startExchange, type Exchange } from './start-exchange.js';
import { ClaimLead } from '../../limits/src/claim/claim-lead.js';
import { ClaimRepository } from '../../limits/src/claim/claim.repository.js';
import { FINISH_CLAIM, finishJobId } from '../../limits/src/claim/resolve-claim.js';

let exchange: Exchange;
let sandbox: TestSandbox;
let hub: CrmApp;
let remote: NewAccountReply;
let accountId: string;
let amo: AmoClient;
let exchangeStage: StageRef;
let targetStage: StageRef;
let exchangeUser: number;
let managers: number[];
let subdomain = 0;

beforeAll(async () => {
  exchange = await startExchange();
  ({ sandbox, hub } = exchange);
});
afterAll(() => exchange.close());

beforeEach(async () => {
  remote = await sandbox.account({
    subdomain: `branch${++subdomain}`,
    users: ['Биржа', 'Анна', 'Борис', 'Вера', 'Глеб', 'Дина', 'Егор'].map((name) => ({ name })),
  });
  accountId = await hub.connect(remote, ['branch']);
  amo = hub.client(accountId);
  const [pipeline] = await listPipelines(amo);
  const [first, second] = pipeline!._embedded.statuses.filter(({ type, id }) => type === 0 && id > 143);
  exchangeStage = { pipelineId: pipeline!.id, statusId: first!.id };
  targetStage = { pipelineId: pipeline!.id, statusId: second!.id };
  [exchangeUser, ...managers] = remote.users.map(({ id }) => id) as [number, ...number[]];
  managers = managers.filter((id) => id !== exchangeUser);
});

const addLead = (ownerId = exchangeUser, stage = exchangeStage) =>
  createLead(amo, {
    name: 'Заявка',
    pipeline_id: stage.pipelineId,
    status_id: stage.statusId,
    responsible_user_id: ownerId,
  });

/** Sets the exchange up and waits for its first reading. */
async function openExchange(
  activeDeals: number | null,
  excludedStages: StageRef[] = [],
  more: { changeOwnerOfLinked?: boolean } = {},
): Promise<void> {
  await hub.announceUsable(accountId);
  await saveExchange(
    hub,
    { accountId, managers, activeDeals },
    {
      ...{ exchangeStages: [exchangeStage], exchangeUserIds: [exchangeUser], targetStage, excludedStages },
      ...more,
    },
  );
  await eventually(async () => {
    expect((await hub.ask('limits.settings.show', { accountId })).leadsReadAt).not.toBeNull();
  });
}

const press = (userId: number, idempotencyKey: string = randomUUID()): Promise<ClaimAnswer> =>
  hub.ask('limits.claims.make', { accountId, userId, idempotencyKey });

describe('a press of the button', () => {
  it('grants the oldest lead of the stock: its owner and stage change in amoCRM', async () => {
    const [oldest, next] = [await addLead(), await addLead()];
    await openExchange(null);
    const answer = await press(managers[0]!);
    expect(answer).toMatchObject({
      outcome: 'granted',
      leadId: oldest,
      link: `https://${remote.subdomain}.amocrm.ru/leads/detail/${oldest}`,
    });
    expect(await findLead(amo, oldest)).toMatchObject({
      responsible_user_id: managers[0],
      pipeline_id: targetStage.pipelineId,
      status_id: targetStage.statusId,
    });
    expect(await press(managers[1]!)).toMatchObject({ outcome: 'granted', leadId: next });
    expect(await press(managers[2]!)).toMatchObject({ outcome: 'empty', leadId: null });
  });
  it('sees a lead as soon as the observer has read it', async () => {
    await openExchange(null);
    const lead = await addLead();
    expect(await press(managers[0]!)).toMatchObject({ outcome: 'empty' });
    await hub.publishChange({ accountId, entity: 'lead', entityId: lead, action: 'add', source: 'poll' });
    await eventually(async () => expect(await press(managers[0]!)).toMatchObject({ leadId: lead }));
  });

  it('costs two calls: the chosen lead is read and changed', async () => {
    const lead = await addLead();
    await openExchange(null);
    const { seq: last } = (await callsAboutLeads(sandbox, remote.subdomain)).at(-1)!;
    expect(await press(managers[0]!)).toMatchObject({ outcome: 'granted', leadId: lead });
    const calls = await callsAboutLeads(sandbox, remote.subdomain, last);
    expect(calls.map(({ said }) => said)).toEqual(
      ['GET', 'PATCH'].map((one) => `${one} /api/v4/leads/${lead}`),
    );
  });

  it('is answered that the hub does not know the stock, when nothing has confirmed the journal for long', async () => {
    await addLead();
    await openExchange(null);
    await hub.source.query(
      `UPDATE journal.account SET leads_ready_at = now() - interval '1 hour', polled_at = now() - interval '16 minutes'
         WHERE account_id = $1`,
      [accountId],
    );
    await expect(press(managers[0]!)).rejects.toMatchObject({ body: { status: 503 } });
    const about = { accountId, userId: managers[0]! };
    expect(await hub.ask('limits.eligibility.show', about)).toMatchObject({
      ...{ mayPress: false, reasons: [{ reason: 'stock-unknown', freesAt: null }] },
    });
    expect(await hub.ask('limits.overview.show', about)).toMatchObject({ inStock: null });
    expect(await hub.ask('limits.preview.make', { changes: { accountId } })).toMatchObject({ mayPress: 0 });
  });

  it.each(['PATCH', 'GET'])('does not offer a lead first whose %s was refused', async (method) => {
    const [refused, next] = [await addLead(), await addLead()];
    await openExchange(null);
    const fault = { kind: 'status', status: 400, subdomain: remote.subdomain, method };
    await sandbox.control('POST', 'faults', { ...fault, path: `/api/v4/leads/${refused}` });
    await expect(press(managers[0]!)).rejects.toMatchObject({ body: { status: 502 } });
    expect(await press(managers[0]!)).toMatchObject({ outcome: 'granted', leadId: next });
    await openExchange(null);
    expect(await press(managers[1]!)).toMatchObject({ outcome: 'granted', leadId: refused });
  });

  it('refuses at the bound of active deals, one below it grants; 142, 143 and excluded stages do not count', async () => {
    const [user] = managers as [number];
    const { pipelineId } = exchangeStage;
    await addLead(user, { pipelineId, statusId: 142 });
    await addLead(user, { pipelineId, statusId: 143 });
    await addLead(user, exchangeStage);
    await addLead(user, targetStage);
    const stock = await addLead();
    await openExchange(2, [exchangeStage]);
    expect(await press(user)).toMatchObject({ outcome: 'granted', leadId: stock });
    await addLead();
    const [refused, facts] = [await press(user), { value: 2, bound: 2, isAtBound: 'yes', rest: 1 }];
    expect(refused).toMatchObject({ outcome: 'refused', leadId: null });
    expect(refused.reasons).toEqual([
      {
        ...{ reason: 'limit', limit: 'activeDeals', value: 2, bound: 2, freesAt: null },
        text: message('limits.active-deals-blocks', facts),
        whatFrees: message('limits.active-deals-frees', facts),
      },
    ]);
  });

  it('gives the tasks, contacts and companies of the lead to the manager too, where the group asks for it', async () => {
    const lead = await addLead();
    const contact = await createContact(amo, { name: 'Клиент', responsible_user_id: exchangeUser });
    const company = await createCompany(amo, { name: 'Окна', responsible_user_id: exchangeUser });
    await linkEntities(amo, 'leads', lead, [
      { to_entity_id: contact, to_entity_type: 'contacts' },
      { to_entity_id: company, to_entity_type: 'companies' },
    ]);
    const due = { text: 'Позвонить', complete_till: 1_900_000_000, responsible_user_id: exchangeUser };
    await createTask(amo, { ...due, entity_type: 'leads', entity_id: lead });
    await createTask(amo, due);
    await openExchange(null, [], { changeOwnerOfLinked: true });
    const [user] = managers as [number];
    const unread = { kind: 'status', status: 204, body: '', subdomain: remote.subdomain, nth: 2, count: 1 };
    await sandbox.control('POST', 'faults', { ...unread, method: 'GET', path: `/api/v4/leads/${lead}` });
    expect(await press(user)).toMatchObject({ outcome: 'granted', leadId: lead });
    await eventually(async () => {
      expect((await findContact(amo, contact))?.responsible_user_id).toBe(user);
      expect((await findCompany(amo, company))?.responsible_user_id).toBe(user);
      const tasks = (await listTasks(amo).next()).value ?? [];
      expect(tasks.map((task) => [task.entity_id, task.responsible_user_id])).toEqual([
        [lead, user],
        [null, exchangeUser],
      ]);
    });
  });

  it('gives the same answer to the same key, and no second lead', async () => {
    for (let count = 0; count < 2; count++) await addLead();
    await openExchange(null);
    const key = randomUUID();
    const first = await press(managers[0]!, key);
    expect(await press(managers[0]!, key)).toEqual(first);
    const [again, twice] = await Promise.all([press(managers[1]!, 'x'), press(managers[1]!, 'x')]);
    expect(again).toEqual(twice);
  });

  it('passes over a lead that somebody has taken by hand', async () => {
    const [taken, free] = [await addLead(), await addLead()];
    await openExchange(null);
    await patchLead(amo, taken, { responsible_user_id: managers[3]! });
    expect(await press(managers[0]!)).toMatchObject({ outcome: 'granted', leadId: free });
    expect((await findLead(amo, taken))!.responsible_user_id).toBe(managers[3]);
  });

  it('is refused for who is not enabled and for the exchange user', async () => {
    await openExchange(null);
    const reasonsOf = async (userId: number) => (await press(userId)).reasons.map(({ reason }) => reason);
    expect([await reasonsOf(999), await reasonsOf(exchangeUser)]).toEqual([
      ['not-enabled'],
      ['exchange-user'],
    ]);
  });

  it('needs an exchange', async () => {
    await expect(press(managers[0]!)).rejects.toMatchObject({ body: { status: 404 } });
  });
});

describe('many presses at once', () => {
  it('never give one lead to two managers, nor do two processes', async () => {
    const stock = await Promise.all([1, 2, 3, 4].map(() => addLead()));
    await openExchange(null);
    const pressEither = await openTwoButtons(hub, accountId);
    const users = [...managers, ...managers];
    const answers = await Promise.all(users.map((userId) => pressEither(userId)));
    const granted = answers.filter(({ state }) => state === 'granted').map(({ leadId }) => leadId);
    expect([...granted].sort()).toEqual([...stock].sort());
    for (const [index, { leadId }] of answers.entries())
      if (leadId !== null) expect((await findLead(amo, leadId))!.responsible_user_id).toBe(users[index]);
  });

  it.each<[string, 'COMMIT' | 'ROLLBACK', string]>([
    ['get it when that is rolled back', 'ROLLBACK', 'reserved'],
    ['find nothing when that is committed', 'COMMIT', 'empty'],
  ])('wait for another process that is taking the last lead, and %s', async (_, how, state) => {
    const leadId = await addLead();
    await openExchange(null);
    const end = await beginClaim(hub, { accountId, userId: managers[1]!, leadId });
    const claim = hub.app
      .get(ClaimLead, { strict: false })
      .press({ accountId, userId: managers[0]! }, 'test');
    await end(how);
    expect(await claim).toMatchObject({ state, leadId: state === 'empty' ? null : leadId });
  });

  it('of one manager, more than the pool has connections, all get an answer', async () => {
    await addLead();
    await openExchange(null);
    const keys = Array.from({ length: 30 }, (_, at) => `key-${at % 15}`);
    const answers = await Promise.all(keys.map((key) => press(managers[0]!, key)));
    expect(new Set(answers.flatMap(({ leadId }) => leadId ?? [])).size).toBe(1);
  });

  it('overrun no limit of one manager', async () => {
    for (let count = 0; count < 5; count++) await addLead();
    await openExchange(2);
    const [user] = managers as [number];
    const pressEither = await openTwoButtons(hub, accountId);
    for (let round = 0; round < 3; round++) await Promise.all([1, 2, 3, 4].map(() => pressEither(user)));
    const owned = await hub.source.query<unknown[]>(
      `SELECT 1 FROM limits.claim WHERE account_id = $1 AND user_id = $2 AND state = 'granted'`,
      [accountId, user],
    );
    expect(owned).toHaveLength(2);
  });
});

describe('a claim whose process died', () => {
  /** What a process leaves behind that is killed after its first transaction. */
  async function reserveAndDie(userId: number, key: string): Promise<string> {
    const request = { accountId, userId, idempotencyKey: key };
    const claim = await hub.app.get(ClaimLead, { strict: false }).press(request, 'test');
    expect(claim.state).toBe('reserved');
    return claim.id;
  }

  it('is finished by its job', async () => {
    const lead = await addLead();
    await openExchange(null);
    const claimId = await reserveAndDie(managers[0]!, 'dead');
    await hub.source.query('UPDATE limits.inbox SET run_at = now() WHERE consumer = $1 AND id = $2', [
      FINISH_CLAIM,
      finishJobId(claimId),
    ]);
    const claims = hub.app.get(ClaimRepository, { strict: false });
    await eventually(async () => expect((await claims.find(claimId))?.state).toBe('granted'));
    expect((await findLead(amo, lead))!.responsible_user_id).toBe(managers[0]);
    expect(await press(managers[0]!, 'dead')).toMatchObject({ claimId, outcome: 'granted', leadId: lead });
  });

  it('is finished by the same press repeated, whether or not the lead was written', async () => {
    const [written, unwritten] = [await addLead(), await addLead()];
    await openExchange(null);
    const first = await reserveAndDie(managers[0]!, 'a');
    await patchLead(amo, written, {
      responsible_user_id: managers[0]!,
      pipeline_id: targetStage.pipelineId,
      status_id: targetStage.statusId,
    });
    const second = await reserveAndDie(managers[1]!, 'b');
    expect(await press(managers[0]!, 'a')).toMatchObject({ claimId: first, leadId: written });
    expect(await press(managers[1]!, 'b')).toMatchObject({ claimId: second, leadId: unwritten });
  });

  it('holds its lead against others, and its manager against a second press', async () => {
    await addLead();
    await openExchange(null);
    await reserveAndDie(managers[0]!, 'held');
    expect(await press(managers[1]!)).toMatchObject({ outcome: 'empty' });
    expect((await press(managers[0]!)).reasons).toMatchObject([{ reason: 'claim-in-progress' }]);
  });
});

describe('while the account may not be called', () => {
  it('a press is refused, nothing is held, and nobody is promised a lead in seconds', async () => {
    await addLead();
    await openExchange(null);
    const claimLead = hub.app.get(ClaimLead, { strict: false });
    await claimLead.press({ accountId, userId: managers[0]! }, 'test');
    const setState = (state: string) =>
      hub.source.query('UPDATE accounts.account SET state = $2 WHERE id = $1', [accountId, state]);
    await setState('suspended');
    for (const userId of managers.slice(0, 2)) {
      expect((await press(userId)).reasons).toMatchObject([{ reason: 'account-away' }]);
      const { mayPress, reasons } = await hub.ask('limits.eligibility.show', { accountId, userId });
      expect({ mayPress, reasons }).toMatchObject({ mayPress: false, reasons: [{ reason: 'account-away' }] });
    }
    await setState('connected');
    const open = await hub.source.query<unknown[]>(
      `SELECT FROM limits.claim WHERE account_id = $1 AND state = 'reserved'`,
      [accountId],
    );
    expect(open).toHaveLength(1);
  });
});

describe('a change of the lead whose answer is missing', () => {
  /** A press whose PATCH is cut off before amoCRM has carried it out. */
  async function pressIntoTheDark(): Promise<void> {
    const cut = { kind: 'reset', subdomain: remote.subdomain, method: 'PATCH', path: '/api/v4/leads/*' };
    expect((await sandbox.control('POST', 'faults', cut)).status).toBe(201);
    await expect(press(managers[0]!, 'dark')).rejects.toMatchObject({ body: { status: 503 } });
  }

  const aMinutePasses = () =>
    hub.source.query(
      `UPDATE limits.claim SET write_begun_at = write_begun_at - interval '1 minute',
         write_repeated_at = write_repeated_at - interval '1 minute' WHERE account_id = $1`,
      [accountId],
    );

  it('is not sent a second time while the first may be on its way', async () => {
    const lead = await addLead();
    await openExchange(null);
    await pressIntoTheDark();
    await expect(press(managers[0]!, 'dark')).rejects.toMatchObject({ body: { status: 503 } });
    expect((await findLead(amo, lead))!.responsible_user_id).toBe(exchangeUser);
    await aMinutePasses();
    expect(await press(managers[0]!, 'dark')).toMatchObject({ outcome: 'granted', leadId: lead });
  });

  it('brings no second lead while the first one may still come', async () => {
    const [lead, next] = [await addLead(), await addLead()];
    await openExchange(null);
    await pressIntoTheDark();
    await patchLead(amo, lead, { responsible_user_id: managers[3]! });
    await expect(press(managers[0]!, 'dark')).rejects.toMatchObject({ body: { status: 503 } });
    await aMinutePasses();
    expect(await press(managers[0]!, 'dark')).toMatchObject({ outcome: 'granted', leadId: next });
  });

  it('is sent again without that wait when amoCRM has refused it', async () => {
    const lead = await addLead();
    await openExchange(null);
    const busy = { kind: 'status', status: 429, body: { retry_after: 1 }, subdomain: remote.subdomain };
    expect((await sandbox.control('POST', 'faults', { ...busy, method: 'PATCH' })).status).toBe(201);
    await expect(press(managers[0]!, 'busy')).rejects.toMatchObject({ body: { status: 503 } });
    await eventually(async () => {
      expect(await press(managers[0]!, 'busy')).toMatchObject({ outcome: 'granted', leadId: lead });
    });
  });
});
