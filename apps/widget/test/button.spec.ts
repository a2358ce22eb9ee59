import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { wordsIn } from '../src/build/words.js';
import { scriptModule } from './script-modules.js';

const { makeButton } = await scriptModule('button.js');
const { viewOf } = await scriptModule('view.js');
const words = wordsIn('ru')['ui'];
const global = globalThis as { window?: unknown };
const about = { hub: () => 'https://hub.example', words: () => words, draw: () => undefined };
const granted = { outcome: 'granted', leadId: 5, link: 'https://kazan.amocrm.ru/leads/detail/5' };

let isDown: boolean;
beforeEach(() => {
  isDown = false;
  global.window = { crypto: globalThis.crypto };
});
afterEach(() => {
  jest.restoreAllMocks();
  delete global.window;
});

/** The widget's own call of the hub: looks fail while the hub is down. */
const $authorizedAjax = ({ url }: { url: string }) => {
  if (url.endsWith('/claims')) return Promise.resolve(granted);
  if (isDown) return Promise.reject(Object.assign(new Error('no answer'), { status: 0 }));
  return Promise.resolve(
    url.endsWith('/overview') ? { inStock: 3, takenToday: [] } : { mayPress: true, reasons: [] },
  );
};

it('keeps the lead of a press when the look after it fails', async () => {
  const button = makeButton({ $authorizedAjax }, about);
  await button.startOver();
  isDown = true;
  await button.press();
  expect(viewOf(button.model, words, 0)).toMatchObject({
    ...{ kind: 'granted', granted: { link: granted.link }, mayPress: true },
  });
  await button.startOver();
  expect(viewOf(button.model, words, 0)).toMatchObject({ kind: 'failed', granted: null });
});

/** A page of a browser whose tabs share what it stores. */
function openBrowser(): void {
  const kept = new Map<string, string>();
  const localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  global.window = { crypto: globalThis.crypto, localStorage };
}

/** Tabs of one browser before a hub that answers presses with these, one after the other; and the keys that it was sent. */
async function openTabs(answers: (object | { lost: number })[]) {
  openBrowser();
  const keys: string[] = [];
  const call = (options: { url: string; headers?: Record<string, string> }) => {
    if (!options.url.endsWith('/claims')) return $authorizedAjax(options);
    const answer = answers[keys.push(options.headers?.['Idempotency-Key'] ?? '') - 1] ?? granted;
    return 'lost' in answer
      ? Promise.reject(Object.assign(new Error('lost'), { status: answer.lost }))
      : Promise.resolve(answer);
  };
  const tabs = [1, 2].map(() => makeButton({ $authorizedAjax: call }, about));
  for (const tab of tabs) await tab.startOver();
  return { keys, tabs: tabs as [Button, Button] };
}

type Button = ReturnType<typeof makeButton>;

it.each([0, 409])(
  'makes no new press of a repeat once another tab has the answer (after status %i)',
  async (lost) => {
    const { keys, tabs } = await openTabs([{ lost }, granted]);
    const [tab, other] = tabs;
    await tab.press();
    await other.press();
    await tab.press();
    expect(keys).toEqual([keys[0], keys[0]]);
    const shown = viewOf(tab.model, words, 0);
    expect(shown).toMatchObject({ kind: 'free', button: 'Получить заявку', mayPress: true });
    expect(shown.title).toContain('Новое нажатие не сделано. Можно взять заявку');
    await tab.press();
    expect(new Set(keys).size).toBe(2);
    expect(viewOf(tab.model, words, 0)).toMatchObject({ kind: 'granted', title: 'Заявка ваша' });
  },
);

it('makes no new press of a repeat after half an hour, and none of one that brought no lead then', async () => {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
  const none = { outcome: 'empty', pressedAt: new Date(0).toISOString(), reasons: [] };
  const { keys, tabs } = await openTabs([{ lost: 0 }, { lost: 0 }, none]);
  const [tab, other] = tabs;
  await tab.press();
  clock.mockReturnValue(31 * 60_000);
  await tab.press();
  expect([keys.length, tab.model.phase, tab.model.notice]).toEqual([1, 'idle', 'pressEnded']);
  clock.mockReturnValue(0);
  await other.press();
  clock.mockReturnValue(60_000);
  await other.press();
  expect([keys.length, other.model.phase, other.model.notice]).toEqual([3, 'idle', 'pressGaveNone']);
});

it('looks again by itself after a look that failed, less and less often; a press that failed stays', async () => {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
  const { tabs } = await openTabs([{ lost: 0 }]);
  const [button] = tabs;
  isDown = true;
  await button.startOver();
  const stateAfter = async (seconds: number) => {
    clock.mockReturnValue(seconds * 1000);
    button.refreshIfOld(180_000);
    await new Promise(setImmediate);
    return viewOf(button.model, words, 0).kind;
  };
  expect(await stateAfter(16)).toBe('failed');
  isDown = false;
  expect(await stateAfter(45)).toBe('failed');
  expect(await stateAfter(47)).toBe('free');
  await button.press();
  expect(await stateAfter(3600)).toBe('failed');
});

it('repeats no press of another user of the same browser', async () => {
  openBrowser();
  const keys: string[] = [];
  let isLost = true;
  const pressAs = async (user: number) => {
    const system = () => ({ amouser_id: user });
    const call = (options: { url: string; headers?: Record<string, string> }) => {
      if (!options.url.endsWith('/claims')) return $authorizedAjax(options);
      keys.push(options.headers?.['Idempotency-Key'] ?? '');
      return isLost
        ? Promise.reject(Object.assign(new Error('lost'), { status: 0 }))
        : Promise.resolve(granted);
    };
    const button = makeButton({ $authorizedAjax: call, system }, about);
    await button.startOver();
    await button.press();
  };
  await pressAs(1);
  isLost = false;
  await pressAs(2);
  await pressAs(1);
  const [anna, boris, annaAgain] = keys;
  expect(boris).not.toBe(anna);
  expect([keys.length, annaAgain]).toEqual([3, anna]);
});
