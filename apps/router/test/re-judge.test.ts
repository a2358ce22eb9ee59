import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLeads, patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { HastenLeads } from '../src/again/hasten-leads.js';
import { RecordDecision } from '../src/lead/record-decision.js';
import { RoutingStamp } from '../src/lead/routing-stamp.js';
import { RoutingRulesRepository } from '../src/rules/routing-rules.repository.js';
import { ReadIntake } from '../src/re-judge/read-intake.js';
import { SweepIntake } from '../src/re-judge/sweep-intake.js';
import { ReviewWaiting } from '../src/waiting/review-waiting.js';
import type { Franchise } from './franchise.js';
import {
  alarmsOf,
  deadLettersOf,
  decisionsOf,
  publishLeadChange,
  leadsOf,
  receiveLead,
  saveBranch,
  saveRules,
  startRouterHub,
  transferOf,
  untilDone,
  untilQuiet,
  type RouterHub,
} from './router-hub.js';

const [dayMs, hourMs] = [86_400_000, 3_600_000];
let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

const review = () => hub.app.app.get(ReviewWaiting).review(new Date());
const reJudge = (body: object) => hub.app.ask('router.decisions.re-judge', body);
const waiting = async (accountId: string) =>
  (await hub.app.ask('router.waiting', { causes: ['re-judge'], accountId })).items;
/** Alarms about HQ: their subject begins with its account, or is it. */
const ownAlarms = async (kind: string, { hqAccountId }: Franchise) =>
  (await alarmsOf(hub, kind)).filter(({ subject }) => subject.startsWith(hqAccountId));

async function untilDecided(leadIds: readonly number[], kind: string): Promise<void> {
  await eventually(async () => {
    for (const leadId of leadIds) expect((await decisionsOf(hub, leadId))[0]).toMatchObject({ kind });
  });
}

/** Inbound leads without a client, made this long ago. */
async function receiveMany(
  { hq, intake, fields, region }: Franchise,
  count: number,
  agoMs = 0,
): Promise<number[]> {
  const clock = (now: number) => hub.sandbox.control('POST', 'clock', { now });
  await clock(Date.now() - agoMs);
  const item = {
    name: 'Заявка с сайта',
    pipeline_id: intake.pipelineId,
    status_id: intake.newId,
    custom_fields_values: [{ field_id: fields.region.id, values: [{ value: region }] }],
  };
  const made = await createLeads(
    hq,
    Array.from({ length: count }, () => item),
  );
  await clock(Date.now());
  return made.map((one) => (one as { value: { id: number } }).value.id);
}

describe('leads of a paused branch', () => {
  it('go to it when it is resumed, oldest first; an ignored one is not woken', async () => {
    const franchise = await hub.found('paused');
    await saveBranch(hub, franchise, { state: 'paused' });
    const leadIds = [
      await receiveLead(franchise, franchise.region),
      await receiveLead(franchise, franchise.region),
    ];
    const [ignored = 0] = await receiveMany(franchise, 1);
    for (const leadId of [...leadIds, ignored]) await publishLeadChange(hub, franchise, leadId);
    await untilDecided([...leadIds, ignored], 'manual');
    await hub.app.ask('router.leads.ignore', { leadId: ignored, reason: 'Спам', by: 'key:1' });
    await review();
    expect(await ownAlarms('lead-waits', franchise)).toMatchObject([
      { facts: { count: 2, found: 'paused', value: 'Казань paused' } },
    ]);

    await saveBranch(hub, franchise, { state: 'active' });
    for (const leadId of leadIds) await untilDone(hub, leadId);
    const given = await hub.app.source.query<{ id: string }[]>(
      `SELECT payload ->> 'entityId' AS id FROM router.inbox
        WHERE consumer = 'router.lead' AND key LIKE $1 AND NOT payload ? 'source' ORDER BY seq`,
      [`${franchise.hqAccountId}:%`],
    );
    // A second look at the same leads, by the branch's earlier change, is none too many.
    expect([...new Set(given.map(({ id }) => Number(id)))]).toEqual(leadIds);
    await untilQuiet(hub);
    expect(await transferOf(hub, ignored)).toBeUndefined();
    await review();
    expect(await ownAlarms('lead-waits', franchise)).toEqual([]);
  });
});

