import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { message } from '@hub/messages';
import {
  decideMirror,
  isHubsClosing,
  mirrorCodes,
  type BranchSeen,
  type HqSeen,
  type Mirrored,
} from './decide-mirror.js';

const rules = { intakePipelineId: 1, handedOverStatusId: 7, closesHqLead: true };
const nothingLost = { lossReason: null, unreadReasonId: null };
const branch: BranchSeen = {
  ...{ status: 'open', stage: 'Новое', owner: 'Анна', ownerId: 4, price: 100 },
  ...nothingLost,
};
const hq: HqSeen = {
  codes: new Set(Object.values(mirrorCodes)),
  lossReasons: new Map([['Дорого', 31]]),
  lead: { pipelineId: 1, statusId: 7, isGone: false },
  countsAs: null,
};
const say = (result: unknown): string => JSON.stringify(result);
const text = (key: string, facts = {}): string => JSON.stringify({ key, facts });

function decide(
  seen: Partial<BranchSeen>,
  at: Partial<HqSeen> = {},
  written: Mirrored | null = null,
  own = rules,
) {
  return decideMirror({ ...branch, ...seen }, { ...hq, ...at }, { rules: own, written, say });
}

describe('decideMirror', () => {
  it('writes stage, owner, result and price by name, and leaves the lead where it is while it is open', () => {
    expect(decide({})).toEqual({
      patch: {
        values: { stage: 'Новое', owner: 'Анна', result: text('cards.result-open'), price: 100 },
        move: null,
        lossReasonId: null,
      },
      begun: { values: {}, closedAs: null, movedAt: null, tried: null },
      written: {
        values: { stage: 'Новое', owner: 'Анна', result: text('cards.result-open'), price: 100 },
        closedAs: null,
        movedAt: null,
        tried: null,
      },
      leftOut: [],
      isOutcomeLate: false,
    });
  });

  it('writes only what differs from what was written last', () => {
    const { written } = decide({});
    expect(decide({}, {}, written).patch).toBeNull();
    expect(decide({ price: 200 }, {}, written).patch?.values).toEqual({ price: 200 });
  });

  it('does not go on naming the former owner when the name of the new one is unknown', () => {
    const { written } = decide({});
    const { patch, leftOut } = decide({ owner: null, ownerId: 5 }, {}, written);
    expect(patch?.values).toEqual({ owner: text('cards.owner-unnamed', { id: '5' }) });
    expect(leftOut).toEqual([message('custody.no-owner')]);
    expect(decide({ owner: null }).patch?.values).not.toHaveProperty('owner');
  });

  it('closes the HQ lead with the outcome, with the loss reason of that name', () => {
    expect(decide({ status: 'won' }).patch?.move).toEqual({ pipelineId: 1, statusId: 142 });
    const lost = decide({ status: 'lost', lossReason: 'Дорого' });
    expect(lost.patch).toMatchObject({ move: { pipelineId: 1, statusId: 143 }, lossReasonId: 31 });
    expect(lost.written.closedAs).toBe('lost');
    const other = decide({ status: 'lost', lossReason: 'Нет денег' });
    expect(other.patch?.lossReasonId).toBeNull();
    expect(other.leftOut).toEqual([message('custody.no-loss-reason', { reason: 'Нет денег' })]);
  });

  it('leaves it as it is where another lead of head office counts as won for the same deal', () => {
    const decision = decide({ status: 'won' }, { countsAs: 9 });
    expect(decision).toMatchObject({
      patch: { move: null },
      written: { closedAs: null },
      isOutcomeLate: true,
    });
    expect(decision.leftOut).toEqual([message('custody.one-deal', { leadId: '9' })]);
    // What a person has closed stays, and is decided.
    const closed = { pipelineId: 1, statusId: 143, isGone: false };
    expect(decide({ status: 'won' }, { countsAs: 9, lead: closed }).isOutcomeLate).toBe(false);
  });

  it('closes it also where an account does not give its loss reasons, and says so', () => {
    const unread = decide({ status: 'lost', unreadReasonId: 5 });
    expect(unread.patch?.move).toEqual({ pipelineId: 1, statusId: 143 });
    expect(unread.leftOut).toEqual([message('custody.loss-reason-unread', { id: '5' })]);
    const there = decide({ status: 'lost', lossReason: 'Дорого' }, { lossReasons: null });
    expect(there.patch).toMatchObject({ move: { statusId: 143 }, lossReasonId: null });
    expect(there.leftOut).toEqual([message('custody.loss-reasons-unread', { reason: 'Дорого' })]);
  });

  it('closes nothing where the rules say so', () => {
    const won = decide({ status: 'won' }, {}, null, { ...rules, closesHqLead: false });
    expect(won.patch?.move).toBeNull();
    expect(won.written.closedAs).toBeNull();
  });

  it('leaves a lead alone that a person has closed at HQ, and says so', () => {
    const lead = { pipelineId: 1, statusId: 143, isGone: false };
    const won = decide({ status: 'won' }, { lead });
    expect(won.patch?.move).toBeNull();
    expect(won.leftOut).toEqual([message('custody.hq-closed')]);
  });

  it.each([
    ['another pipeline', { pipelineId: 2, statusId: 50 }],
    ['another stage of the intake', { pipelineId: 1, statusId: 9 }],
    ['a stage of that number in another pipeline', { pipelineId: 2, statusId: 7 }],
  ])('leaves a lead alone that a person has moved to %s, and says so', (_, place) => {
    for (const status of ['won', 'lost'] as const) {
      const closing = decide({ status, lossReason: 'Дорого' }, { lead: { ...place, isGone: false } });
      expect(closing).toMatchObject({
        patch: { move: null, lossReasonId: null },
        written: { closedAs: null },
      });
      expect(closing.leftOut).toEqual([message('custody.hq-moved')]);
    }
  });

  it('closes a lead that stands where the rules of its hand-over put it', () => {
    const own = { ...rules, handedOverTo: { pipelineId: 3, statusId: 30 } };
    const lead = { pipelineId: 3, statusId: 30, isGone: false };
    const won = decide({ status: 'won' }, { lead }, null, own);
    expect(won.patch?.move).toEqual({ pipelineId: 3, statusId: 142 });
  });

  it('closes a lead that the journal has not seen since the hub moved it', () => {
    expect(decide({ status: 'won' }, { lead: null }).patch?.move).toEqual({ pipelineId: 1, statusId: 142 });
  });

  it('closes it the other way when the branch does', () => {
    const written: Mirrored = { values: {}, closedAs: 'lost', movedAt: null };
    const lead = { pipelineId: 1, statusId: 143, isGone: false };
    expect(decide({ status: 'won' }, { lead }, written).patch?.move).toEqual({
      pipelineId: 1,
      statusId: 142,
    });
  });

  it('opens the HQ lead again when the branch does, unless a person has moved it meanwhile', () => {
    const written: Mirrored = { values: {}, closedAs: 'won', movedAt: null };
    const at = (statusId: number) => ({ lead: { pipelineId: 1, statusId, isGone: false } });
    expect(decide({}, at(142), written).patch?.move).toEqual({ pipelineId: 1, statusId: 7 });
    expect(decide({}, at(9), written).patch?.move).toBeNull();
    expect(decide({}, at(9), written).written.closedAs).toBeNull();
  });

  describe('after a closing whose answer was lost', () => {
    const at = (statusId: number) => ({ lead: { pipelineId: 1, statusId, isGone: false } });
    const { begun } = decide({ status: 'won' });

    it('knows the closing for its own, and does not write it again', () => {
      const again = decide({ status: 'won' }, at(142), begun);
      expect(again.patch?.move).toBeNull();
      expect(again).toMatchObject({ written: { closedAs: 'won', tried: null }, leftOut: [] });
    });

    it('closes the HQ lead again that is open still', () => {
      expect(decide({ status: 'won' }, at(7), begun).patch?.move).toEqual({ pipelineId: 1, statusId: 142 });
    });

    it('goes on to what the branch has made of the lead since', () => {
      const lost = decide({ status: 'lost' }, at(142), begun);
      expect(lost.patch?.move).toEqual({ pipelineId: 1, statusId: 143 });
      // The answer to this one is lost as well, and the journal has not seen it.
      const second = decide({ status: 'lost' }, at(142), lost.begun);
      expect(second.patch?.move).toEqual({ pipelineId: 1, statusId: 143 });
      for (const statusId of [7, 142])
        expect(decide({}, at(statusId), begun).patch?.move).toEqual({ pipelineId: 1, statusId: 7 });
    });

    it('leaves a lead alone that a person has closed otherwise or elsewhere', () => {
      const elsewhere = { lead: { pipelineId: 2, statusId: 142, isGone: false } };
      for (const place of [at(143), elsewhere])
        expect(decide({ status: 'won' }, place, begun).leftOut).toEqual([message('custody.hq-closed')]);
    });

    it('is the closing of the hub for an escalation too', () => {
      expect([142, 143].map((statusId) => isHubsClosing(begun, statusId))).toEqual([true, false]);
    });
  });

  it('leaves out what HQ has no field for and what nobody knows the name of', () => {
    const { patch, leftOut } = decide({ stage: null }, { codes: new Set([mirrorCodes.price]) });
    expect(patch?.values).toEqual({ price: 100 });
    expect(leftOut).toEqual([
      message('custody.no-stage'),
      message('custody.no-field', { code: mirrorCodes.owner }),
      message('custody.no-field', { code: mirrorCodes.result }),
    ]);
  });

  it('writes nothing into a lead that is gone at HQ', () => {
    const gone = decide({ status: 'won' }, { lead: { pipelineId: 1, statusId: 7, isGone: true } });
    expect(gone).toMatchObject({ patch: null, leftOut: [message('custody.hq-gone')] });
  });

  it('has nothing to write after it was written, whatever it was', () => {
    const seen = fc.record({
      status: fc.constantFrom<BranchSeen['status']>('open', 'won', 'lost', 'gone'),
      stage: fc.option(fc.string({ maxLength: 400 })),
      owner: fc.option(fc.string({ maxLength: 400 })),
      price: fc.nat(),
      lossReason: fc.constantFrom(null, 'Дорого', 'Другое'),
      unreadReasonId: fc.constant(null),
    });
    const statusId = fc.constantFrom(7, 9, 142, 143);
    fc.assert(
      fc.property(seen, seen, statusId, fc.boolean(), (first, next, status, closesHqLead) => {
        const own = { ...rules, closesHqLead };
        const lead = { pipelineId: 1, statusId: status, isGone: false };
        const { written } = decide(first, { lead }, null, own);
        const moved = decide(next, { lead }, written, own);
        const statusNow = moved.patch?.move?.statusId ?? status;
        const again = decide(next, { lead: { ...lead, statusId: statusNow } }, moved.written, own);
        expect(again.patch).toBeNull();
      }),
    );
  });
});
