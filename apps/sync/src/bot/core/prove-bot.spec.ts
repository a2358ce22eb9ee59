import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { proveBot } from './prove-bot.js';
import { documentOf, readBot } from './read-bot.js';

/** Any JSON: tests change it where they like. */
type Tree = Record<string, ReturnType<JSON['parse']>>;

const delivered = readFileSync(
  new URL('../../../test/bots/d03-export-buttons/input.json', import.meta.url),
  'utf8',
);

function exported(change: (document: Tree) => void): string {
  const { type_functionality, model } = JSON.parse(delivered) as Tree;
  const document = documentOf(readBot(delivered).bot!) as Tree;
  change(document);
  return JSON.stringify({ type_functionality, model: { ...model, ...document } });
}

describe('proveBot', () => {
  it('is content with blocks and actions in another order, and with new marks', () => {
    const file = exported(({ positions, text }) => {
      positions.reverse();
      for (const block of positions) block.actions?.reverse();
      text['1'].block_uuid = 'new';
    });
    expect(proveBot(delivered, file)).toEqual([]);
  });

  it('names two ids of the picture that were exchanged', () => {
    const file = exported(({ positions }) => {
      const [one, other] = [positions[3].actions[0].params.params, positions[4].actions[0].params.params];
      [one.params.value, other.params.value] = [other.params.value, one.params.value];
    });
    const places = [3, 4].map((block) => `/positions/${block}/actions/0/params/params/params/value`);
    expect(proveBot(delivered, file)).toEqual([...places, ...places]);
  });

  it('names a default in the place of an id, in each graph', () => {
    const file = exported(({ text, positions }) => {
      text['1'].question[0].params.params.value = 1;
      positions[3].actions[0].params.params.params.value = 1;
    });
    const place = '/positions/3/actions/0/params/params/params/value';
    expect(proveBot(delivered, file)).toEqual(['/text/1/question/0/params/params/value', place, place]);
  });
});