describe('more leads than may move at once', () => {
  it('wait for one word of a person, and then move once', async () => {
    const franchise = await hub.found('many');
    const { hqAccountId } = franchise;
    await saveBranch(hub, franchise, { state: 'paused' });
    const leadIds = await receiveMany(franchise, 21);
    for (const leadId of leadIds) await publishLeadChange(hub, franchise, leadId);
    await untilDecided(leadIds, 'manual');

    await saveBranch(hub, franchise, { state: 'active' });
    await eventually(async () => expect(await waiting(hqAccountId)).toHaveLength(1));
    await saveBranch(hub, franchise, { state: 'active' });
    await untilQuiet(hub);
    const [row] = await waiting(hqAccountId);
    expect(row).toMatchObject({
      text: { key: 'waiting.re-judge', facts: { leads: 21, old: 0 } },
      leadId: null,
    });
    expect(await ownAlarms('re-judge-asked', franchise)).toMatchObject([{ facts: { leads: 21, old: 0 } }]);
    for (const leadId of leadIds) expect(await transferOf(hub, leadId)).toBeUndefined();

    await expect(reJudge({})).rejects.toMatchObject({ body: { status: 400 } });
    await expect(reJudge({ answer: 'yes', leads: 20 })).rejects.toMatchObject({ body: { status: 409 } });
    expect(await reJudge({ answer: 'yes', leads: 21 })).toEqual({ leads: 21, asked: 0 });
    expect(await waiting(hqAccountId)).toEqual([]);
    expect(await ownAlarms('re-judge-asked', franchise)).toEqual([]);
    // Saved once more while they move: nobody is asked again, and nothing is doubled.
    await saveBranch(hub, franchise, { state: 'active' });
    expect(await reJudge({ kind: 'manual' })).toMatchObject({ asked: 0 });
    for (const leadId of leadIds) await untilDone(hub, leadId, 90_000);
    await untilQuiet(hub);
    expect(await waiting(hqAccountId)).toEqual([]);
    expect(await leadsOf(franchise.branch)).toHaveLength(21);
    expect(await reJudge({ answer: 'yes' })).toEqual({ leads: 0, asked: 0 });
  });
});

