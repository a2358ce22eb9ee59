import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { monthSpan } from '@hub/calendar';
import type { EligibilityView, JournalView } from '@hub/contracts';
import { limits } from '@hub/limits';
import { eventually } from '@hub/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Case, Pipeline } from '../../limits/test/fill-journal.js';
import { MovedClock } from './moved-clock.js';
import { placeIn, playFacts, type Stage } from './play-facts.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

/**
 * Every case of the ten limits as a manager lives it: the facts happen in amoCRM, then the account is connected, the hub
 * reads back what happened, and REST says who may press. Cases of one zone and month are users of one account. All
 * run in `npm run test:long`, a twentieth in `npm test`.
 */
const file = new URL('../../../libs/limits/test-data/limit-cases.json', import.meta.url);
const given = JSON.parse(readFileSync(file, 'utf8')) as {
  pipelines: (Pipeline & { stages: { id: number; kind: string }[] })[];
  cases: Case[];
};
const exchangeUsers = [900, 901];
const isLong = process.env.LONG_TESTS === '1';
const cases = given.cases.filter((_, at) => isLong || at % 20 === 0);

let whole: WholeHub;
let clock: MovedClock;

beforeAll(async () => {
  const prepare = async (url: string) => void (clock = await MovedClock.of(url));
  whole = await startWholeHub({ POLL_SECONDS: '3600' }, prepare);
});
afterAll(async () => {
  await clock.close();
  await whole.close();
});

/** What cases say that the hub refuses to save, or has no way to say: they are tried on their own. */
const isSaved = ({ input, expected }: Case) =>
  !expected.refused && !(input.limits['10'] !== null && input.settings.keyStages.length === 0);

function groupBy(cases: readonly Case[], keyOf: (one: Case) => string): Map<string, Case[]> {
  const found = new Map<string, Case[]>();
  for (const one of cases) found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), one]);
  return found;
}

const groups = groupBy(
  cases.filter(isSaved),
  ({ input }) => `${input.account.timeZone} ${input.now.slice(0, 7)}`,
);
const inOrder = [...groups].sort(([, [a]], [, [b]]) => a!.input.now.localeCompare(b!.input.now));

async function build(subdomain: string, zone: string, cases: readonly Case[]): Promise<Stage> {
  const users = [...cases.map(({ id }) => id), 'Биржа 900', 'Биржа 901', 'Коллега'].map((name) => ({ name }));
  const remote = await whole.sandbox.account({ subdomain, timezone: zone, users });
  const pipelines = new Map<number, Stage['pipelines'] extends ReadonlyMap<number, infer P> ? P : never>();
  for (const { id, stages } of given.pipelines) {
    const open = stages.filter(({ kind }) => kind === 'open');
    const statuses = open.map((stage, sort) => ({ name: `Этап ${stage.id}`, sort: (sort + 1) * 10 }));
    const body = [
      { name: `Воронка ${id}`, sort: id * 10, is_main: false, is_unsorted_on: true, _embedded: { statuses } },
    ];
    const made = (await remote.api('POST', '/api/v4/leads/pipelines', body)).body._embedded.pipelines[0];
    const found = made._embedded.statuses as { id: number; name: string; type: number }[];
    const ids = stages.map(({ id: stage, kind }) => {
      const own = found.find((one) => (kind === 'unsorted' ? one.type === 1 : one.name === `Этап ${stage}`));
      return [stage, kind === 'won' || kind === 'lost' ? stage : own!.id] as const;
    });
    pipelines.set(id, { id: made.id as number, stages: new Map(ids) });
  }
  return { sandbox: whole.sandbox, remote, pipelines };
}

const idOf = ({ remote }: Stage, name: string) => remote.users.find((user) => user.name === name)!.id;

/** The account's user for one of a case: who presses is its own, the others are shared. */
const usersOf =
  (stage: Stage, { id, input }: Case) =>
  (user: number): number => {
    if (user === input.user.id) return idOf(stage, id);
    return idOf(stage, exchangeUsers.includes(user) ? `Биржа ${user}` : 'Коллега');
  };

function groupsOf(stage: Stage, cases: readonly Case[]) {
  const shared = groupBy(cases, ({ input: { settings, user } }) => {
    const isOwn = settings.exchangeUsers.includes(user.id);
    return JSON.stringify([settings, isOwn ? user : null]);
  });
  return [...shared.values()].map((own, at) => {
    const { settings } = own[0]!.input;
    const refs = (places: typeof settings.keyStages) => places.map((place) => placeIn(stage, place));
    const sellers = own.filter(({ input }) => input.settings.exchangeUsers.includes(input.user.id));
    const others = settings.exchangeUsers.filter((id) => exchangeUsers.includes(id));
    return {
      name: `Группа ${at}`,
      managerIds: own
        .filter((one) => !sellers.includes(one) && settings.managers.includes(one.input.user.id))
        .map(({ id }) => idOf(stage, id)),
      exchangeUserIds: [
        ...new Set([
          ...sellers.map(({ id }) => idOf(stage, id)),
          ...others.map((id) => idOf(stage, `Биржа ${id}`)),
        ]),
      ],
      exchangeStages: refs(settings.exchangeStages),
      targetStage: placeIn(stage, settings.targetStage),
      excludedStages: refs(settings.excludedStages),
      keyStages: refs(settings.keyStages),
      saleStages: refs(settings.saleStages),
      refusalStages: refs(settings.refusalStages),
    };
  });
}

