import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { areasOf, RegionReader } from '@hub/regions';
import { readPlace } from '../region/read-place.js';
import { routeLead, type BranchFacts, type LeadFacts, type RouteRules } from './route-lead.js';

const reader = new RegionReader();
const read = (text: string) => reader.read(text);
const rules: RouteRules = { hqAccountId: 'hq', intakePipelineId: 10, handedOverStatusId: 12 };
const atIntake = { accountId: 'hq', pipelineId: 10 };
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
  place: { kind: 'empty' },
  branchName: null,
};

/** A lead with what is written in it. */
type Written = Partial<LeadFacts> & { region?: string | null; city?: string | null };
const placeOf = ({ region = null, city = null }: Written) =>
  readPlace({ region, city, phoneRegion: null }, read);

const decide = (change: Written, branches: BranchFacts[] = [kazan, orel]) => {
  const { region, city, ...facts } = { region: 'Татарстан', ...change };
  const withAreas = branches.map((branch) => ({ ...branch, areas: areasOf(branch.regions, read) }));
  return routeLead({ ...lead, ...facts, place: placeOf({ region, city: city ?? null }) }, rules, withAreas);
};
const last = (change: Written, branches?: BranchFacts[]) => {
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

  it('reads a misspelt region by the dictionary, and says that it was guessed', () => {
    const decision = decide({ region: 'Альметьефск' });
    expect(decision).toMatchObject({ kind: 'transfer', branch: { id: 'b1' } });
    expect(decision.reasons.slice(4, 6)).toEqual([
      { check: 'place', found: 'fuzzy', value: 'Республика Татарстан' },
      { check: 'region', found: 'one-branch', value: 'Альметьефск' },
    ]);
  });

  it('reads the city when there is no region', () => {
    const decision = decide({ region: null, city: 'из Ливен, Орловская обл' });
    expect(decision).toMatchObject({ kind: 'transfer', branch: { id: 'b2' } });
    expect(decision.reasons).toContainEqual(expect.objectContaining({ check: 'city', found: 'one-branch' }));
  });

  it.each([
    ['a zone of its own', 'Юг', 'Казань'],
    ['a doubtful word', 'Киров', 'Киров'],
  ])('follows a branch that claims the region of a lead, %s, whatever the city says', (_, region, city) => {
    const south = { ...orel, regions: [{ name: region, aliases: [] }] };
    expect(decide({ region, city }, [kazan, south])).toMatchObject({
      kind: 'transfer',
      branch: { id: 'b2' },
    });
    expect(decide({ region, city }, [kazan, south]).reasons).toContainEqual({
      ...{ check: 'region', found: 'one-branch', value: region },
    });
  });

  it('leaves to a person what may mean several regions, but for a word that a branch has claimed', () => {
    expect(last({ region: 'Киров' })).toEqual([
      'manual',
      {
        ...{ check: 'region', found: 'ambiguous', value: 'Киров' },
        candidates: ['Калужская область', 'Кировская область'],
      },
    ]);
    const kirov = { ...orel, regions: [{ name: 'Киров', aliases: [] }] };
    expect(decide({ region: 'киров' }, [kirov])).toMatchObject({ kind: 'transfer', branch: { id: 'b2' } });
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
    expect(last({ statusId: 12, hasTrail: true })).toEqual([
      'ignore',
      { check: 'stage', found: 'handed-over' },
    ]);
    expect(last({ isEscalated: true })).toEqual(['manual', { check: 'stage', found: 'escalated' }]);
  });

  it('leaves a lead to a person that stands in the handed-over stage and was never handed over', () => {
    expect(last({ statusId: 12 })).toEqual(['manual', { check: 'stage', found: 'handed-over' }]);
    expect(decide({ statusId: 12, branchName: 'Орел' })).toMatchObject({
      kind: 'transfer',
      branch: { id: 'b2' },
    });
    const word = { kind: 'ignore', reason: 'спам', by: 'Ольга' } as const;
    expect(decide({ statusId: 12, word }).kind).toBe('ignore');
  });

  it('leaves a lead to a person that a branch has had, unless a person has said that one is to have it', () => {
    const lastLeg = { statusId: 13, isOtherChosen: false };
    const had = { hasTrail: true, lastLeg };
    expect(last(had)).toEqual(['manual', { check: 'stage', found: 'was-in-branch' }]);
    expect(last({ ...had, statusId: 13 })).toEqual(['ignore', { check: 'stage', found: 'handed-over' }]);
    expect(decide({ ...had, lastLeg: { ...lastLeg, isOtherChosen: true } }).kind).toBe('transfer');
    expect(decide({ ...had, isAsked: true }).kind).toBe('transfer');
    const word = { kind: 'ignore', reason: 'спам', by: 'Ольга' } as const;
    expect(last({ ...had, word })).toEqual(['ignore', expect.objectContaining({ check: 'operator' })]);
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
    expect(last({}, [{ ...kazan, target: { ...target, ...atIntake } }])[1]).toMatchObject({
      found: 'is-intake',
    });
  });

  it.each([
    ['has no target', null],
    ['wants its leads in the intake itself', { ...target, ...atIntake }],
  ])('passes a branch by that %s, so that it stops neither its territory nor the fallback', (_, nowhere) => {
    const unready = { ...orel, target: nowhere };
    const branches = [{ branchId: 'b1' }, { branchId: 'b2' }].map((one) => ({ ...one, weight: 1 }));
    const given = (credits: Record<string, number>, change: Partial<RouteRules> = {}) =>
      routeLead(
        { ...lead, place: placeOf({ region: 'Татарстан' }) },
        { ...rules, territories: [{ region: 'Татарстан', branches, credits }], ...change },
        [kazan, unready],
      );
    const found = nowhere ? 'is-intake' : 'missing';
    const notTaken = [{ check: 'target', found, value: 'Орёл', branchId: 'b2' }];
    for (const strategy of ['weighted', 'least-open'] as const)
      expect(given({ b1: -1, b2: 1 }, { strategy })).toMatchObject({
        ...{ kind: 'transfer', branch: { id: 'b1' }, notTaken },
      });
    const alone = [{ region: 'Татарстан', branches: branches.slice(1) }];
    expect(given({}, { territories: alone, fallbackBranchId: 'b1' })).toMatchObject({
      ...{ kind: 'transfer', branch: { id: 'b1' }, notTaken },
    });
    expect(given({}, { territories: alone }).kind).toBe('manual');
  });

  it('hands over to a branch that is another pipeline of head office', () => {
    const inside = { ...kazan, target: { ...target, ...atIntake, pipelineId: 77 } };
    expect(last({}, [inside])).toEqual(['transfer', { check: 'target', found: 'pipeline', value: '77' }]);
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
      branchName: fc.option(word),
      place: fc.option(word).map((region) => placeOf({ region })),
    });
    fc.assert(
      fc.property(facts, fc.array(branch, { maxLength: 4 }), (given, branches) => {
        const decision = routeLead(given, rules, branches);
        expect(decision.reasons.length).toBeGreaterThan(0);
        if (decision.kind !== 'transfer') return;
        expect(given).toMatchObject({ accountId: 'hq', pipelineId: 10, statusId: 11, isUnsorted: false });
        expect(decision.branch.state).toBe('active');
        expect(decision.branch.target.accountId).not.toBe('hq');
        expect(given.place.kind !== 'empty' || given.branchName !== null).toBe(true);
      }),
    );
  });
});
