import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startTestSandbox,
  type NewAccountReply,
  type Reply,
  type TestSandbox,
  type Api,
  withoutLinkQueries,
} from './call-sandbox.js';

/** Any JSON, changed freely by the tests. */
type Tree = ReturnType<JSON['parse']>;

describe('bots', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply & { api: Api };
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    account = await sandbox.account({ subdomain: 'bots', users: [{ name: 'Менеджер' }] });
    ({ api } = account);
  });
  afterAll(() => sandbox.close());

  const act = (action: string, body: Record<string, unknown>): Promise<Reply> =>
    sandbox.control('POST', 'actions', { action, subdomain: 'bots', ...body });

  const text = {
    0: {
      question: [
        { handler: 'show', params: { type: 'text', value: 'Привет' } },
        { handler: 'goto', params: { type: 'question', step: 1 } },
      ],
      block_uuid: 'a',
    },
    1: {
      question: [
        { handler: 'action', params: { name: 'change_status', params: { value: 142 } } },
        { handler: 'goto', params: { type: 'finish', step: 2 } },
      ],
      block_uuid: 'b',
    },
    conversation: false,
  };
  const positions = [
    { id: 0, type: 'start', step: -1, goto: { block: 1 }, actions: [] },
    { id: 1, type: 'question', step: 0, goto: { block: 2 }, actions: [] },
    {
      id: 2,
      type: 'question',
      step: 1,
      goto: { block: 3 },
      actions: [{ id: 1, links: [], params: { handler: 'action', params: {} } }],
    },
    {
      id: 3,
      type: 'finish',
      step: 2,
      goto: null,
      actions: [{ id: 1, links: [], params: { handler: '_stop' } }],
    },
    { id: -1, type: 'static', step: -2, goto: null, actions: [] },
  ];
  const fileOf = (code: unknown, blocks: unknown): Record<string, unknown> => ({
    type_functionality: 0,
    model: { name: 'Приветствие', type: 2, text: JSON.stringify(code), positions: JSON.stringify(blocks) },
  });

  const lead = async (): Promise<number> =>
    (await api('POST', '/api/v4/leads', [{ name: 'x' }])).body._embedded.leads[0].id;

  it('has no method that writes a bot', async () => {
    for (const [method, path] of [
      ['POST', '/api/v4/bots'],
      ['PATCH', '/api/v4/bots/1'],
      ['DELETE', '/api/v4/bots/1'],
    ] as const) {
      const { status, body } = await api(method, path, {});
      expect([status, body.detail]).toEqual([405, 'Method Not Allowed']);
    }
    expect((await api('GET', '/api/v4/bots')).status).toBe(204);
    expect((await api('GET', '/api/v4/bots/1')).status).toBe(204);
  });

  it('imports a file as a person does, exports it unchanged and lists it without its code', async () => {
    const file = fileOf(text, positions);
    const model = file.model as { name: string };
    const made = await act('bot.import', { file });
    expect(made.status).toBe(200);
    expect(made.body.unknown).toEqual([]);
    const { botId } = made.body;
    expect((await act('bot.export', { botId })).body).toEqual({ fileName: `${model.name}.json`, file });
    const bare = await act('bot.import', { file: { ...file, model: { ...model, name: '' } } });
    const unnamed = await act('bot.export', { botId: bare.body.botId });
    expect(unnamed.body.fileName).toBe(`Salesbot #${bare.body.botId}.json`);
    await act('bot.delete', { botId: bare.body.botId });
    const { body } = await api('GET', '/api/v4/bots?with=favorite&filter[type_functionality][]=regular');
    expect(body).toMatchObject({ _total_items: 1, _page: 1 });
    expect(withoutLinkQueries(body._embedded.items)).toEqual([
      {
        id: botId,
        name: 'Приветствие',
        type_functionality: 'regular',
        is_visual_editor: true,
        settings: { active: true },
        is_favorite: false,
        _links: { self: { href: `https://bots.amocrm.ru/api/v4/bots/${botId}` } },
      },
    ]);
    expect((await api('GET', '/api/v4/bots?filter[type_functionality][]=nps')).status).toBe(204);
    expect((await api('GET', '/api/v4/bots?filter[id][]=1')).status).toBe(204);
    expect(Object.keys((await api('GET', `/api/v4/bots/${botId}`)).body)).not.toContain('is_favorite');
  });

  it('refuses files whose two graphs disagree', async () => {
    const errorsOf = async (code: unknown, blocks: unknown): Promise<string[]> => {
      const { status, body } = await act('bot.import', { file: fileOf(code, blocks) });
      expect(status).toBe(400);
      return body.errors;
    };
    expect(
      await errorsOf(
        text,
        positions.filter(({ id }) => id !== 2),
      ),
    ).toEqual(['step 1 has no block', 'block 1 leads to block 2, which is missing']);
    expect(
      await errorsOf(
        { 0: text[0] },
        positions.filter(({ id }) => id !== 2),
      ),
    ).toEqual(['block 1 leads to block 2, which is missing', 'goto to step 1, which is missing']);
    expect(await errorsOf({}, [])).toEqual(['the code has no steps']);
    expect(await errorsOf({ 0: text[0] }, [])).toEqual(['goto to step 1, which is missing']);
    expect((await act('bot.import', { file: { model: {} } })).status).toBe(400);
  });

  it('imports what it exports, of bots drawn and written, with steps in a list or by number', async () => {
    const { conversation, ...byNumber } = text;
    const list = Object.values(byNumber);
    expect(conversation).toBe(false);
    const stopped = [...list, { question: [{ handler: 'stop', params: [] }] }];
    for (const code of [list, byNumber, text, stopped]) {
      const drawn = await act('bot.import', { file: fileOf(code, positions) });
      const written = await act('bot.paste', { name: 'Код', code });
      expect([drawn.status, written.status]).toEqual([200, 200]);
      for (const [botId, isVisual] of [
        [drawn.body.botId, true],
        [written.body.botId, false],
      ]) {
        const { file } = (await act('bot.export', { botId })).body;
        const again = await act('bot.import', { file });
        expect([again.status, again.body.errors]).toEqual([200, undefined]);
        expect((await act('bot.export', { botId: again.body.botId })).body.file).toEqual(file);
        const shown = (await api('GET', `/api/v4/bots/${again.body.botId}`)).body;
        expect(shown.is_visual_editor).toBe(isVisual);
      }
    }
  });

  const example = (name: string) =>
    JSON.parse(readFileSync(`apps/sync/test/bots/${name}/input.json`, 'utf8')) as {
      model: { text: string; positions: string };
    };
  const examples = readdirSync('apps/sync/test/bots').filter(
    (name) => name.includes('-export-') || name === 'd12-unresolved',
  );

  it.each(examples)(
    'takes the exported bot %s, fills what it does not have and exports that unchanged',
    async (name) => {
      const file = example(name);
      const made = await act('bot.import', { file });
      expect([made.status, made.body.errors]).toEqual([200, undefined]);
      const exported = (await act('bot.export', { botId: made.body.botId })).body.file;
      const again = (await act('bot.import', { file: exported })).body;
      expect(again.botId).not.toBe(made.body.botId);
      expect((await act('bot.export', { botId: again.botId })).body.file).toEqual(exported);
    },
  );

  it('fills each foreign id with a default of the account, in both graphs', async () => {
    const { body } = await act('bot.import', { file: example('d03-export-buttons') });
    expect(body.unknown).toEqual([
      { kind: 'status', id: 61000012 },
      { kind: 'pipeline', id: 7100001 },
      { kind: 'user', id: 5300001 },
      { kind: 'status', id: 61000013 },
      { kind: 'chat_source', id: 20771 },
      { kind: 'chat_source', id: 20772 },
      { kind: 'user', id: 5300002 },
    ]);
    const { model } = (await act('bot.export', { botId: body.botId })).body.file;
    const pipeline = (await api('GET', '/api/v4/leads/pipelines')).body._embedded.pipelines[0];
    const stage = pipeline._embedded.statuses.find(({ type }: { type: number }) => type === 0).id;
    const params = { value: stage, pipeline_id: pipeline.id };
    expect(JSON.parse(model.text)[1].question[0].params.params).toEqual(params);
    expect(JSON.parse(model.positions)[3].actions[0].params.params.params).toEqual(params);
    const sent = { chat_sources: [], send_to_all_chat_sources: true };
    expect(JSON.parse(model.text)[3].question[0].params).toMatchObject(sent);
    expect(JSON.parse(model.positions)[5].actions[0].params.params).toMatchObject(sent);
  });

  it('refuses jumps of every sort to what is missing, and ways that code and picture tell differently', async () => {
    const errorsOf = async (
      name: string,
      change: (text: Tree, positions: Tree) => void,
    ): Promise<string[]> => {
      const file = example(name);
      const [code, blocks] = [JSON.parse(file.model.text), JSON.parse(file.model.positions)];
      change(code, blocks);
      return (await act('bot.import', { file: fileOf(code, blocks) })).body.errors;
    };
    expect(await errorsOf('d10-broken-dangling-goto', () => undefined)).toEqual([
      'goto to step 7, which is missing',
      'a pause to step 9, which is missing',
    ]);
    expect(await errorsOf('d11-broken-graphs-disagree', () => undefined)).toEqual([
      'step 0, button 1: code leads to 2, picture to 1',
      'step 0, none: code leads to 2, picture to 1',
    ]);
    expect(
      await errorsOf('d03-export-buttons', (code) => (code[0].question[0].params.on_error.params.step = 77)),
    ).toEqual(['goto to step 77, which is missing']);
    expect(await errorsOf('d03-export-buttons', (_, blocks) => (blocks[2].on_error.block = 77))).toEqual([
      'block 5 leads to block 77, which is missing',
    ]);
    expect(
      await errorsOf('d05-export-widget', (code) => (code[0].question[0].params.exits.fail.step = 8)),
    ).toEqual(['an exit to step 8, which is missing']);
    expect(
      await errorsOf(
        'd07-export-mixed-messages',
        (code) => (code[0].question[0].params.variants[1].step = 3),
      ),
    ).toEqual(['step 0, variant 1: code leads to 3, picture to 2']);
  });

  it('keeps the channels of an account that has them, until the bot is saved in the designer', async () => {
    const channel = (await act('bot.object', { kind: 'chat_source', name: 'Телеграм' })).body.id;
    const message = { handler: 'send_message', params: { text: 'x', chat_sources: [{ id: channel }] } };
    const widget = { handler: 'widget', params: { widget_id: '', widget_instance_id: 'old', exits: {} } };
    const code = { 0: { question: [message, widget] } };
    const blocks = [
      { id: 0, type: 'start', step: -1, goto: { block: 1 }, actions: [] },
      { id: 1, type: 'question', step: 0, actions: [{ params: message }, { params: widget }] },
    ];
    const { botId, unknown } = (await act('bot.import', { file: fileOf(code, blocks) })).body;
    expect(unknown).toEqual([]);
    const exported = async () => (await act('bot.export', { botId })).body.file.model;
    expect(await exported()).toEqual(fileOf(code, blocks).model);
    expect((await act('bot.save', { botId })).body).toEqual({ botId, dropped: 1 });
    const [text, layout] = [JSON.parse((await exported()).text), JSON.parse((await exported()).positions)];
    expect(text[0].question[0].params).toMatchObject({ chat_sources: [], send_to_all_chat_sources: true });
    expect(layout[1].actions[0].params).toEqual(text[0].question[0]);
    expect(layout[1].actions[1].params.params.widget_instance_id).toBe(
      text[0].question[1].params.widget_instance_id,
    );
    expect(text[0].question[1].params.widget_instance_id).not.toBe('old');
  });

  it('accepts runs with the plain text, refuses bad ones with paths', async () => {
    const { botId } = (await act('bot.import', { file: fileOf(text, positions) })).body;
    const id = await lead();
    const on = { entity_id: id, entity_type: 'leads' };
    const run = await api('POST', `/api/v4/bots/${botId}/run`, on);
    expect([run.status, run.body]).toEqual([202, 'Accepted']);
    expect(run.headers['content-type']).toContain('text/html');
    const many = await api('POST', '/api/v4/bots/run', [{ bot_id: botId, ...on }]);
    expect([many.status, many.body]).toEqual([202, null]);
    const legacy = await api('POST', '/api/v2/salesbot/run', [
      { bot_id: botId, entity_id: id, entity_type: 2 },
    ]);
    expect([legacy.status, legacy.body.success]).toEqual([202, true]);
    const stopped = await api('POST', `/api/v4/bots/${botId}/stop`, on);
    expect([stopped.status, stopped.body]).toEqual([202, null]);
    expect((await api('POST', '/api/v4/bots/1/run', on)).status).toBe(404);
    expect((await api('POST', `/api/v4/bots/${botId}/run`, { ...on, entity_id: 1 })).status).toBe(404);
    const bad = await api('POST', '/api/v4/bots/run', [
      { bot_id: 0, entity_id: id, entity_type: 'companies' },
    ]);
    expect(bad.body['validation-errors'][0].errors).toEqual([
      {
        code: 'NotSupportedChoice',
        path: 'entity_type',
        detail: 'The value you selected is not a valid choice.',
      },
      { code: 'TooLow', path: 'bot_id', detail: 'This value should be positive.' },
    ]);
  });

  it('answers only the statuses each run method documents', async () => {
    const { botId } = (await act('bot.import', { file: fileOf(text, positions) })).body;
    const id = await lead();
    const many = (count: number): unknown[] =>
      Array.from({ length: count }, () => ({ bot_id: botId, entity_id: id, entity_type: 'leads' }));
    expect((await api('POST', '/api/v4/bots/run', many(101))).status).toBe(400);
    expect((await api('POST', '/api/v4/bots/run', many(100))).status).toBe(202);
    const legacy = (bot_id: number, entity_id: number): Promise<Reply> =>
      api('POST', '/api/v2/salesbot/run', [{ bot_id, entity_id, entity_type: 2 }]);
    expect((await legacy(1, id)).status).toBe(400);
    expect((await legacy(botId, 1)).status).toBe(400);
    expect((await api('GET', '/api/v4/bots/1')).status).toBe(204);
  });
});
