import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideClosing, judgeAttempt, judgeClosed, type Baseline, type LeadNow } from './decide-leaving.js';

const before: Baseline = { pipelineId: 1, statusId: 5, ownerId: 9, price: 100 };
const handedTo = { pipelineId: 1, statusId: 5, ownerId: 9 };
const lead = (change: Partial<Baseline> = {}): Baseline => ({ ...before, ...change });

describe('decideClosing', () => {
  it.each<[string, Parameters<typeof decideClosing>[0], LeadNow, string]>([
    ['an untouched lead that nobody took', 'not-taken', lead(), 'close'],
    ['one that left its first stage', 'not-taken', lead({ statusId: 6 }), 'kept'],
    ['one that another person owns by now', 'not-taken', lead({ ownerId: 8 }), 'kept'],
    [
      'one in work, when a person wants it elsewhere',
      're-routed',
      lead({ statusId: 6, ownerId: 8 }),
      'close',
    ],
    ['a rejected one', 'rejected', lead({ statusId: 6 }), 'close'],
    ['a won one', 're-routed', lead({ statusId: 142 }), 'kept'],
    ['a lost one', 're-routed', lead({ statusId: 143 }), 'closed'],
    ['one that was worked and lost before the hub came', 'not-taken', lead({ statusId: 143 }), 'kept'],
    ['one that is gone', 're-routed', null, 'closed'],
  ])('%s', (_, why, now, expected) => {
    expect(decideClosing(why, now, handedTo)).toBe(expected);
  });
});

describe('judgeClosed', () => {
  it.each<[string, LeadNow, string, LeadNow?]>([
    ['as the hub left it', lead({ statusId: 143 }), 'left'],
    ['gone', null, 'left'],
    ['opened by somebody', lead({ statusId: 6 }), 'kept'],
    ['taken by somebody in that moment', lead({ statusId: 143, ownerId: 8 }), 'open'],
    ['with another price', lead({ statusId: 143, price: 1 }), 'open'],
    ['with other kopecks', lead({ statusId: 143, exactPrice: 100.5 }), 'open', lead({ exactPrice: 100 })],
    ['with kopecks that nobody had read', lead({ statusId: 143, exactPrice: 100.5 }), 'left'],
    ['closed by the branch itself', lead({ statusId: 143, ownerId: 8 }), 'left', null],
    ['closed by the branch itself, and open again', lead(), 'kept', null],
  ])('%s', (_, now, expected, first: Baseline | null = before) => {
    expect(judgeClosed(first, now)).toBe(expected);
  });

  it('never takes a living lead for one that has left', () => {
    const numbers = { pipelineId: fc.nat(3), ownerId: fc.nat(3), price: fc.nat(3) };
    const any = fc.record({ ...numbers, statusId: fc.constantFrom(5, 6, 142, 143) });
    fc.assert(
      fc.property(any, any, (first, now) => {
        if (judgeClosed(first, now) === 'left') expect(now.statusId).toBe(143);
        if (judgeAttempt(first, now) === 'closed') expect(now.statusId).toBe(143);
      }),
    );
  });
});

it('takes a lost answer for nothing until the lead says so', () => {
  expect(judgeAttempt(before, lead())).toBe('unchanged');
  expect(judgeAttempt(before, lead({ statusId: 143 }))).toBe('closed');
  expect(judgeAttempt(before, lead({ statusId: 6 }))).toBe('kept');
});

describe('a lead that leaves a branch inside head office', () => {
  const away = { pipelineId: 7, statusId: 70 };
  const inIntake = { ...away, statusId: 69 };

  it.each<[string, Parameters<typeof decideClosing>[0], LeadNow, string]>([
    ['one in work, when a person wants it elsewhere', 're-routed', lead({ statusId: 6 }), 'close'],
    ['one that nobody took', 'not-taken', lead(), 'close'],
    ['one that was taken', 'not-taken', lead({ statusId: 6 }), 'kept'],
    ['one that a person moved back to the intake', 'not-taken', lead(inIntake), 'close'],
    ['one that a person closed in the intake', 'not-taken', lead({ ...inIntake, statusId: 143 }), 'kept'],
    ['one that is back already', 'rejected', lead(away), 'closed'],
    ['a won one', 'rejected', lead({ statusId: 142 }), 'kept'],
    ['a lost one, which nobody is to have', 'rejected', lead({ statusId: 143 }), 'kept'],
    ['one that is gone, which nobody can have', 're-routed', null, 'kept'],
  ])('%s', (_, why, now, expected) => {
    expect(decideClosing(why, now, handedTo, away)).toBe(expected);
  });

  it('has left when it stands as the hub moved it, and only then', () => {
    expect(judgeClosed(before, lead(away), away)).toBe('left');
    expect(judgeClosed(before, lead({ ...away, ownerId: 8 }), away)).toBe('open');
    expect(judgeClosed(before, lead({ statusId: 143 }), away)).toBe('kept');
    expect(judgeClosed(before, null, away)).toBe('kept');
    expect(judgeAttempt(before, lead(away), away)).toBe('closed');
    expect(judgeAttempt(before, lead(), away)).toBe('unchanged');
    expect(judgeAttempt(before, lead({ statusId: 143 }), away)).toBe('kept');
  });

  it('goes on to its place when a person moves it elsewhere in the intake meanwhile', () => {
    expect(judgeClosed(before, lead(inIntake), away)).toBe('again');
    expect(judgeAttempt(before, lead(inIntake), away)).toBe('unchanged');
    expect(judgeClosed(before, lead({ ...inIntake, statusId: 143 }), away)).toBe('kept');
  });
});
