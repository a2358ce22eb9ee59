import { describe, expect, it } from '@jest/globals';
import { wordsIn } from '../src/build/words.js';
import { scriptModule } from './script-modules.js';

const { fill, timeLeft } = await scriptModule('words.js');
const { failureOf } = await scriptModule('ask.js');
const { pressAnew, pressKey, sendPress } = await scriptModule('press-key.js');
const { isDarkColour } = await scriptModule('place.js');
const words = wordsIn('ru')['ui']!;

it.each([
  [20_000, 'минуту'],
  [-5, 'минуту'],
  [90_000, '2 мин'],
  [59 * 60_000, '59 мин'],
  [60 * 60_000, '1 ч 0 мин'],
  [125 * 60_000, '2 ч 5 мин'],
])('%i ms are %s', (ms, said) => {
  expect(timeLeft(words, ms, 0)).toBe(said);
});

it('shows the name of a text that is missing', () => {
  expect(fill({}, 'take')).toBe('take');
});

describe('what failed', () => {
  const answer = (status: number, detail?: unknown, retryAfter = '') => ({
    ...{ status, responseJSON: detail === undefined ? undefined : { detail } },
    getResponseHeader: () => retryAfter,
  });

  it.each([
    ['no answer', answer(0), true, 'https://hub.example'],
    ['a refused token', answer(401, 'Обновите страницу.'), true, 'Обновите страницу.'],
    ['a page that is no answer of the hub', answer(200), true, 'ошибка 200'],
    ['a foreign user', answer(403, 'Нельзя.'), false, 'Нельзя.'],
    ['a press that still runs', answer(409, 'Ждите.', '5'), true, 'Ждите. Повторите через 5 с.'],
    ['an account that is away', answer(503, 'Позже.', '30'), true, 'Позже. Повторите через 30 с.'],
    ['a proxy’s page', answer(502), true, 'ошибка 502'],
    ['nothing at all', {}, true, 'https://hub.example'],
  ])('%s: the same press goes on: %s', (_, given, isOpen, said) => {
    const found = failureOf(given, 'https://hub.example', words);
    expect(found.isOpen).toBe(isOpen);
    expect(found.failure).toContain(said);
  });
});

