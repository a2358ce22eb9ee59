import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DecidedBranch } from '../lead/respect-cancel.js';
import type { BranchFacts, RouteDecision, Target } from '../lead/route-lead.js';
import {
  decideReJudge,
  foreseeJudgement,
  isBounded,
  isDue,
  mostAtOnce,
  type ChangingLead,
  type ReJudgeState,
  type KnownLead,
} from './decide-re-judge.js';

const target: Target = { accountId: 'a', pipelineId: 1, statusId: 2, ownerId: null, standInId: null };
const branch: BranchFacts & { target: Target } = {
  ...{ id: 'kazan', name: 'Казань', state: 'active', regions: [] },
  target,
};
const paused = { check: 'branch', found: 'paused', value: 'Казань' } as const;
const toKazan: DecidedBranch = { decision: { kind: 'transfer', branch, reasons: [] }, branchId: 'kazan' };
const decided = (
  kind: 'wait' | 'manual' | 'ignore',
  ...reasons: RouteDecision['reasons']
): DecidedBranch => ({
  decision: { kind, reasons },
  branchId: null,
});
const judged = (kind: RouteDecision['kind'], transfer: KnownLead['transfer'] = null): KnownLead => ({
  judged: { kind, reason: paused },
  transfer,
  wasHandedOver: false,
});
const handedOverStage = { kind: 'ignore', reason: { check: 'stage', found: 'handed-over' } } as const;

describe('foreseeJudgement', () => {
  it.each<[string, KnownLead, DecidedBranch, { branchId: string | null } | null]>([
    ['a lead for a paused branch goes when it is resumed', judged('manual'), toKazan, { branchId: 'kazan' }],
    ['a lead that waits goes', judged('wait'), toKazan, { branchId: 'kazan' }],
    ['one that says the same stays', judged('manual'), decided('manual', paused), null],
    [
      'one that waits for something else now is recorded',
      judged('wait'),
      decided('manual', paused),
      { branchId: null },
    ],
    ['`ignore` is not woken', judged('ignore'), toKazan, null],
    [
      'one that stood elsewhere by the rules of then goes',
      { judged: handedOverStage, transfer: null, wasHandedOver: false },
      toKazan,
      { branchId: 'kazan' },
    ],
    [
      'one that has been in a branch stays where the hand-over has put it',
      { judged: handedOverStage, transfer: null, wasHandedOver: true },
      toKazan,
      null,
    ],
    [
      'one that waits after it has been in a branch goes',
      { ...judged('wait'), wasHandedOver: true },
      toKazan,
      { branchId: 'kazan' },
    ],
    [
      'one that an operator has ignored does not',
      {
        judged: { kind: 'ignore', reason: { check: 'operator', found: 'ignored' } },
        transfer: null,
        wasHandedOver: false,
      },
      toKazan,
      null,
    ],
    [
      'one that was believed gone, and is there again, goes',
      {
        judged: { kind: 'ignore', reason: { check: 'lead', found: 'absent' } },
        transfer: null,
        wasHandedOver: false,
      },
      toKazan,
      { branchId: 'kazan' },
    ],
    ['one on its way goes on by itself', judged('transfer', { isGivenUp: false }), toKazan, null],
    [
      'a refused transfer is tried again',
      judged('transfer', { isGivenUp: true }),
      toKazan,
      { branchId: 'kazan' },
    ],
    [
      'a refused transfer without a branch is recorded',
      judged('transfer', { isGivenUp: true }),
      decided('manual', paused),
      { branchId: null },
    ],
    [
      'one that nobody has judged goes',
      { judged: null, transfer: null, wasHandedOver: false },
      toKazan,
      { branchId: 'kazan' },
    ],
    [
      'one that nobody has judged gets its decision',
      { judged: null, transfer: null, wasHandedOver: false },
      decided('wait', paused),
      { branchId: null },
    ],
    [
      'one with a transfer of older records goes on by itself',
      { judged: null, transfer: { isGivenUp: false }, wasHandedOver: false },
      toKazan,
      null,
    ],
  ])('%s', (_name, known, decision, foreseen) => {
    expect(foreseeJudgement(known, decision)).toEqual(foreseen);
  });
});

describe('isBounded', () => {
  const waits = (check: string): KnownLead => ({
    judged: { kind: 'wait', reason: { check, found: 'full', value: 'Казань' } },
    ...{ transfer: null, wasHandedOver: false },
  });
  const to = (more: Partial<Omit<BranchFacts, 'target'>>): DecidedBranch => ({
    decision: { kind: 'transfer', branch: { ...branch, ...more }, reasons: [] },
    branchId: 'kazan',
  });
  const room = { isLimited: true, quota: { isFull: false, until: null } };

  it.each<[string, KnownLead, DecidedBranch, boolean]>([
    ['waited for room that there is now', waits('quota'), to(room), true],
    ['waited for something else', waits('hours'), to(room), false],
    ['goes where no quota is any more', waits('quota'), to({ isLimited: false }), false],
    ['goes where nobody says whether there is room', waits('quota'), to({ ...room, quota: null }), false],
    ['waits still', waits('quota'), decided('wait', { check: 'quota', found: 'full' }), false],
  ])('a lead that %s', (_name, known, decision, expected) => {
    expect(isBounded(known, decision)).toBe(expected);
  });
});

