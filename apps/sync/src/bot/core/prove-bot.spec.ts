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

  it('names two ids of the layout that were exchanged', () => {
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

  const read = (name: string) =>
    readFileSync(new URL(`../../../test/bots/${name}/input.json`, import.meta.url), 'utf8');
  const exportOf = (code: object, more: object = {}) =>
    JSON.stringify({ model: { name: 'x', text: JSON.stringify({ ...code, ...more }), positions: '' } });
  const [list, keyed] = [read('d01-code-array'), read('d02-code-object-actions')];
  const step = (params: object) => JSON.stringify([{ question: [{ handler: 'stop', params }], answer: [] }]);
  it.each<[string, string, string]>([
    ['steps by number', list, JSON.stringify({ ...(JSON.parse(list) as object) })],
    ['an export of them', list, exportOf(JSON.parse(list) as object, { conversation: false })],
    ['an export of an object', keyed, exportOf(JSON.parse(keyed) as object, { conversation: false })],
    ['an empty object as PHP writes it', step({}), step([])],
    ['an empty list as an object', step([]), step({})],
  ])('takes %s for the same bot', (_, one, other) => {
    expect([proveBot(one, other), proveBot(other, one)]).toEqual([[], []]);
  });

  it.each<[string, string, string, string[]]>([
    ['a step more', list, JSON.stringify([...(JSON.parse(list) as object[]), {}]), ['/3']],
    [
      'a conversation',
      keyed,
      exportOf(JSON.parse(keyed) as object, { conversation: true }),
      ['/conversation'],
    ],
    [
      'an empty list in place of what is not empty',
      step({ action: 'x' }),
      step([]),
      ['/0/question/0/params'],
    ],
    [
      'an empty object in place of nothing',
      step({}),
      JSON.stringify([{ question: [{ handler: 'stop' }], answer: [] }]),
      ['/0/question/0/params'],
    ],
  ])('names %s', (_, one, other, places) => {
    expect(proveBot(one, other)).toEqual(places);
  });
});
