import { message, say } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import { dryPlanView } from './dry-plan-view.js';

const accountId = 'a';
const now = new Date('2026-11-12T10:00:00Z');
const at = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const release = { id: 'r1', number: 7, note: 'весна' };
const check = {
  check: 'room',
  verdict: 'ok',
  text: message('preflight.room.fits'),
  suggestion: null,
} as const;
const found = { release, counts: null, checks: [check] };
const made = { askedAt: at(6), madeAt: at(5), failure: null, found };
const first = { askedAt: at(1), madeAt: null, failure: null, found: null };

describe('dryPlanView', () => {
  it('shows the last one with its age, and from when another may be asked for', () => {
    const view = dryPlanView(accountId, made, { newest: release, now });
    expect(view).toMatchObject({
      accountId,
      release,
      madeAt: at(5).toISOString(),
      nextAt: at(-4).toISOString(),
    });
    expect(view.checks.map(({ text }) => say(text, 'ru'))).toEqual([
      'Сверено с релизом № 7 «весна», минут назад: 5.',
      'Релиз помещается в пределы amoCRM.',
    ]);
  });

  it.each([
    ['never', null, release],
    ['waiting', first, release],
    ['failed', { ...first, failure: message('failures.unexpected', { error: 'x' }) }, release],
    ['failed', { ...made, failure: message('failures.unexpected', { error: 'x' }) }, release],
    ['outdated', made, { ...release, id: 'r2', number: 8 }],
    ['outdated', { ...made, found: { ...found, release: null } }, release],
    ['none', null, null],
  ] as const)('says “%s” with the next step', (finding, row, newest) => {
    const [{ verdict, text, suggestion } = check] = dryPlanView(accountId, row, { newest, now }).checks;
    expect([verdict, text.key]).toEqual(['unknown', `preflight.release.${finding}`]);
    expect(say(suggestion!, 'ru')).toMatch(/[а-я]/);
  });
});