describe('the key of a press', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
    };
  };
  const ids = () => {
    let last = 0;
    return () => `id${++last}`;
  };
  let time = 0;
  const clock = () => time;

  it('stays until the press is answered, also over a new page', () => {
    const [page, makeId] = [storage(), ids()];
    const key = pressKey(page, () => 'k', makeId, clock);
    expect([key.take(), key.take()]).toEqual(['id1', 'id1']);
    const later = pressKey(page, () => 'k', makeId, clock);
    expect(later.take()).toBe('id1');
    later.forget();
    expect(later.take()).toBe('id2');
  });

  it('ends before its answer is news no more', () => {
    time = 0;
    const [page, makeId] = [storage(), ids()];
    expect(pressKey(page, () => 'k', makeId, clock).take()).toBe('id1');
    time = 31 * 60_000;
    expect(pressKey(page, () => 'k', makeId, clock).take()).toBe('id2');
  });

  const lost = { failure: 'Нет связи', isOpen: true };
  const came = (outcome: string, pressedAt = 0) => ({
    body: { outcome, pressedAt: new Date(pressedAt).toISOString() },
  });
  const refusedNow = { failure: 'Нельзя', isOpen: false };
  it.each([
    ['is one press where it is answered', 1, [came('refused')], ['id1']],
    ['is repeated as the same one after a lost answer', 2, [lost, came('granted')], ['id1', 'id1']],
    [
      'is made anew where the lost one was refused then',
      2,
      [lost, came('refused'), came('granted')],
      ['id1', 'id1', 'id2'],
    ],
    [
      'is one press where the lost one never reached the hub',
      2,
      [lost, came('refused', 60_000)],
      ['id1', 'id1'],
    ],
    [
      'is the same one while a refusal says nothing of the lost one',
      3,
      [lost, refusedNow, came('granted')],
      ['id1', 'id1', 'id1'],
    ],
    ['is a new one after a refusal', 2, [refusedNow, came('granted')], ['id1', 'id2']],
    [
      'is made anew where there was no lead then',
      2,
      [lost, came('empty'), came('empty')],
      ['id1', 'id1', 'id2'],
    ],
    ['is the same one while no answer comes', 3, [lost, lost, lost], ['id1', 'id1', 'id1']],
  ])('%s', async (_, presses, answers, keys) => {
    time = 0;
    const key = pressKey(storage(), () => 'k', ids(), clock);
    const used: string[] = [];
    const call = ({ key: sent }: { key: string }) => Promise.resolve(answers[used.push(sent) - 1]);
    let shown;
    for (let press = 0; press < presses; press++) {
      shown = await pressAnew(key, call, clock);
      time += 60_000;
    }
    expect(used).toEqual(keys);
    expect(shown).toMatchObject(answers.at(-1)!);
  });

  it('is one press where it is repeated, also when it was refused then', async () => {
    time = 0;
    const key = pressKey(storage(), () => 'k', ids(), clock);
    const used: string[] = [];
    const answers = [lost, came('refused')];
    const call = ({ key: sent }: { key: string }) => Promise.resolve(answers[used.push(sent) - 1]);
    await sendPress(key, call, clock);
    expect(key.own()).toBe('open');
    time = 60_000;
    expect(await sendPress(key, call, clock)).toMatchObject({ isPast: true });
    expect([used, key.own()]).toEqual([['id1', 'id1'], 'none']);
  });

  it('is ended for a tab that waits for half an hour, or behind another one', () => {
    time = 0;
    const [page, makeId] = [storage(), ids()];
    const [tab, other] = [pressKey(page, () => 'k', makeId, clock), pressKey(page, () => 'k', makeId, clock)];
    expect(tab.own()).toBe('none');
    tab.take();
    other.take();
    other.forget();
    expect([tab.own(), other.own()]).toEqual(['ended', 'none']);
    other.take();
    expect(tab.own()).toBe('ended');
    time = 31 * 60_000;
    expect(other.own()).toBe('ended');
  });

  it('is a new one once another tab has got the answer to it', () => {
    time = 0;
    const [page, makeId] = [storage(), ids()];
    const [tab, other] = [pressKey(page, () => 'k', makeId, clock), pressKey(page, () => 'k', makeId, clock)];
    expect([tab.take(), other.take()]).toEqual(['id1', 'id1']);
    tab.forget();
    expect(other.keptSince()).toBeNull();
    expect(tab.take()).toBe('id2');
    // What this tab learns late ends its own press only.
    other.forget();
    expect([tab.take(), other.take()]).toEqual(['id2', 'id2']);
  });

  it.each<[string, object | null]>([
    ['no storage', null],
    [
      'one that refuses',
      {
        getItem: () => {
          throw new Error('no');
        },
      },
    ],
    [
      'one that is full',
      {
        getItem: () => null,
        setItem: () => {
          throw new Error('full');
        },
        removeItem: () => undefined,
      },
    ],
    [
      'one with something else in it',
      { getItem: () => '{"key":1}', setItem: () => undefined, removeItem: () => undefined },
    ],
  ])('lives with %s', (_, page) => {
    const key = pressKey(page, () => 'k', ids(), clock);
    expect([key.take(), key.take()]).toEqual(['id1', 'id1']);
    key.forget();
    expect(key.take()).toBe('id2');
  });
});

it.each([
  ['rgb(255, 255, 255)', false],
  ['rgb(16, 24, 32)', true],
  ['rgba(0, 0, 0, 0)', null],
  ['rgba(0, 0, 0, 0.9)', true],
  ['', null],
  ['oklch(0 0 0)', null],
])('%s is dark: %s', (colour, found) => {
  expect(isDarkColour(colour)).toBe(found);
});
