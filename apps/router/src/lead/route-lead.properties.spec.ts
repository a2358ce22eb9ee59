import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areasOf, RegionReader } from '@hub/regions';
import { readPlace } from '../region/read-place.js';
import { routingRules } from '../rule/routing-rules.js';
import { sayReason } from '../rule/say-reason.js';
import type { BranchFacts, LeadFacts, RouteRules, TerritoryFacts } from '../rule/facts.js';
import { routeLead } from './route-lead.js';

const reader = new RegionReader();
const read = (text: string) => reader.read(text);
const word = fc.constantFrom(
  'Татарстан',
  'Казань',
  'Набережные Челны',
  'РТ',
  'Юг',
  'Марс',
  'Киров',
  'Самара',
  '',
);
const ids = ['a', 'b', 'c', 'd'] as const;
const id = fc.constantFrom(...ids);
const until = fc.constantFrom(null, '2026-12-01T00:00:00.000Z', '2026-12-02T00:00:00.000Z');

const branches: fc.Arbitrary<BranchFacts[]> = fc
  .tuple(
    ...ids.map(
      (own) =>
        fc.record({
          id: fc.constant(own),
          name: fc.constantFrom(`Филиал ${own}`, 'Казань'),
          state: fc.constantFrom('active', 'active', 'active', 'paused', 'closed'),
          regions: fc.array(fc.record({ name: word, aliases: fc.array(word, { maxLength: 2 }) }), {
            maxLength: 2,
          }),
          target: fc.constantFrom(null, ...[1, 2, 3].map(() => target(own)), target('hq')),
          opening: fc.record({ isOpen: fc.boolean(), opensAt: until }),
          quota: fc.constantFrom(null, { isFull: true, until: null }, { isFull: false, until: null }),
          openLeads: fc.nat(20),
        }) as fc.Arbitrary<BranchFacts>,
    ),
  )
  .map((all) => all.map((branch) => ({ ...branch, areas: areasOf(branch.regions, read) })));

function target(accountId: string) {
  return { accountId, pipelineId: 1, statusId: 2, ownerId: null, standInId: null };
}

const territory: fc.Arbitrary<TerritoryFacts> = fc
  .record({
    region: word.filter((text) => text !== ''),
    branches: fc.uniqueArray(fc.record({ branchId: id, weight: fc.constantFrom(null, 1, 5) }), {
      ...{ minLength: 1, maxLength: 3, selector: ({ branchId }) => branchId },
    }),
    isExclusive: fc.boolean(),
    credits: fc.dictionary(id, fc.integer({ min: -9, max: 9 })),
  })
  .map((one) => ({
    ...one,
    branches: one.isExclusive ? one.branches.slice(0, 1) : one.branches,
    areas: areasOf([{ name: one.region, aliases: [] }], read),
  }));

const rules: fc.Arbitrary<RouteRules> = fc.record({
  ...{
    hqAccountId: fc.constant('hq'),
    intakePipelineId: fc.constant(10),
    handedOverStatusId: fc.constant(12),
  },
  territories: fc.uniqueArray(territory, { maxLength: 3, selector: ({ region }) => region }),
  strategy: fc.constantFrom(null, 'weighted', 'round-robin', 'least-open'),
  outsideHours: fc.constantFrom(null, 'anyway', 'wait-for-opening', 'next-branch'),
  withoutQuota: fc.constantFrom(null, 'wait', 'go-on'),
  repeatClientFirst: fc.constantFrom(null, true, false),
  fallbackBranchId: fc.constantFrom(null, ...ids),
});

const lead: fc.Arbitrary<LeadFacts> = fc.record({
  accountId: fc.constantFrom('hq', 'hq', 'hq', 'a'),
  pipelineId: fc.constantFrom(10, 10, 10, 9),
  statusId: fc.constantFrom(11, 11, 11, 12, 142, 143),
  isUnsorted: fc.constantFrom(false, false, true),
  hasTrail: fc.boolean(),
  lastLeg: fc.option(fc.record({ statusId: fc.constantFrom(null, 11, 13), isOtherChosen: fc.boolean() })),
  place: fc
    .tuple(fc.option(word), fc.option(word))
    .map(([region, city]) => readPlace({ region, city, phoneRegion: null }, read)),
  branchName: fc.constantFrom(null, null, 'Казань', 'Филиал a', 'Филиал b', 'Марс'),
  word: fc.constantFrom(
    null,
    null,
    { kind: 'assign', branchId: 'c', by: 'ann', isDone: false },
    { kind: 'ignore', reason: 'spam', by: 'ann' },
  ),
  known: fc.array(fc.record({ branchId: id, by: fc.constantFrom('contact', 'phone', 'email') }), {
    maxLength: 2,
  }),
  unreadBranches: fc.subarray(['A', 'B', 'C', 'D']),
  currentBranchId: fc.option(id),
});

const runs = { numRuns: process.env.LONG_TESTS ? 1500 : 300 };