describe('a lead that nobody has touched for longer than the maximum age', () => {
  it('asks, and stays when the answer is no, until it is chosen', async () => {
    const franchise = await hub.found('old');
    await saveBranch(hub, franchise, { state: 'paused' });
    const [old = 0] = await receiveMany(franchise, 1, 4 * dayMs);
    const [young = 0] = await receiveMany(franchise, 1, 2 * dayMs);
    for (const leadId of [old, young]) await publishLeadChange(hub, franchise, leadId);
    await untilDecided([old, young], 'manual');
    // Work that only looks again outruns neither the question nor the look that comes to it.
    const onlyPass = () => {
      const again = { accountId: franchise.hqAccountId, leadId: old };
      const leads = hub.app.app.get(HastenLeads);
      return hub.app.source.transaction((tx) => leads.run(tx, [again], { correlationId: 'again' }));
    };
    await saveBranch(hub, franchise, { state: 'active' });
    await onlyPass();
    await untilDone(hub, young);
    expect(await waiting(franchise.hqAccountId)).toMatchObject([{ text: { facts: { leads: 1, old: 1 } } }]);
    await onlyPass();
    await untilQuiet(hub);
    expect(await reJudge({ answer: 'no' })).toEqual({ leads: 1, asked: 0 });
    await saveBranch(hub, franchise, { state: 'active' });
    await untilQuiet(hub);
    expect(await waiting(franchise.hqAccountId)).toEqual([]);
    expect(await transferOf(hub, old)).toBeUndefined();
    expect(await reJudge({ leadIds: [old] })).toEqual({ leads: 1, asked: 0 });
    await untilDone(hub, old);
  });

  it('goes without a question when the moment has come for which it waited', async () => {
    const franchise = await hub.found('opens');
    const { branchAccountId } = franchise;
    await saveRules(hub, franchise, { outsideHours: 'wait-for-opening' });
    const opensIn3Days = new Date(Date.now() + 3 * dayMs).getUTCDay() || 7;
    const weekdays = { [opensIn3Days]: [['09:00', '18:00']] } as Record<'1', [string, string][]>;
    await hub.app.changeBranch(branchAccountId, { calendar: { timeZone: 'UTC', weekdays, daysOff: [] } });
    const [leadId = 0] = await receiveMany(franchise, 1, 4 * dayMs);
    await publishLeadChange(hub, franchise, leadId);
    await untilDecided([leadId], 'wait');
    const { source } = hub.app;
    // It opens, nobody saves anything, and its timer does not come.
    await source.query(`DELETE FROM router.inbox WHERE id LIKE $1`, [`due %:lead:${leadId} %`]);
    await source.query('UPDATE accounts.branch SET calendar = NULL WHERE account_id = $1', [branchAccountId]);
    await source.query(
      `UPDATE router.judged_lead SET reason = reason || jsonb_build_object('until', now()) WHERE lead_id = $1`,
      [leadId],
    );
    await hub.app.app.get(SweepIntake).sweep();
    await untilDone(hub, leadId);
    expect(await waiting(franchise.hqAccountId)).toEqual([]);
  });
});

it('counts a "yes" that comes after a judgement, however far the clock of that judge is ahead', async () => {
  const { hqAccountId: accountId } = await hub.found('ahead');
  const [leadId, record, now] = [990_001, hub.app.app.get(RecordDecision), new Date(Date.now() + 5_000)];
  const reasons = [{ check: 'region', found: 'no-branch' }];
  const about = { branchId: null, reasons, rulesVersion: 1, correlationId: 'ahead', touchedAt: now };
  const { source } = hub.app;
  await source.transaction((tx) => record.run(tx, { accountId, leadId, kind: 'manual', ...about }, now));
  expect(await reJudge({ leadIds: [leadId] })).toEqual({ leads: 1, asked: 0 });
  expect(await source.transaction((tx) => record.mayMove(tx, accountId, leadId))).toBe(true);
});

