import { describe, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import { viewHeld, type Held } from './view-held.js';

const claim: Held = {
  ...{ id: 'c', kind: 'claim', since: new Date('2026-05-20T10:00:00Z'), accountId: 'a', leadId: 7 },
  ...{ userId: 5, branchId: null, isWriting: false },
};
const place: Held = { ...claim, kind: 'quota', userId: null, branchId: 'b' };

describe('viewHeld', () => {
  it.each<[string, Held, boolean, RegExp, RegExp]>([
    ['a lead that is held', claim, true, /№7.*ещё не/, /сам/],
    ['one whose change was sent', { ...claim, isWriting: true }, true, /отправлена/, /сам/],
    ['one in an account that is away', claim, false, /№7/, /возобновите/i],
    ['a place of a branch', place, true, /№7/, /передач/],
  ])('says why %s stays, and what ends it', (_, held, isCallable, why, next) => {
    const view = viewHeld(held, isCallable);
    expect(view).toMatchObject({ since: '2026-05-20T10:00:00.000Z', leadId: 7 });
    expect(view).not.toHaveProperty('isWriting');
    expect(say(view.why, 'ru')).toMatch(why);
    expect(say(view.nextStep, 'ru')).toMatch(next);
  });
});
