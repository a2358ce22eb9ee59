import type { StageRef } from '@hub/contracts';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import {
  decideEscalation,
  type CardSeen,
  type EscalationNow,
  type EscalationSeen,
} from './decide-escalation.js';
import type { Act } from './escalation-act.js';

const pipeline = 10;
const stage = (statusId: number, pipelineId = pipeline) => ({ pipelineId, statusId });
const rules = { pipelineId: pipeline, closesHqLead: true };
const own: EscalationNow = {
  ...{ state: 'delivered', branchFrom: stage(2, 1), cardFrom: stage(5, 4), reportedPlace: stage(11) },
};
const made: EscalationNow = { ...own, cardFrom: null };
const first: CardSeen = { place: stage(11), at: 'first' };
const quiet: EscalationSeen = {
  ...{ branch: 'inside', branchPlace: stage(21, 20), card: first },
  ...{ hasNewOwner: false, hasLateContact: false, isLeaving: false, loss: null, mergedInto: null },
};

const decide = (seen: Partial<EscalationSeen>, now = own, own_rules = rules) =>
  decideEscalation(now, { ...quiet, ...seen }, own_rules);
const written = (acts: readonly Act[]) =>
  acts.map((act) => {
    if (act.do === 'move') return `${act.side} to ${act.to.pipelineId}/${act.to.statusId}`;
    return act.do === 'note' ? `note ${act.side}` : act.do;
  });
const end = (seen: Partial<EscalationSeen>, now = own, own_rules = rules) => {
  const decision = decide(seen, now, own_rules);
  return decision.kind === 'end' ? [decision.as, ...written(decision.acts)] : decision.kind;
};

describe('decideEscalation', () => {
  it('does nothing while nothing changes, also while the card is not known', () => {
    expect(decide({})).toEqual({ kind: 'stay' });
    expect(decide({ card: null })).toEqual({ kind: 'stay' });
  });

  it('is accepted by a move or a new owner, and tells the branch of each stage once', () => {
    const accepted = (place: StageRef) => ({
      kind: 'go',
      state: 'accepted',
      acts: [{ do: 'report', place }],
    });
    const work: CardSeen = { place: stage(12), at: 'later' };
    expect(decide({ card: work })).toEqual(accepted(stage(12)));
    expect(decide({ hasNewOwner: true })).toEqual(accepted(stage(11)));
    expect(decide({ card: work }, { ...own, state: 'accepted', reportedPlace: stage(12) })).toEqual({
      kind: 'stay',
    });
    const back = decide({}, { ...own, state: 'accepted', reportedPlace: stage(12) });
    expect(back).toEqual(accepted(stage(11)));
    expect(decide({ card: { place: stage(7, 6), at: 'elsewhere' } })).toMatchObject({ state: 'accepted' });
  });

  it('gives the card the contact that the branch lead has got since, after what the branch is told', () => {
    const client = [{ do: 'contact' }, { do: 'link' }];
    expect(decide({ hasLateContact: true }, made)).toEqual({ kind: 'go', state: 'delivered', acts: client });
    const work: CardSeen = { place: stage(12), at: 'later' };
    expect(decide({ hasLateContact: true, card: work }, made)).toMatchObject({
      ...{ state: 'accepted', acts: [{ do: 'report' }, ...client] },
    });
    expect(end({ hasLateContact: true, branch: 'outside' }, made)[0]).toBe('withdrawn');
  });

  it('ends with the outcome at HQ, which closes the branch lead', () => {
    const won: CardSeen = { place: stage(142), at: 'won' };
    expect(end({ card: won })).toEqual(['won', 'branch to 20/142', 'report']);
    const lost = decide({ card: { place: stage(143), at: 'lost' }, loss: 'Дорого' });
    expect(lost).toMatchObject({
      as: 'lost',
      acts: [{ to: stage(143, 20), loss: 'Дорого' }, { do: 'report' }],
    });
  });

  it('goes back where HQ hands it back', () => {
    const back: CardSeen = { place: stage(13), at: 'back' };
    expect(end({ card: back })).toEqual(['handed-back', 'branch to 1/2', 'report', 'hq to 4/5']);
    expect(end({ card: back }, made)).toEqual(['handed-back', 'branch to 1/2', 'report', 'hq to 10/143']);
    expect(end({ card: back }, { ...own, branchFrom: null })).toEqual(['handed-back', 'report', 'hq to 4/5']);
  });

  it('ends as the branch ends it', () => {
    expect(end({ branch: 'outside' })).toEqual(['withdrawn', 'hq to 4/5', 'note hq']);
    expect(end({ branch: 'outside' }, made)).toEqual(['withdrawn', 'hq to 10/143', 'note hq']);
    expect(end({ branch: 'won' })).toEqual(['closed-in-branch', 'hq to 4/5']);
    expect(end({ branch: 'lost' }, made)).toEqual(['closed-in-branch', 'hq to 10/143', 'note hq']);
    expect(end({ branch: 'won' }, made, { ...rules, closesHqLead: false })).toEqual([
      ...['closed-in-branch', 'note hq'],
    ]);
    expect(end({ isLeaving: true })).toEqual(['re-routed', 'hq to 4/5']);
  });

  it('leaves head office for the deal that is there already and into which its lead was merged', () => {
    const merged = { branch: 'gone', mergedInto: 9 } as const;
    expect(end(merged)).toEqual(['withdrawn', 'hq to 4/5', 'note hq']);
    expect(end(merged, made)).toEqual(['withdrawn', 'hq to 10/143', 'note hq']);
  });

  it('tells the other side when a lead is gone', () => {
    expect(end({ branch: 'gone' })).toEqual(['gone', 'note hq']);
    expect(end({ card: { place: stage(11), at: 'gone' } })).toEqual(['gone', 'note branch']);
  });
});