describe('a lead that nobody has judged', () => {
  it('is found in the intake pipeline and handed over', async () => {
    const franchise = await hub.found('unheard');
    await untilQuiet(hub);
    const [leadId = 0] = await receiveMany(franchise, 1, hourMs);
    await hub.app.app.get(SweepIntake).sweep();
    await untilDone(hub, leadId);
    await untilQuiet(hub);
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
  });

  it('is left to its own work when there is some, which is due at once', async () => {
    const franchise = await hub.found('retried');
    // The look after the rules were saved finds nothing yet.
    await untilQuiet(hub);
    const [leadId = 0] = await receiveMany(franchise, 1, 4 * dayMs);
    const { subdomain } = franchise.remotes.hq;
    const fault = { kind: 'status', status: 403, subdomain, method: 'GET', path: '/api/v4/leads/3*' };
    expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => {
      const waits = `SELECT FROM router.inbox_lane WHERE key = $1 AND fence = 0 AND run_at > now() AND failures = 1`;
      const lanes = await hub.app.source.query<object[]>(waits, [`${franchise.hqAccountId}:lead:${leadId}`]);
      expect(lanes).toHaveLength(1);
    });
    await hub.app.app.get(SweepIntake).sweep();
    await untilDone(hub, leadId);
    expect(await waiting(franchise.hqAccountId)).toEqual([]);
  });

  it('stands in the list of what waits when a person has said no, and stays there', async () => {
    const franchise = await hub.found('declined');
    await untilQuiet(hub);
    const [leadId = 0] = await receiveMany(franchise, 1, 4 * dayMs);
    await hub.app.app.get(SweepIntake).sweep();
    await untilQuiet(hub);
    expect(await reJudge({ answer: 'no' })).toEqual({ leads: 1, asked: 0 });
    const declined = { text: { key: 'waiting.lead-manual', facts: { found: 'declined' } } };
    const waits = async () => {
      const { items } = await hub.app.ask('router.waiting', { accountId: franchise.hqAccountId });
      return items.filter((item) => item.leadId === leadId);
    };
    expect(await waits()).toMatchObject([declined]);
    // While its branch is paused it would go nowhere, which is no other answer.
    for (const state of ['paused', 'active'] as const) {
      await saveBranch(hub, franchise, { state });
      await untilQuiet(hub);
    }
    expect(await waits()).toMatchObject([declined]);
    expect(await transferOf(hub, leadId)).toBeUndefined();
  });

  it('raises an alarm when it gets no decision for long', async () => {
    const franchise = await hub.found('undecided');
    const [leadId = 0] = await receiveMany(franchise, 1);
    await hub.app.source.query(
      `INSERT INTO router.re_judge_lead VALUES ($1, $2, 'released', NULL, false, now(), now() - interval '11 minutes')`,
      [franchise.hqAccountId, leadId],
    );
    await review();
    expect(await ownAlarms('lead-unjudged', franchise)).toMatchObject([
      { facts: { count: 1, leadId: String(leadId) } },
    ]);
    await publishLeadChange(hub, franchise, leadId);
    await untilDone(hub, leadId);
    await review();
    expect(await ownAlarms('lead-unjudged', franchise)).toEqual([]);
  });
});

describe('leads that wait outside the intake pipeline', () => {
  const count = 12;
  it.each([
    ['together where the account follows the filter', 'custom_fields', 2, [1, 0]],
    ['one by one where it does not, which one call shows', 'all', 251, [1, count]],
  ] as const)('are read %s', async (name, ignored, older, calls) => {
    const franchise = await hub.found(`outside-${older}`);
    const { hq, hqAccountId, intake, remotes } = franchise;
    const { subdomain } = remotes.hq;
    // More of them than a page has, and all older.
    const others = (await receiveMany(franchise, older)).length;
    const leadIds = await receiveMany(franchise, count);
    for (const leadId of leadIds)
      await patchLead(hq, leadId, { pipeline_id: intake.pipelineId, status_id: 143 });
    const features = { api_filter_off: ignored };
    await hub.sandbox.control('PATCH', `accounts/${subdomain}`, { features });
    await untilQuiet(hub);
    const requests = async (after: number) =>
      (await hub.sandbox.control('GET', `requests?subdomain=${subdomain}&after=${after}`)).body as {
        seq: number;
        path: string;
      }[];
    const before = (await requests(0)).at(-1)!.seq;
    const { rules } = (await hub.app.app.get(RoutingRulesRepository).findCurrentOf(hqAccountId))!;
    const intakeLeads = await hub.app.app.get(ReadIntake).run(rules, leadIds, new AbortController().signal);
    expect([...intakeLeads.leads.keys()]).toEqual(expect.arrayContaining(leadIds));
    expect([intakeLeads.leads.size, intakeLeads.isWhole]).toEqual([count + others, true]);
    const paths = (await requests(before)).map(({ path }) => decodeURIComponent(path));
    const counted = [/filter\[id\]/, /leads\/\d+/].map(
      (shape) => paths.filter((path) => shape.test(path)).length,
    );
    expect([name, ...counted]).toEqual([name, ...calls]);
  });
});

