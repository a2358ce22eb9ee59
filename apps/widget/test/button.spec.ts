import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { wordsIn } from '../src/build/words.js';
import { scriptModule } from './script-modules.js';

const { makeButton } = await scriptModule('button.js');
const { viewOf } = await scriptModule('view.js');
const words = wordsIn('ru')['ui'];
const global = globalThis as { window?: unknown };
const granted = { outcome: 'granted', leadId: 5, link: 'https://kazan.amocrm.ru/leads/detail/5' };

let isDown: boolean;
beforeEach(() => {
  isDown = false;
  global.window = { crypto: globalThis.crypto };
});
afterEach(() => {
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
  const about = { hub: () => 'https://hub.example', words: () => words, draw: () => undefined };
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

it('repeats no press of another user of the same browser', async () => {
  const kept = new Map<string, string>();
  const localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  global.window = { crypto: globalThis.crypto, localStorage };
  const about = { hub: () => 'https://hub.example', words: () => words, draw: () => undefined };
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