const now = new Date('2026-03-10T12:00:00Z');
const dayMs = 86_400_000;
const ago = (days: number) => new Date(now.getTime() - days * dayMs);
const at = { now, maxAgeMs: 3 * dayMs };
const lead = (leadId: number, more: Partial<ChangingLead> = {}): ChangingLead => ({
  ...{ leadId, branchId: 'kazan', isEnded: false, createdAt: ago(1), touchedAt: ago(1), listed: null },
  goesByItself: false,
  ...more,
});
const many = (count: number) => Array.from({ length: count }, (_, at) => lead(at + 1));
const listed = (state: ReJudgeState, branchId = 'kazan') => ({ listed: { state, branchId } });
const statesOf = (leads: readonly ChangingLead[]) =>
  decideReJudge(leads, at).map(({ leadId, state }) => `${leadId} ${state}`);

describe('isDue', () => {
  const waits = (kind: RouteDecision['kind'], until: Date | null): KnownLead['judged'] => ({
    kind,
    reason: { check: 'hours', found: 'outside-hours', ...(until && { until: until.toISOString() }) },
  });

  it.each<[string, KnownLead['judged'], boolean]>([
    ['that waited for a moment which has come', waits('wait', ago(0.01)), true],
    ['that waits for a moment to come', waits('wait', ago(-0.01)), false],
    ['that waits for no moment', waits('wait', null), false],
    ['about which a person has to decide', waits('manual', ago(1)), false],
    ['that nobody has judged', null, false],
  ])('a lead %s', (_name, judged, expected) => {
    expect(isDue({ judged }, now)).toBe(expected);
  });
});

describe('decideReJudge', () => {
  it('releases the oldest first', () => {
    const leads = [lead(2), lead(1), lead(3, { createdAt: ago(2) })];
    expect(statesOf(leads)).toEqual(['3 released', '1 released', '2 released']);
  });

  it('asks about all of more than twenty', () => {
    expect(new Set(decideReJudge(many(mostAtOnce), at).map(({ state }) => state))).toEqual(
      new Set(['released']),
    );
    expect(new Set(decideReJudge(many(mostAtOnce + 1), at).map(({ state }) => state))).toEqual(
      new Set(['asked']),
    );
  });

  it('counts only leads that would move', () => {
    const states = statesOf([...many(mostAtOnce), lead(99, { branchId: null })]);
    expect(states).toContain('1 released');
    expect(states).toContain('99 recheck');
  });

  it('asks about a lead that nobody has touched for too long, and releases the others', () => {
    expect(statesOf([lead(1, { touchedAt: ago(4) }), lead(2)])).toEqual(['1 asked', '2 released']);
  });

  it('asks about none of those that go by themselves, and about no other one because of them', () => {
    const bounded = many(mostAtOnce + 1).map((one) => ({ ...one, goesByItself: true }));
    const states = decideReJudge([...bounded, lead(99)], at).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['released']));
    expect(statesOf([{ ...lead(1, { touchedAt: ago(9), ...listed('asked') }), goesByItself: true }])).toEqual(
      ['1 released'],
    );
  });

  it('goes on asking until it is answered, and counts what it has asked about', () => {
    expect(statesOf([lead(1, listed('asked')), lead(2)])).toEqual(['1 asked', '2 released']);
    const asked = many(mostAtOnce).map((one) => ({ ...one, ...listed('asked') }));
    expect(statesOf([...asked, lead(99)])).toContain('99 asked');
  });

  it('does what was answered, however many or old they are', () => {
    const allowed = many(30).map((one) => ({ ...one, touchedAt: ago(9), ...listed('released') }));
    expect(new Set(decideReJudge(allowed, at).map(({ state }) => state))).toEqual(new Set(['released']));
    expect(statesOf([lead(1, listed('declined'))])).toEqual([]);
    expect(statesOf([lead(1, listed('declined', 'omsk'))])).toEqual(['1 released']);
    expect(statesOf([lead(1, { branchId: null, ...listed('declined') })])).toEqual([]);
    expect(statesOf([lead(1, { branchId: null, isEnded: true, ...listed('declined') })])).toEqual([
      '1 released',
    ]);
  });

  it('never moves more than twenty, or an old one, that nobody has allowed', () => {
    const any = fc.record({
      branchId: fc.constantFrom('kazan', 'omsk', null),
      createdAt: fc.integer({ min: 0, max: 9 }).map(ago),
      touchedAt: fc.integer({ min: 0, max: 9 }).map(ago),
      listed: fc.constantFrom(
        null,
        ...(['asked', 'released', 'declined', 'recheck'] as const).map((state) => listed(state).listed),
      ),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (parts) => {
        const leads = parts.map((part, leadId) => ({ ...part, leadId, isEnded: false, goesByItself: false }));
        const result = decideReJudge(leads, at);
        const moved = result.filter(({ state }) => state === 'released');
        const unasked = moved.filter(({ leadId }) => leads[leadId]?.listed?.state !== 'released');
        expect(unasked.length).toBeLessThanOrEqual(mostAtOnce);
        expect(unasked.filter(({ leadId }) => leads[leadId]!.touchedAt < ago(3))).toEqual([]);
        const left = leads.filter(({ leadId }) => !result.some((one) => one.leadId === leadId));
        expect(left.filter((one) => one.listed?.state !== 'declined')).toEqual([]);
        const ages = result.map(({ createdAt }) => createdAt.getTime());
        expect(ages).toEqual([...ages].sort((one, other) => one - other));
      }),
    );
  });
});