describe('a judgement by rules or branches that were saved meanwhile', () => {
  it('is not recorded, and the look waits for those that are being recorded', async () => {
    const franchise = await hub.found('stamp');
    const stamp = hub.app.app.get(RoutingStamp);
    const before = await stamp.read();
    const order: string[] = [];
    let waited: Promise<unknown> = Promise.resolve();
    await hub.app.source.transaction(async (tx) => {
      await stamp.check(tx, before);
      waited = stamp.awaitJudgements().then(() => order.push('look'));
      await eventually(async () => {
        const waits = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;
        expect(await hub.app.source.query<object[]>(waits)).not.toEqual([]);
      });
      order.push('recorded');
    });
    await waited;
    expect(order).toEqual(['recorded', 'look']);
    await saveBranch(hub, franchise, { state: 'paused' });
    await expect(hub.app.source.transaction((tx) => stamp.check(tx, before))).rejects.toThrow(
      'saved meanwhile',
    );
  });
});

describe('a transfer that does not move', () => {
  it('raises an alarm with its reason, which ends when it moves', async () => {
    const franchise = await hub.found('stuck');
    await saveBranch(hub, franchise, { statusId: 999_999 });
    const [leadId = 0] = await receiveMany(franchise, 1);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => expect((await transferOf(hub, leadId))?.problem).toBeTruthy());
    await review();
    expect(await alarmsOf(hub, 'transfer-stuck')).toEqual([]);
    await hub.app.source.query(
      `UPDATE router.transfer SET changed_at = now() - interval '16 minutes' WHERE hq_lead_id = $1`,
      [leadId],
    );
    await review();
    expect(await alarmsOf(hub, 'transfer-stuck')).toMatchObject([
      {
        account_id: franchise.branchAccountId,
        facts: {
          branch: 'Казань stuck',
          count: 1,
          leadId: String(leadId),
          reason: { key: 'failures.branch-place-missing' },
        },
      },
    ]);
    await saveBranch(hub, franchise, { statusId: franchise.exchange.statusId });
    await untilDone(hub, leadId);
    await review();
    expect(await alarmsOf(hub, 'transfer-stuck')).toEqual([]);
  });

  it('is tried again by a change after it was given up, but not by the periodic look', async () => {
    const franchise = await hub.found('refused');
    await saveBranch(hub, franchise, { statusId: 999_999 });
    await untilQuiet(hub);
    const [leadId = 0] = await receiveMany(franchise, 1, hourMs);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => expect((await transferOf(hub, leadId))?.problem).toBeTruthy());
    const key = `${franchise.hqAccountId}:lead:${leadId}`;
    await hub.app.source.query(`UPDATE router.inbox SET state = 'dead', finished_at = now() WHERE key = $1`, [
      key,
    ]);
    await hub.app.source.query('DELETE FROM router.inbox_lane WHERE key = $1', [key]);
    await hub.app.app.get(SweepIntake).sweep();
    await untilQuiet(hub);
    expect(await deadLettersOf(hub, franchise, leadId)).toHaveLength(1);
    // A question about it stays until it is answered.
    const listed = () => hub.app.source.query<object[]>('SELECT state FROM router.re_judge_lead');
    await hub.app.source.query(
      `INSERT INTO router.re_judge_lead (account_id, lead_id, branch_id, is_old, state, state_since, lead_at)
       SELECT $1, $2, branch_id, false, 'asked', now(), now() FROM router.transfer WHERE hq_lead_id = $2`,
      [franchise.hqAccountId, leadId],
    );
    await hub.app.app.get(SweepIntake).sweep();
    await untilQuiet(hub);
    expect(await listed()).toEqual([{ state: 'asked' }]);
    await hub.app.source.query('DELETE FROM router.re_judge_lead');
    await saveBranch(hub, franchise, { statusId: franchise.exchange.statusId });
    await untilDone(hub, leadId);
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
    await review();
    expect(await hub.app.source.query<object[]>('SELECT FROM router.re_judge_lead')).toEqual([]);
  });
});
