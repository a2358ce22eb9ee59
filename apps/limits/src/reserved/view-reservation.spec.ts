import { describe, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import { viewReservation, type OpenReservation, type Reader } from './view-reservation.js';

const claim: OpenReservation = {
  ...{ id: 'c', kind: 'claim', since: new Date('2026-05-20T10:00:00Z'), accountId: 'a', leadId: 7 },
  ...{ userId: 5, branchId: null, isWriting: false, deadLetterId: null },
};
const place: OpenReservation = { ...claim, kind: 'quota', userId: null, branchId: 'b' };

const hq: Reader = { isCallable: true, isBranch: false };

describe('viewHeld', () => {
  it.each<[string, OpenReservation, Reader, RegExp, RegExp]>([
    ['a lead that is held', claim, hq, /№7.*ещё не/, /сам/],
    ['one whose change was sent', { ...claim, isWriting: true }, hq, /отправлена/, /сам/],
    ['one in an account that is away', claim, { ...hq, isCallable: false }, /№7/, /возобновите/i],
    [
      'one whose job is a dead letter',
      { ...claim, deadLetterId: 'claim:c' },
      { ...hq, isCallable: false },
      /№7/,
      /повторите.*claim:c/i,
    ],
    ['a place of a branch', place, hq, /№7/, /передач/],
  ])('says why %s stays, and what ends it', (_, reservation, reader, why, next) => {
    const view = viewReservation(reservation, reader);
    expect(view).toMatchObject({ since: '2026-05-20T10:00:00.000Z', accountId: 'a', leadId: 7 });
    expect(view).not.toHaveProperty('isWriting');
    expect(view).not.toHaveProperty('deadLetterId');
    expect(say(view.why, 'ru')).toMatch(why);
    expect(say(view.nextStep, 'ru')).toMatch(next);
  });

  it('shows a branch no account and no lead of head office', () => {
    const view = viewReservation(place, { ...hq, isBranch: true });
    expect(view).toMatchObject({ kind: 'quota', branchId: 'b', accountId: null, leadId: null });
    expect(say(view.why, 'ru')).not.toMatch(/7/);
    expect(say(view.nextStep, 'ru')).toMatch(/головной офис/);
  });

  it('shows a branch the claims of its own account', () => {
    expect(viewReservation(claim, { ...hq, isBranch: true })).toMatchObject({ accountId: 'a', leadId: 7 });
  });
});
