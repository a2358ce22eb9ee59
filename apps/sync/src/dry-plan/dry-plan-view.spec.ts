import { message, say } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import { dryPlanView } from './dry-plan-view.js';

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
const again = { ...made, askedAt: at(1) };
const first = { askedAt: at(1), madeAt: null, failure: null, found: null };
const failure = message('failures.unpaid', { host: 'kazan.amocrm.ru' });
const next = { ...release, id: 'r2', number: 8 };

type Viewed = Parameters<typeof dryPlanView>[0];
function view(more: Partial<Viewed>) {
  const account = { state: 'connected', timeZone: 'Asia/Yekaterinburg' } as const;
  return dryPlanView({ accountId: 'a', account, row: made, newest: release, now, ...more });
}
const wordsOf = (more: Partial<Viewed>) => view(more).checks.map(({ text }) => say(text, 'ru'));
const earlier = 'Ниже — прежняя сверка с релизом № 7 «весна»: 2026-11-12 14:55 по времени аккаунта.';

describe('dryPlanView', () => {
  it('shows the last one with its moment, and from when another may be asked for', () => {
    expect(view({})).toMatchObject({
      ...{ accountId: 'a', state: 'made', release },
      madeAt: at(5).toISOString(),
      nextAt: at(-4).toISOString(),
    });
    expect(wordsOf({})).toEqual([
      'Сверено с релизом № 7 «весна»: 2026-11-12 14:55 по времени аккаунта.',
      'Релиз помещается в пределы amoCRM.',
    ]);
  });

  it.each([
    ['never', 'never', null, release],
    ['waiting', 'waiting', first, release],
    ['waiting', 'waiting', again, release],
    ['failed', 'failed', { ...first, failure }, release],
    ['failed', 'failed', { ...made, failure }, release],
    ['outdated', 'made', made, next],
    ['outdated', 'made', { ...made, found: { ...found, release: null } }, release],
    ['old', 'made', { ...made, askedAt: at(14_401), madeAt: at(14_400) }, release],
    ['none', 'made', made, null],
  ] as const)('says “%s” with the next step', (finding, state, row, newest) => {
    const { checks, ...found } = view({ row, newest });
    const { verdict, text, suggestion } = checks[0]!;
    expect([found.state, verdict, text.key]).toEqual([state, 'unknown', `preflight.release.${finding}`]);
    expect(say(suggestion!, 'ru')).toMatch(/[а-я]/);
    expect(say(text, 'ru') + say(suggestion!, 'ru')).not.toMatch(/…|\{/);
  });

  it.each([
    ['another one waits', { row: again }],
    ['another one failed', { row: { ...made, failure } }],
    ['another release is due', { newest: next }],
  ])('says of which release the checks are while %s', (_title, more) => {
    const [text, ...checks] = wordsOf(more);
    expect(text).toContain(` ${earlier}`);
    expect(checks).toEqual(['Релиз помещается в пределы amoCRM.']);
  });

  it('shows no checks of a release that is none of the account’s', () => {
    expect(view({ newest: null })).toMatchObject({ release: null, checks: [{ check: 'release' }] });
  });

  it('promises no repeat of one that failed', () => {
    const [text] = wordsOf({ row: { ...first, failure } });
    expect(text).toContain('Эту сверку хаб больше не повторяет.');
  });

  it.each([
    ['pending', 'Подключите аккаунт, затем'],
    ['suspended', 'Возобновите аккаунт, затем'],
    ['reconnect', 'Подключите аккаунт заново, затем'],
    ['removed', 'больше нельзя'],
  ] as const)('says first what a %s account needs', (state, words) => {
    const account = { state, timeZone: 'Europe/Moscow' };
    for (const row of [null, { ...first, failure }]) {
      const { suggestion } = view({ row, account }).checks[0]!;
      expect(say(suggestion!, 'ru')).toContain(words);
    }
    expect(view({ account }).checks[0]?.suggestion).toBeNull();
  });
});
