import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { texts } from '../src/catalogue.js';

/** Everything that may say a message: the code, without tests and the catalogue itself. */
const source = ['apps', 'libs']
  .flatMap((root) => readdirSync(root, { recursive: true }).map((path) => `${root}/${String(path)}`))
  .filter((path) => /^\w+\/\w+\/src\/.*(?<!\.spec)\.ts$/.test(path) && !path.includes('/catalogue/'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

/** What stands in quotes or is a member's name: whatever a key can be made of. */
const words = new Set(
  [...source.matchAll(/'([^'\n]*)'|^\s*([\w]+)[,:]/gm)].map(([, quoted, member]) => quoted ?? member ?? ''),
);

/** Beginnings of keys that code completes, such as `kinds.` and `outcomes.`, with what it adds behind. */
const beginnings = [...source.matchAll(/`(\w+\.[\w-]*)\$\{[^}]*\}([\w-]*)`/g)].map(
  ([, beginning = '', end = '']) => ({ beginning, end }),
);

const isMade = (key: string): boolean =>
  beginnings.some(({ beginning, end }) => {
    if (!key.startsWith(beginning) || !key.endsWith(end)) return false;
    const middle = key.slice(beginning.length, key.length - end.length);
    // A finding of the preflight is `check.finding`, said as two words.
    return words.has(middle) || middle.split('.').every((part) => words.has(part));
  });

it('has no text that nothing says', () => {
  expect(words.size).toBeGreaterThan(1000);
  expect([...texts.ru.keys()].filter((key) => !words.has(key) && !isMade(key))).toEqual([]);
});
