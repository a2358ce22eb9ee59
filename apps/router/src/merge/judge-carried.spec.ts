import { describe, expect, it } from '@jest/globals';
import type { TransferState } from '@hub/contracts';
import { judgeCarried, mergedDecision, placesOfId, type Carried } from './judge-carried.js';

const judge = (state: TransferState, original: Carried['original'], hqLeadId = 1) =>
  judgeCarried({ leadId: 2, transfer: { state, hqLeadId }, original });

describe('judgeCarried', () => {
  it('takes a lead for the handed-over one when the original is gone and its transfer done', () => {
    expect(judge('done', 'gone')).toBe('merged');
  });

  it('looks for the original before it says anything', () => {
    expect(judge('done', 'unread')).toBe('ask');
    expect(judge('hq-noted', 'unread')).toBe('ask');
  });

  it('takes a lead whose original stands for a copy, which is new', () => {
    expect(judge('done', 'there')).toBe('copied');
    expect(judge('contact-late', 'there')).toBe('copied');
  });

  it.each<TransferState>(['lead-created', 'hq-noted', 'contact-late'])(
    'waits until the transfer is at its end: %s',
    (state) => {
      expect(judge(state, 'gone')).toBe('wait');
    },
  );

  it('makes nothing of the own id and of a transfer that made nothing', () => {
    expect(judge('done', 'gone', 2)).toBe('own');
    expect(judge('cancelled', 'gone')).toBe('own');
  });
});

describe('placesOfId', () => {
  const reasons = [{ check: 'region', found: 'empty' } as const];

  it.each([
    ['transfer', false, true, true],
    ['transfer', true, true, false],
    ['wait', false, true, false],
    ['manual', false, true, false],
    ['ignore', false, false, false],
  ] as const)('of %s, new: %s', (kind, isNew, inField, inNotes) => {
    expect(placesOfId({ kind, reasons }, { isNew, isInPlace: false })).toEqual({ inField, inNotes });
  });

  it('looks into the field of a lead in the pipeline of a branch inside head office', () => {
    const found = placesOfId({ kind: 'ignore', reasons }, { isNew: false, isInPlace: true });
    expect(found).toEqual({ inField: true, inNotes: false });
  });

  it('leaves a lead alone that nobody has accepted', () => {
    const unsorted = [{ check: 'stage', found: 'unsorted' } as const];
    expect(placesOfId({ kind: 'wait', reasons: unsorted }, { isNew: false, isInPlace: false })).toEqual({
      inField: false,
      inNotes: false,
    });
  });
});

it('names the transfer in the decision', () => {
  expect(mergedDecision('t1')).toEqual({
    kind: 'ignore',
    reasons: [{ check: 'transfer', found: 'merged', value: 't1' }],
  });
});
