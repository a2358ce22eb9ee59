import { describe, expect, it } from '@jest/globals';
import type { LeadState } from '@hub/contracts';
import fc from 'fast-check';
import { judgeEcho, type LeadHook, type WrittenLead } from './judge-echo.js';

const state: LeadState = {
  ...{ pipelineId: 1, statusId: 10, ownerId: 5, price: 100, tags: ['a'] },
  ...{ contactIds: [8], mainContactId: 8, lossReasonId: null },
  ...{ createdAt: 50, updatedAt: 90, closedAt: null },
};
const write: WrittenLead = { updatedAt: 100, values: { pipelineId: 1, statusId: 11 } };
const hook: LeadHook = {
  ...{ changedAt: 100, pipelineId: 1, statusId: 11, ownerId: 5, price: 100, createdAt: 50 },
};
const known = (change: Partial<LeadState> = {}) => ({ state: { ...state, ...change }, goneAt: null });

describe('judgeEcho', () => {
  it('knows the state after an own write by a webhook that shows just that', () => {
    expect(judgeEcho(hook, known(), [write])).toEqual({ ...state, statusId: 11, updatedAt: 100 });
  });

  it('knows a price with kopecks by its roubles, which are all that a webhook says', () => {
    const priced = known({ price: 100.5 });
    expect(judgeEcho(hook, priced, [write])).toMatchObject({ price: 100.5, statusId: 11 });
    expect(judgeEcho({ ...hook, price: 101 }, priced, [write])).toBeNull();
  });

  it('takes a webhook that comes twice, and one that comes after a reading, for what is known', () => {
    const after = judgeEcho(hook, known(), [write])!;
    expect(judgeEcho(hook, { state: after, goneAt: null }, [write])).toEqual(after);
  });

  it.each<[string, Parameters<typeof judgeEcho>]>([
    ['no own write is known', [hook, known(), []]],
    ['the own write was in another second', [hook, known(), [{ ...write, updatedAt: 99 }]]],
    ['there were two own writes in that second', [hook, known(), [write, write]]],
    ['the lead is not known', [hook, null, [write]]],
    ['the lead is gone', [hook, { ...known(), goneAt: 95 }, [write]]],
    ['the lead was changed since', [hook, known({ updatedAt: 101 }), [write]]],
    ['a person has moved it in the same second', [{ ...hook, statusId: 12 }, known(), [write]]],
    ['it has got another owner', [{ ...hook, ownerId: 6 }, known(), [write]]],
    ['it has got another price', [{ ...hook, price: 101 }, known(), [write]]],
    ['its creation was moved', [{ ...hook, createdAt: 51 }, known(), [write]]],
    [
      'it is closed by the write, and may get a loss reason',
      [{ ...hook, statusId: 143 }, known(), [{ ...write, values: { pipelineId: 1, statusId: 143 } }]],
    ],
    ['it was lost before', [hook, known({ statusId: 143, closedAt: 80, lossReasonId: 4 }), [write]]],
    ['it has two contacts, one of them the main one', [hook, known({ contactIds: [8, 9] }), [write]]],
  ])('leaves the lead to a reading where %s', (_, given) => {
    expect(judgeEcho(...given)).toBeNull();
  });

  it('never says more than the webhook and the journal together do', () => {
    const small = fc.integer({ min: 1, max: 3 });
    const values = fc.record({ pipelineId: small, statusId: small, ownerId: small }, { requiredKeys: [] });
    const hooks = fc.record({
      ...{ changedAt: small, pipelineId: small, statusId: small, ownerId: small },
      ...{ price: small, createdAt: small },
    });
    const before = fc.record({
      ...{ pipelineId: small, statusId: small, ownerId: small, price: small },
      ...{ createdAt: small, updatedAt: small },
    });
    const writes = fc.array(fc.record({ updatedAt: small, values }), { maxLength: 3 });
    fc.assert(
      fc.property(hooks, before, writes, (said, was, made) => {
        const after = judgeEcho(said, known(was), made);
        if (!after) return;
        const { changedAt, ...shown } = said;
        expect(after).toMatchObject({ ...shown, updatedAt: changedAt });
        const { tags, contactIds, mainContactId, lossReasonId, closedAt } = state;
        expect(after).toMatchObject({ tags, contactIds, mainContactId, lossReasonId, closedAt });
      }),
    );
  });
});