describe('decideEscalation in general', () => {
  const place = fc.record({
    pipelineId: fc.constantFrom(1, 4, 10, 20),
    statusId: fc.constantFrom(2, 5, 11, 142),
  });
  const places = fc.option(place, { nil: null });
  const nows = fc.record<EscalationNow>({
    state: fc.constantFrom('delivered', 'accepted'),
    ...{ branchFrom: places, cardFrom: places, reportedPlace: places },
  });
  const at = fc.constantFrom<CardSeen['at']>('first', 'later', 'back', 'elsewhere', 'won', 'lost', 'gone');
  const seens = fc.record<EscalationSeen>({
    branch: fc.constantFrom('inside', 'outside', 'won', 'lost', 'gone'),
    mergedInto: fc.constantFrom(null, 9),
    branchPlace: places,
    card: fc.option(fc.record({ place, at }), { nil: null }),
    ...{ hasNewOwner: fc.boolean(), hasLateContact: fc.boolean(), isLeaving: fc.boolean() },
    loss: fc.constant(null),
  });
  const moves = (now: EscalationNow, seen: EscalationSeen, side: 'hq' | 'branch') => {
    const decision = decideEscalation(now, seen, rules);
    const acts = decision.kind === 'stay' ? [] : decision.acts;
    return acts.filter((act) => act.do === 'move' && act.side === side);
  };

  it('never moves a lead that its own side has closed, deleted or taken out of the pipeline', () => {
    fc.assert(
      fc.property(nows, seens, (now, seen) => {
        if (seen.branch !== 'inside') expect(moves(now, seen, 'branch')).toEqual([]);
        if (seen.card && ['elsewhere', 'won', 'lost', 'gone'].includes(seen.card.at))
          expect(moves(now, seen, 'hq')).toEqual([]);
      }),
    );
  });

  it('ends whenever either side has ended it, and says nothing new twice', () => {
    fc.assert(
      fc.property(nows, seens, (now, seen) => {
        const decision = decideEscalation(now, seen, rules);
        if (seen.isLeaving || seen.branch !== 'inside') expect(decision.kind).toBe('end');
        if (decision.kind !== 'go') return;
        const after = { ...now, state: decision.state, reportedPlace: seen.card?.place ?? now.reportedPlace };
        const again = { ...seen, hasLateContact: false };
        expect(decideEscalation(after, again, rules)).toEqual({ kind: 'stay' });
      }),
    );
  });
});
