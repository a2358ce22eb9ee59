import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPipeline, deletePipeline, findLead, listPipelines } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { eventually } from '@hub/testing';
import type { Franchise } from './franchise.js';
import {
  alarmsOf,
  deadLettersOf,
  hurry,
  leadsOf,
  publishLeadChange,
  receiveLead,
  saveBranch,
  saveRules,
  startRouterHub,
  transferOf,
  untilDone,
  untilProblem,
  untilQuiet,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
let bus: Bus;
beforeAll(async () => {
  hub = await startRouterHub();
  bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
});
afterAll(() => hub.close());

const mend = () => hub.sandbox.control('DELETE', 'faults');
const after = (minutes: number) => bus.tryGivenUp(new Date(Date.now() + minutes * 60_000));

async function refuse(
  subdomain: string,
  call: { method: string; path: string },
  body: object = {},
): Promise<void> {
  const fault = { kind: 'status', status: 400, count: null, ...call, subdomain };
  const refusal = { ...fault, body: { title: 'Bad Request', status: 400, ...body } };
  expect((await hub.sandbox.control('POST', 'faults', refusal)).status).toBe(201);
}

/** How many of the router's consumers have handled that the branch account can be used again. */
async function usableHandled({ branchAccountId }: Franchise): Promise<number> {
  const rows = await hub.app.source.query<unknown[]>(
    `SELECT FROM router.inbox WHERE consumer IN ('router.wake', 'router.usable') AND state = 'done'
      AND payload ->> 'accountId' = $1`,
    [branchAccountId],
  );
  return rows.length;
}

async function addToReJudgeList(
  { hqAccountId }: Franchise,
  leadId: number,
  state: 'asked' | 'declined',
): Promise<void> {
  await hub.app.source.query(
    `INSERT INTO router.re_judge_lead (account_id, lead_id, branch_id, is_old, state, state_since, lead_at)
     VALUES ($1, $2, NULL, false, $3, now(), now())`,
    [hqAccountId, leadId, state],
  );
}

let runs = 0;

/** The transfers that stand have done so for long, and their turn has come. */
async function resumeStuck(): Promise<void> {
  await hub.app.source.query(
    `UPDATE router.transfer SET changed_at = changed_at - interval '1 hour' WHERE state NOT IN ('done', 'cancelled')`,
  );
  runs += 1;
  await bus.startDue('router.standing', new Date(Date.now() + runs * 3_600_000));
  await eventually(async () => {
    const rows = await hub.app.source.query<{ state: string }[]>(
      `SELECT state FROM router.inbox WHERE consumer = 'router.standing'`,
    );
    expect(rows.filter(({ state }) => state === 'done')).toHaveLength(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(runs);
  });
}

async function untilGivenUp(franchise: Franchise, leadId: number): Promise<void> {
  await eventually(async () => expect(await deadLettersOf(hub, franchise, leadId)).toHaveLength(1));
}

describe('a transfer that was given up', () => {
  it('goes on by itself when its branch takes again what it has refused, and the others with it', async () => {
    const franchise = await hub.found('rights-back');
    await refuse(franchise.remotes.branch.subdomain, { method: 'POST', path: '*/notes' });
    const leads = [
      await receiveLead(franchise, franchise.region),
      await receiveLead(franchise, franchise.region),
    ];
    for (const leadId of leads) await publishLeadChange(hub, franchise, leadId);
    for (const leadId of leads) await untilGivenUp(franchise, leadId);
    await mend();
    await after(6);
    await eventually(async () => {
      const states = await Promise.all(leads.map(async (leadId) => (await transferOf(hub, leadId))?.state));
      expect(states).toContain('done');
    });
    await after(7);
    for (const leadId of leads) await untilDone(hub, leadId);
    expect(await leadsOf(franchise.branch)).toHaveLength(2);
    for (const leadId of leads) expect(await deadLettersOf(hub, franchise, leadId)).toEqual([]);
    await eventually(async () => {
      await after(8);
      expect(await alarmsOf(hub, 'dead-letter')).toEqual([]);
    });
  });

  it('does not go on with all others at once when its branch account can be used again', async () => {
    const franchise = await hub.found('usable-again');
    await refuse(franchise.remotes.branch.subdomain, { method: 'POST', path: '*/notes' });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilGivenUp(franchise, leadId);
    await mend();
    await hub.app.announceUsable(franchise.branchAccountId);
    await eventually(async () => expect(await usableHandled(franchise)).toBe(2));
    await untilGivenUp(franchise, leadId);
    await after(6);
    await untilDone(hub, leadId);
  });

  it('goes on also when a person has discarded its dead letter', async () => {
    const franchise = await hub.found('discarded');
    await refuse(franchise.remotes.branch.subdomain, { method: 'POST', path: '*/notes' });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilGivenUp(franchise, leadId);
    await mend();
    await hub.app.source.query(
      `UPDATE router.inbox SET state = 'discarded' WHERE key LIKE '%:lead:' || $1::text AND state = 'dead'`,
      [leadId],
    );
    await resumeStuck();
    await untilDone(hub, leadId);
  });

  it('is left alone where a person has said no, or is asked, before a branch had the lead', async () => {
    const franchise = await hub.found('said-no');
    await refuse(franchise.remotes.hq.subdomain, { method: 'GET', path: '/api/v4/leads/*' });
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilGivenUp(franchise, leadId);
    await addToReJudgeList(franchise, leadId, 'declined');
    await mend();
    await after(6);
    await resumeStuck();
    expect(await deadLettersOf(hub, franchise, leadId)).toHaveLength(1);
    expect(await transferOf(hub, leadId)).toBeUndefined();
  });

  it.each(['asked', 'declined'] as const)(
    'is left alone where a person is asked or has said no: %s',
    async (state) => {
      const franchise = await hub.found(`held-${state}`);
      await untilQuiet(hub);
      await refuse(franchise.remotes.branch.subdomain, { method: 'POST', path: '/api/v4/contacts' });
      const leadId = await receiveLead(franchise, franchise.region);
      await publishLeadChange(hub, franchise, leadId);
      await untilGivenUp(franchise, leadId);
      expect((await transferOf(hub, leadId))?.state).toBe('decided');
      await addToReJudgeList(franchise, leadId, state);
      await mend();
      await after(6);
      await resumeStuck();
      expect(await deadLettersOf(hub, franchise, leadId)).toHaveLength(1);
      await hub.app.source.query(
        `UPDATE router.inbox SET state = 'discarded' WHERE key LIKE '%:lead:' || $1::text AND state = 'dead'`,
        [leadId],
      );
      await resumeStuck();
      expect((await transferOf(hub, leadId))?.state).toBe('decided');
      expect(await leadsOf(franchise.branch)).toEqual([]);
    },
  );

  describe('before anything was made in its branch, about which a person is asked,', () => {
    /** A transfer whose work was given up, and a question about it, because nobody has touched its lead for long. */
    async function askAbout(name: string): Promise<{ franchise: Franchise; leadId: number }> {
      const franchise = await hub.found(name);
      await untilQuiet(hub);
      await refuse(franchise.remotes.branch.subdomain, { method: 'POST', path: '/api/v4/contacts' });
      await hub.sandbox.control('POST', 'clock', { now: Date.now() - 4 * 86_400_000 });
      const leadId = await receiveLead(franchise, franchise.region);
      await hub.sandbox.control('POST', 'clock', { now: Date.now() });
      await publishLeadChange(hub, franchise, leadId);
      await untilGivenUp(franchise, leadId);
      await mend();
      await saveRules(hub, franchise, {});
      await eventually(async () => expect(await asked(franchise)).toHaveLength(1));
      return { franchise, leadId };
    }

    const asked = async ({ hqAccountId: accountId }: Franchise) =>
      (await hub.app.ask('router.waiting', { causes: ['re-judge'], accountId })).items;

    it('ends with its dead letter and the alarm when the answer is no', async () => {
      const { franchise, leadId } = await askAbout('ended-by-no');
      const own = async () =>
        (await alarmsOf(hub, 'dead-letter')).filter(({ account_id: id }) => id === franchise.hqAccountId);
      expect(await own()).toHaveLength(1);
      expect(await hub.app.ask('router.decisions.re-judge', { answer: 'no' })).toMatchObject({ leads: 1 });
      expect(await deadLettersOf(hub, franchise, leadId)).toEqual([]);
      expect(await own()).toEqual([]);
      expect(await transferOf(hub, leadId)).toMatchObject({
        ...{ state: 'cancelled', cancelReason: { key: 'failures.declined' } },
      });
      const { items } = await hub.app.ask('router.waiting', { accountId: franchise.hqAccountId });
      expect(items).toMatchObject([{ leadId, text: { key: 'waiting.lead-manual' } }]);
      await saveRules(hub, franchise, {});
      await untilQuiet(hub);
      await resumeStuck();
      expect(await asked(franchise)).toEqual([]);
      expect(await leadsOf(franchise.branch)).toEqual([]);
    });

    it('is asked about still when its dead letter is discarded, and goes on when the answer is yes', async () => {
      const { franchise, leadId } = await askAbout('asked-still');
      const [letter] = (await deadLettersOf(hub, franchise, leadId)) as { id: string }[];
      const ref = { consumer: 'router.lead', id: letter!.id };
      await hub.app.ask('router.dead-letters.discard', ref);
      await saveRules(hub, franchise, {});
      await saveBranch(hub, franchise, {});
      await untilQuiet(hub);
      expect(await asked(franchise)).toHaveLength(1);
      expect(await leadsOf(franchise.branch)).toEqual([]);
      await hub.app.ask('router.decisions.re-judge', { answer: 'yes' });
      await untilDone(hub, leadId);
    });
  });

  it('is brought on also where two hundred others come back without having moved', async () => {
    const franchise = await hub.found('many-stand');
    const leadId = await receiveLead(franchise, franchise.region);
    await publishLeadChange(hub, franchise, leadId);
    await untilDone(hub, leadId);
    const accountId = randomUUID();
    await hub.app.source.query(
      `INSERT INTO router.transfer SELECT (jsonb_populate_record(transfer, jsonb_build_object('id', gen_random_uuid(),
           'hq_account_id', $2::text, 'hq_lead_id', n, 'state', 'decided', 'ended_at', NULL, 'trail_id', gen_random_uuid()))).*
         FROM router.transfer, generate_series(1, 201) AS n WHERE hq_lead_id = $1 AND hq_account_id = $3`,
      [leadId, accountId, franchise.hqAccountId],
    );
    await resumeStuck();
    const keys = await hub.app.source.query<unknown[]>(
      `SELECT DISTINCT key FROM router.inbox WHERE consumer = 'router.lead' AND starts_with(key, $1)`,
      [accountId],
    );
    expect(keys).toHaveLength(201);
    await hub.app.source.query('DELETE FROM router.transfer WHERE hq_account_id = $1', [accountId]);
  });
});

describe('a request that HQ refuses', () => {
  const send = ({ region }: Franchise, name: string) =>
    hub.app.ask('router.leads.receive', {
      ...{ callerId: 'form', idempotencyKey: randomUUID(), name, phone: '8 912 345-67-90', region },
    });
  const received = (receivedId: string) => hub.app.ask('router.leads.received', { receivedId });
  const dead = () =>
    hub.app.source.query(`SELECT FROM router.inbox WHERE consumer = 'router.receive' AND state = 'dead'`);

  it('waits while the intake pipeline is gone, and is made by corrected rules at once', async () => {
    const franchise = await hub.found('gone-intake');
    const { hq, intake } = franchise;
    await deletePipeline(hq, intake.pipelineId);
    const { id } = await send(franchise, 'Анна');
    await eventually(async () => expect((await received(id)).problem?.key).toBe('failures.invalid-field'));
    expect(await dead()).toEqual([]);
    const pipeline = await createPipeline(hq, {
      name: 'Приём',
      sort: 50,
      is_main: false,
      is_unsorted_on: false,
      _embedded: {
        statuses: [
          { name: 'Новая', sort: 10 },
          { name: 'Передано', sort: 20 },
        ],
      },
    });
    const { statuses } = (await listPipelines(hq)).find((one) => one.id === pipeline.id)!._embedded;
    const handedOverStatusId = statuses.find(({ name }) => name === 'Передано')!.id;
    await saveRules(hub, franchise, { intakePipelineId: pipeline.id, handedOverStatusId });
    await eventually(async () => expect((await received(id)).state).toBe('done'));
  });

  it('is tried again when it was given up, at the latest by the clock', async () => {
    const franchise = await hub.found('no-contacts');
    await refuse(franchise.remotes.hq.subdomain, { method: 'POST', path: '/api/v4/contacts' });
    const { id } = await send(franchise, 'Борис');
    await eventually(async () => expect(await dead()).toHaveLength(1));
    await mend();
    await after(6);
    await eventually(async () => expect((await received(id)).state).toBe('done'));
  });
});

it('ends the alarm about the handed-over stage when HQ takes that again, and lists what waits for it', async () => {
  const franchise = await hub.found('stage-back');
  const { hqAccountId, intake, remotes } = franchise;
  const errors = [{ code: 'NotSupportedChoice', path: 'status_id', detail: 'no such stage' }];
  const call = { method: 'PATCH', path: '/api/v4/leads/*' };
  await refuse(remotes.hq.subdomain, call, { 'validation-errors': [{ request_id: '0', errors }] });
  const leadId = await receiveLead(franchise, franchise.region);
  await publishLeadChange(hub, franchise, leadId);
  await eventually(async () => expect(await alarmsOf(hub, 'handed-over-stage-refused')).toHaveLength(1));
  await untilProblem(hub, leadId, 'failures.invalid-field');
  expect((await hub.app.ask('router.waiting', { accountId: hqAccountId })).items).toMatchObject([
    { cause: 'transfer-stage', leadId, text: { key: 'waiting.transfer-stage' } },
  ]);
  await mend();
  await hurry(hub, franchise, leadId);
  await untilDone(hub, leadId);
  expect((await findLead(franchise.hq, leadId))!.status_id).toBe(intake.handedOverId);
  expect(await alarmsOf(hub, 'handed-over-stage-refused')).toEqual([]);
});
