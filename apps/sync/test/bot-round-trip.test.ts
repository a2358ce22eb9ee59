import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { inspectBot } from '../src/bot/core/inspect-bot.js';
import { proveBot } from '../src/bot/core/prove-bot.js';
import { documentOf, readBot } from '../src/bot/core/read-bot.js';
import { referenceKinds, type ReferenceKind } from '../src/bot/core/reference.js';
import { rewriteBot, writeBot } from '../src/bot/core/rewrite-bot.js';
import { drawBot, wholeRecipe } from './bot-arbitrary.js';

type Ids = Record<ReferenceKind, (number | string)[]>;

describe('a bot of every handler', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  const act = async (subdomain: string, action: string, body: object) => {
    const { status, body: reply } = await sandbox.control('POST', 'actions', { action, subdomain, ...body });
    expect([action, status, reply.errors]).toEqual([action, 200, undefined]);
    return reply;
  };

  /** An account with three objects of every kind. */
  async function furnish(subdomain: string): Promise<Ids> {
    const users = ['Анна', 'Пётр', 'Ольга'].map((name) => ({ name }));
    const { api, users: made } = await sandbox.account({ subdomain, users });
    const names = ['Один', 'Два', 'Три'];
    const pipelines = names.map((name, at) => ({
      name,
      sort: at + 2,
      is_main: false,
      is_unsorted_on: false,
      _embedded: { statuses: [{ name, sort: 10, color: '#98cbff' }] },
    }));
    const rows = (await api('POST', '/api/v4/leads/pipelines', pipelines)).body._embedded.pipelines as {
      id: number;
      _embedded: { statuses: { id: number; name: string }[] };
    }[];
    const fields = names.map((name, at) => ({
      name,
      type: 'select',
      sort: at + 1,
      enums: [{ value: name, sort: 1 }],
    }));
    const custom = (await api('POST', '/api/v4/leads/custom_fields', fields)).body._embedded
      .custom_fields as {
      id: number;
      enums: { id: number }[];
    }[];
    const each = (action: string, key: string, more: object = {}) =>
      Promise.all(
        names.map(async (name) =>
          Number((await act(subdomain, action, { name: `${name} ${key}`, ...more }))[key]),
        ),
      );
    const objects = (kind: string) =>
      Promise.all(
        names.map(async (name) => (await act(subdomain, 'bot.object', { kind, name })).id as number | string),
      );
    const code = [{ question: [{ handler: 'stop', params: {} }] }];
    return {
      pipeline: rows.map(({ id }) => id),
      stage: rows.map(({ _embedded }) => _embedded.statuses.find(({ name }) => names.includes(name))!.id),
      field: custom.map(({ id }) => id),
      enum: custom.map(({ enums }) => enums[0]!.id),
      user: made.filter(({ name }) => users.some((user) => user.name === name)).map(({ id }) => id),
      user_group: await each('group.create', 'groupId'),
      task_type: await each('task-type.create', 'taskTypeId'),
      bot: await each('bot.paste', 'botId', { code }),
      catalog: await each('catalog.create', 'catalogId'),
      catalog_element: await objects('element'),
      template: await objects('template'),
      chat_source: await objects('chat_source'),
      file: await objects('file'),
      widget: await objects('widget'),
    };
  }

  it('goes from one account to another by export and import, and names nothing foreign there', async () => {
    const [here, there] = [await furnish('reference'), await furnish('branch')];
    for (const kind of referenceKinds) {
      expect([kind, new Set(here[kind]).size, new Set(there[kind]).size]).toEqual([kind, 3, 3]);
      expect(here[kind].filter((id) => there[kind].includes(id))).toEqual([]);
    }
    const recipe = wholeRecipe('export');
    const drawn = drawBot(recipe, (kind, n) => here[kind][n]!);
    const first = await act('reference', 'bot.import', { file: JSON.parse(drawn) });
    expect(first.unknown).toEqual([]);
    const exported = JSON.stringify((await act('reference', 'bot.export', { botId: first.botId })).file);
    const found = inspectBot(exported);
    const moved = rewriteBot(found.bot!, found, {
      resolve: ({ kind, id }) => there[kind][here[kind].indexOf(id)],
      reword: () => undefined,
    });
    const file = writeBot(moved, 'Бот филиала');
    const { botId, unknown } = await act('branch', 'bot.import', { file: JSON.parse(file) });
    expect(unknown).toEqual([]);
    const back = JSON.stringify((await act('branch', 'bot.export', { botId })).file);
    expect(proveBot(file, back)).toEqual([]);
    expect(documentOf(readBot(back).bot!)).toEqual(
      documentOf(readBot(drawBot(recipe, (kind, n) => there[kind][n]!)).bot!),
    );

    // Unmoved, the importer would fill in defaults without a word: that is what the hub is for.
    const raw = await act('branch', 'bot.import', { file: JSON.parse(exported) });
    expect(new Set(raw.unknown.map(({ kind }: { kind: string }) => kind)).size).toBe(referenceKinds.length);
    await act('branch', 'bot.save', { botId });
    const saved = JSON.stringify((await act('branch', 'bot.export', { botId })).file);
    const places = proveBot(file, saved);
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((place) => !/chat_sources|channels/.test(place))).toEqual([]);
  });
});
