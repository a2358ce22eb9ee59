import { describe, expect, it } from '@jest/globals';
import { message, say } from '@hub/messages';
import { judgeIntake } from './judge-intake.js';

describe('judgeIntake', () => {
  it.each([
    ['as many as usual', 12, [11, 14, 12, 20], 'intake-kept', false],
    ['half of the weakest week', 10, [20, 40, 40, 40], 'intake-kept', false],
    ['less than half of the weakest week', 9, [20, 40, 40, 40], 'intake-fell', true],
    ['none where many are usual', 0, [10, 10, 10, 10], 'intake-fell', true],
    ['none where one of the weeks was quiet', 0, [9, 50, 50, 50], 'intake-few', false],
    ['none in an account that is younger than the weeks', 0, [0, 0, 0, 80], 'intake-few', false],
    ['none with weeks that were not counted', 0, [40, 40], 'intake-few', false],
  ])('%s', (_, came, before, key, isFallen) => {
    const verdict = judgeIntake({ kind: 'counted', came, before }, 30);
    expect([verdict.reason.key, verdict.isFallen]).toEqual([`rollouts.${key}`, isFallen]);
  });

  it('holds nobody whose leads could not be counted, and says why', () => {
    const why = message('rollouts.intake-too-many', { pages: 20 });
    const { isFallen, reason } = judgeIntake({ kind: 'unknown', why }, 30);
    expect(isFallen).toBe(false);
    expect(say(reason, 'ru')).toContain('20 страниц');
  });

  it('says what came, what is usual and for how long', () => {
    const { reason } = judgeIntake({ kind: 'counted', came: 2, before: [21, 30, 30, 30] }, 30);
    expect(say(reason, 'ru')).toMatch(/за 30 минут .* 2 сделки, обычно не меньше 21/);
  });
});