function rowOf(stage: Stage, { id, input }: Case) {
  const bounds = Object.fromEntries(
    limits.map(({ name, number }) => [name, input.limits[String(number)] ?? null]),
  );
  const isSeller = input.settings.exchangeUsers.includes(input.user.id);
  return { userId: idOf(stage, id), enabled: input.user.enabled && !isSeller, limits: bounds };
}

/** What the hub has recorded of presses before, when the account was connected to it already. */
async function recordClaims(
  accountId: string,
  stage: Stage,
  one: Case,
  leads: ReadonlyMap<number, number>,
): Promise<void> {
  for (const { at, user, lead, result } of one.input.claims)
    await whole.source.query(
      `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, terms, blocks, correlation_id, pressed_at, resolved_at)
         VALUES ($1, $2, $3, $4, $5, $6, '[]', 'before', $7, $7)`,
      [
        ...[randomUUID(), accountId, usersOf(stage, one)(user)],
        ...[['granted', 'refused'].includes(result) ? result : 'failed', leads.get(lead) ?? null],
        ...[{ targetStage: placeIn(stage, one.input.settings.targetStage) }, at],
      ],
    );
}

/** Connects the account and waits until what happened in it has come in. */
async function connect(stage: Stage, zone: string, rows: readonly Case[], grouped = rows): Promise<string> {
  const { api } = whole;
  const { remote, pipelines } = stage;
  const account = { subdomain: remote.subdomain, name: remote.subdomain, roles: ['branch'], timeZone: zone };
  const { accountId } = await api.post<{ accountId: string }>('accounts', account);
  await api.post(`accounts/${accountId}/connect`, { longLivedToken: remote.longLivedToken });
  await api.put('exchange/settings', { accountId, groups: groupsOf(stage, grouped) });
  await api.put('exchange/limits', { accountId, users: rows.map((one) => rowOf(stage, one)) });
  const journal = () => api.get<JournalView>(`accounts/${accountId}/journal`);
  await eventually(async () => expect((await journal()).reading).toBe('done'));
  for (const { id } of given.pipelines.filter(({ archived }) => archived)) {
    const about = { action: 'pipeline.archive', subdomain: remote.subdomain };
    await whole.sandbox.control('POST', 'actions', { ...about, pipelineId: pipelines.get(id)!.id });
  }
  await api.post(`accounts/${accountId}/journal/check`);
  await eventually(async () => expect((await journal()).checked).not.toBeNull());
  return accountId;
}

const codes: Record<string, string> = {
  'exchange-user': 'exchange-user',
  'switched-off': 'not-enabled',
  'not-in-group': 'not-in-group',
};

describe.each(inOrder)('the cases of %s, read back and asked for over REST', (title, cases) => {
  const [zone] = title.split(' ') as [string];
  let accountId: string;
  let stage: Stage;

  beforeAll(async () => {
    const last = Math.max(...cases.map(({ input }) => Date.parse(input.now)));
    // The hub reads back to the start of last month as it is then.
    const now = Math.min(last + 1000, monthSpan(last, zone, 0).to - 10 * 60_000);
    await clock.moveTo(now);
    whole.sandbox.sandbox.clock.set(now);
    stage = await build(title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), zone, cases);
    const leads = new Map<Case, Map<number, number>>();
    for (const one of cases) leads.set(one, await playFacts(stage, one.input.facts, usersOf(stage, one)));
    whole.sandbox.sandbox.clock.set(Date.now());
    accountId = await connect(stage, zone, cases);
    for (const one of cases) await recordClaims(accountId, stage, one, leads.get(one)!);
  });

  it.each(cases.map((one) => [one.id, one.title, one] as const))('%s: %s', async (id, _title, one) => {
    const { expected } = one;
    if (expected.refused) return;
    await clock.stopDatabaseAt(one.input.now);
    const view = await whole.api.get<EligibilityView>(
      `exchange/eligibility?accountId=${accountId}&userId=${idOf(stage, id)}`,
    );
    const found = view.reasons.map(({ reason, limit, value, bound, freesAt }) =>
      reason === 'limit'
        ? {
            limit: limits.find(({ name }) => name === limit)!.number,
            ...{ value, bound, freesAt: freesAt && Date.parse(freesAt) },
          }
        : reason,
    );
    const right = expected.blocks.map(({ limit, value, bound, freesAt }) => ({
      ...{ limit, value, bound, freesAt: freesAt === null ? null : Date.parse(freesAt) },
    }));
    expect(found).toEqual(expected.reason === null ? right : [codes[expected.reason]]);
    expect(view.mayPress).toBe(expected.allowed);
  });
});

it('refuses bounds that cannot be meant when they are saved, and names the field', async () => {
  const unsaved = given.cases.filter((one) => !isSaved(one));
  await clock.moveTo(Date.parse('2027-05-20T10:00:00Z'));
  whole.sandbox.sandbox.clock.set(Date.now());
  const stage = await build('unsaved', 'Europe/Moscow', unsaved);
  const accountId = await connect(stage, 'Europe/Moscow', [], unsaved);
  for (const one of unsaved) {
    const saving = whole.api.put('exchange/limits', { accountId, users: [rowOf(stage, one)] });
    const name = one.expected.refused ? 'daysWithoutSale' : 'keyDealsLastWeek';
    await expect(saving).rejects.toThrow(new RegExp(`: 400 .*users\\.0\\.limits\\.${name}`));
  }
  expect(unsaved.map(({ id }) => id)).toEqual(['6-days-without-sale-08', '10-key-stage-last-week-20']);
});
