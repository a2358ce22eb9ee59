import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { routeLead, type BranchFacts, type LeadFacts, type RouteRules } from './route-lead.js';

const rules: RouteRules = { hqAccountId: 'hq', intakePipelineId: 10, handedOverStatusId: 12 };
const target = { accountId: 'kazan', pipelineId: 1, statusId: 2, ownerId: 3, standInId: null };
const kazan: BranchFacts = {
  id: 'b1',
  name: 'Казань',
  state: 'active',
  regions: [{ name: 'Татарстан', aliases: ['Казань', 'РТ'] }],
  target,
};
const orel: BranchFacts = {
  id: 'b2',
  name: 'Орёл',
  state: 'active',
  regions: [{ name: 'Орловская  область', aliases: [] }],
  target: { ...target, accountId: 'orel' },
};
const lead: LeadFacts = {
  accountId: 'hq',
  pipelineId: 10,
  statusId: 11,
  isUnsorted: false,
  region: 'Татарстан',
  branchName: null,
};

const decide = (change: Partial<LeadFacts>, branches: BranchFacts[] = [kazan, orel]) =>
  routeLead({ ...lead, ...change }, rules, branches);
const last = (change: Partial<LeadFacts>, branches?: BranchFacts[]) => {
  const decision = decide(change, branches);
  return [decision.kind, decision.reasons.at(-1)];
};

describe('routeLead', () => {
  it('follows the region to its branch and tells the path', () => {
    const decision = decide({});
    expect(decision).toMatchObject({ kind: 'transfer', branch: { id: 'b1', target } });
    expect(decision.reasons).toEqual([
      { check: 'account', found: 'hq' },
      { check: 'pipeline', found: 'intake' },
      { check: 'stage', found: 'open' },
      { check: 'chosen-branch', found: 'empty' },
      { check: 'region', found: 'one-branch', value: 'Татарстан' },
      { check: 'branch', found: 'active', value: 'Казань' },
      { check: 'target', found: 'account', value: 'kazan' },
    ]);
  });

  it.each([
    ['an alias', 'рт'],
    ['other letters for ё and other spaces', ' орловская область '],
  ])('understands %s', (_, region) => {
    expect(decide({ region }).kind).toBe('transfer');
  });

  it('lets the chosen branch win over the region', () => {
    expect(decide({ branchName: 'Орел' })).toMatchObject({ kind: 'transfer', branch: { id: 'b2' } });
    expect(decide({ branchName: 'Орел', region: null }).kind).toBe('transfer');
  });

  it('ignores what is not in the intake, closed or handed over', () => {
    expect(last({ accountId: 'kazan' })).toEqual(['ignore', { check: 'account', found: 'not-hq' }]);
    expect(last({ pipelineId: 9 })).toEqual(['ignore', { check: 'pipeline', found: 'other', value: '9' }]);
    expect(last({ statusId: 142 })).toEqual(['ignore', { check: 'stage', found: 'closed', value: '142' }]);
    expect(last({ statusId: 143 })).toEqual(['ignore', { check: 'stage', found: 'closed', value: '143' }]);
    expect(last({ statusId: 12 })).toEqual(['ignore', { check: 'stage', found: 'handed-over' }]);
  });

  it('waits while nothing says where the lead belongs', () => {
    expect(last({ region: null })).toEqual(['wait', { check: 'region', found: 'empty' }]);
    expect(last({ region: '  ' })).toEqual(['wait', { check: 'region', found: 'empty' }]);
  });

  it('waits until a person accepts the lead, whatever it says', () => {
    const unsorted = { isUnsorted: true, branchName: 'Орел' };
    expect(last(unsorted)).toEqual(['wait', { check: 'stage', found: 'unsorted' }]);
    expect(last({ ...unsorted, statusId: 143 })[0]).toBe('ignore');
  });

  it('leaves to a person what it cannot decide', () => {
    const twin = { ...kazan, id: 'b3' };
    expect(last({ region: 'Марс' })).toEqual([
      'manual',
      { check: 'region', found: 'no-branch', value: 'Марс' },
    ]);
    expect(last({}, [kazan, twin])).toEqual([
      'manual',
      { check: 'region', found: 'several-branches', value: 'Татарстан' },
    ]);
    expect(last({ branchName: 'Марс' })[0]).toBe('manual');
    expect(last({}, [{ ...kazan, state: 'paused' }])).toEqual([
      'manual',
      { check: 'branch', found: 'paused', value: 'Казань' },
    ]);
    expect(last({}, [{ ...kazan, target: null }])[1]).toMatchObject({ check: 'target', found: 'missing' });
    expect(last({}, [{ ...kazan, target: { ...target, accountId: 'hq' } }])[1]).toMatchObject({
      found: 'inside-hq',
    });
  });

  it('gives the regions and the name of a closed branch to its successor', () => {
    const closed = { ...kazan, id: 'b9', state: 'closed' as const };
    expect(decide({}, [closed, kazan])).toMatchObject({ kind: 'transfer', branch: { id: 'b1' } });
    expect(decide({ branchName: 'казань' }, [closed, kazan])).toMatchObject({ branch: { id: 'b1' } });
    expect(last({}, [closed])).toEqual([
      'manual',
      { check: 'region', found: 'no-branch', value: 'Татарстан' },
    ]);
  });

  it('transfers only to an active branch that the lead names, whatever the branches are', () => {
    const word = fc.constantFrom('Казань', 'Орёл', 'орел', 'РТ', '', 'Марс');
    const branch = fc.record({
      id: fc.uuid(),
      name: word,
      state: fc.constantFrom('active' as const, 'paused' as const, 'closed' as const),
      regions: fc.array(fc.record({ name: word, aliases: fc.array(word) }), { maxLength: 3 }),
      target: fc.option(fc.constantFrom(target, { ...target, accountId: 'hq' })),
    });
    const facts = fc.record({
      accountId: fc.constantFrom('hq', 'kazan'),
      pipelineId: fc.constantFrom(9, 10),
      statusId: fc.constantFrom(11, 12, 142, 143),
      isUnsorted: fc.boolean(),
      region: fc.option(word),
      branchName: fc.option(word),
    });
    fc.assert(
      fc.property(facts, fc.array(branch, { maxLength: 4 }), (given, branches) => {
        const decision = routeLead(given, rules, branches);
        expect(decision.reasons.length).toBeGreaterThan(0);
        if (decision.kind !== 'transfer') return;
        expect(given).toMatchObject({ accountId: 'hq', pipelineId: 10, statusId: 11, isUnsorted: false });
        expect(decision.branch.state).toBe('active');
        expect(decision.branch.target.accountId).not.toBe('hq');
        expect(given.region ?? given.branchName).not.toBeNull();
      }),
    );
  });
});