describe('routeLead, whatever leads, rules and branches are', () => {
  it('answers the same to the same, with a path that ends with what decided, all of it in words', () => {
    fc.assert(
      fc.property(lead, rules, branches, (given, by, all) => {
        const decision = routeLead(given, by, all);
        expect(routeLead(given, by, all)).toEqual(decision);
        const steps = [...decision.reasons, ...(decision.notTaken ?? [])];
        expect(decision.reasons.length).toBeGreaterThan(0);
        for (const step of steps) expect(sayReason(step)).not.toBeNull();
        // Nobody is passed by and gets it.
        const passedIds = (decision.notTaken ?? []).map(({ branchId }) => branchId);
        if (decision.kind === 'transfer' && given.word?.kind !== 'assign')
          expect(passedIds.filter((one) => one === decision.branch.id)).toEqual([]);
      }),
      runs,
    );
  });

  it('names the rule that decided with the last step of its path', () => {
    const checksOf = (name: string) =>
      Object.keys(routingRules.find((rule) => rule.name === name)?.words ?? {});
    const anyCheck = new Set(routingRules.flatMap(({ words }) => Object.keys(words)));
    fc.assert(
      fc.property(lead, rules, branches, (given, by, all) => {
        const { kind, reasons } = routeLead(given, by, all);
        const last = reasons.at(-1)!;
        expect(anyCheck).toContain(last.check);
        if (kind === 'transfer') {
          expect(last.check).toBe('target');
          expect(['account', 'pipeline']).toContain(last.found);
        }
        if (kind === 'ignore') expect([...checksOf('intake'), ...checksOf('assigned')]).toContain(last.check);
        // Nobody is to choose among branches: those who are left were taken out one by one.
        if (kind === 'manual' || kind === 'wait') expect(last.found).not.toBe('account');
      }),
      runs,
    );
  });

  it('never goes to a branch that is paused, closed or full, or outside its hours where the rules mind them', () => {
    fc.assert(
      fc.property(lead, rules, branches, (given, by, all) => {
        const decision = routeLead(given, by, all);
        if (decision.kind !== 'transfer') return;
        const { branch } = decision;
        expect(branch.state).toBe('active');
        if (branch.target.accountId === by.hqAccountId)
          expect(branch.target.pipelineId).not.toBe(by.intakePipelineId);
        if (branch.id === given.currentBranchId) return;
        expect(branch.quota?.isFull ?? false).toBe(false);
        if (by.withoutQuota === 'wait') expect(branch.quota).not.toBeNull();
        if ((by.outsideHours ?? 'anyway') !== 'anyway') expect(branch.opening?.isOpen).toBe(true);
      }),
      runs,
    );
  });

  it('lets what a person has said win over everything else', () => {
    fc.assert(
      fc.property(lead, rules, branches, (given, by, all) => {
        const decision = routeLead(given, by, all);
        if (decision.kind !== 'transfer') return;
        if (given.word?.kind === 'assign') expect(decision.branch.id).toBe('c');
        else if (given.branchName !== null) expect(decision.branch.name).toBe(given.branchName);
        expect(given.word?.kind).not.toBe('ignore');
      }),
      runs,
    );
  });

  it('breaks no exclusive territory', () => {
    fc.assert(
      fc.property(lead, rules, branches, (given, by, all) => {
        const { place } = given;
        const decision = routeLead(given, by, all);
        if (decision.kind !== 'transfer' || given.word || given.branchName !== null) return;
        if (place.kind !== 'region') return;
        const owners = (by.territories ?? [])
          .filter(({ isExclusive }) => isExclusive === true)
          .filter(({ areas = [] }) =>
            areas.some(
              ({ region, town }) => region === place.region && (town === null || town === place.town),
            ),
          )
          .flatMap((one) => one.branches.map(({ branchId }) => branchId));
        if (owners.length > 0) expect(owners).toContain(decision.branch.id);
      }),
      runs,
    );
  });

  it('shares a territory by weight within one lead, over any number of leads', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(60),
        (one, other, count) => {
          const shared = { ...target('x') };
          const all = ids.slice(0, 2).map((own): BranchFacts => ({
            id: own,
            name: own,
            state: 'active',
            regions: [],
            target: { ...shared, accountId: own },
          }));
          let credits = {};
          const got = { a: 0, b: 0 };
          for (let n = 0; n < count; n += 1) {
            const territories = [
              {
                region: 'Юг',
                credits,
                branches: [
                  { branchId: 'a', weight: one },
                  { branchId: 'b', weight: other },
                ],
              },
            ];
            const decision = routeLead(
              {
                ...{ accountId: 'hq', pipelineId: 10, statusId: 11, isUnsorted: false, branchName: null },
                place: { kind: 'unknown', from: 'region', text: 'Юг' },
              },
              { hqAccountId: 'hq', intakePipelineId: 10, handedOverStatusId: 12, territories },
              all,
            );
            if (decision.kind !== 'transfer') throw new Error('not shared');
            credits = decision.rotation?.credits ?? {};
            got[decision.branch.id as 'a' | 'b'] += 1;
          }
          expect(Math.abs(got.a - (count * one) / (one + other))).toBeLessThan(1);
        },
      ),
    );
  });
});
