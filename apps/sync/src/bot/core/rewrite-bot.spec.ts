import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  arbitraryRecipe,
  drawBot,
  wholeRecipe,
  type IdsOf,
  type Recipe,
} from '../../../test/bot-arbitrary.js';
import { actionShapes } from './action-shapes.js';
import { handlerShapes } from './handler-shapes.js';
import { inspectBot } from './inspect-bot.js';
import { documentOf, readBot } from './read-bot.js';
import { referenceKinds, type ReferenceKind } from './reference.js';
import { rewriteBot, unresolved, writeBot, type Resolve } from './rewrite-bot.js';

/** The reference account uses the same numbers for objects of every kind; the branch has other ones for each. */
const fileOf = (n: number): string => `b7c1f0aa-1d2e-4c55-9a01-00000000500${n}`;
const here: IdsOf = (kind, n) => (kind === 'file' ? fileOf(n) : 5001 + n);
const there: IdsOf = (kind, n) =>
  kind === 'file' ? fileOf(n + 4) : 700_000_000 + referenceKinds.indexOf(kind) * 1000 + n;

const resolver =
  (from: IdsOf, to: IdsOf): Resolve =>
  ({ kind, id }) => {
    const n = [0, 1, 2].find((one) => from(kind, one) === id);
    return n === undefined ? undefined : to(kind, n);
  };

const move = (file: string, resolve: Resolve): string => {
  const found = inspectBot(file);
  expect(found.complaints.filter(({ severity }) => severity === 'error')).toEqual([]);
  const bot = found.bot!;
  return writeBot(rewriteBot(bot, found, { resolve, reword: () => undefined }), bot.name);
};

const parsed = (file: string): unknown => documentOf(readBot(file).bot!);

const recipes = fc.oneof(arbitraryRecipe('code'), arbitraryRecipe('export'));

describe('rewriteBot', () => {
  it('knows every handler and action of the pool', () => {
    const files = [0, 1].map((seed) => drawBot({ ...wholeRecipe('code'), seeds: [seed] }, here)).join();
    const all = [...Object.keys(handlerShapes), ...Object.keys(actionShapes)];
    expect(all.filter((name) => !files.includes(`"${name}"`))).toEqual([]);
  });

  it.each(['code', 'export'] as const)(
    'moves one bot of all handlers from account to account: %s',
    (form) => {
      const recipe = wholeRecipe(form);
      const [a, b] = [drawBot(recipe, here), drawBot(recipe, there)];
      expect(parsed(move(a, resolver(here, there)))).toEqual(parsed(b));
    },
  );

  it('moves any bot to another account and back', () => {
    fc.assert(
      fc.property(recipes, (recipe: Recipe) => {
        const [a, b] = [drawBot(recipe, here), drawBot(recipe, there)];
        expect(parsed(move(a, resolver(here, there)))).toEqual(parsed(b));
        expect(parsed(move(b, resolver(there, here)))).toEqual(parsed(a));
      }),
      { numRuns: 40 },
    );
  });

  it('gives no bot when one id of any kind is missing', () => {
    const found = inspectBot(drawBot(wholeRecipe('export'), here));
    for (const kind of referenceKinds) {
      const resolve: Resolve = (one) => (one.kind === kind ? undefined : resolver(here, there)(one));
      const missing = unresolved(found.references, resolve);
      expect(new Set(missing.map((one): ReferenceKind => one.kind))).toEqual(new Set([kind]));
      expect(() => rewriteBot(found.bot!, found, { resolve, reword: () => undefined })).toThrow(RangeError);
    }
  });

  it('tells every arrow of the layout that leads elsewhere', () => {
    fc.assert(
      fc.property(arbitraryRecipe('export'), fc.nat(1000), (recipe, seed) => {
        const file = JSON.parse(drawBot(recipe, here)) as { model: { positions: string } };
        const blocks = JSON.parse(file.model.positions) as Record<string, unknown>[];
        const links: { block: number }[] = [];
        JSON.stringify(blocks, (_name, value: unknown) => {
          if (typeof value === 'object' && value !== null && 'block' in value)
            links.push(value as { block: number });
          return value;
        });
        const link = links[seed % links.length]!;
        const others = blocks.map(({ id }) => Number(id)).filter((id) => id > 0 && id !== link.block);
        link.block = others[seed % others.length]!;
        file.model.positions = JSON.stringify(blocks);
        const { complaints } = inspectBot(JSON.stringify(file));
        expect(complaints.some(({ severity }) => severity === 'error')).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
