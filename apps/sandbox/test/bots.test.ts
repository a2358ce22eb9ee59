import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startTestSandbox,
  type NewAccountReply,
  type Reply,
  type TestSandbox,
  type Api,
  withoutLinkQueries,
} from './call-sandbox.js';

interface Asked {
  token: string;
  data: Record<string, unknown>;
  return_url: string;
}

describe('bots', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply & { api: Api };
  let api: Api;
  let widget: http.Server;
  let asked: (call: Asked) => void = () => undefined;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    account = await sandbox.account({ subdomain: 'bots', users: [{ name: 'Менеджер' }] });
    ({ api } = account);
    widget = http.createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        res.end();
        asked(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      });
    });
    await new Promise<void>((resolve) => widget.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await sandbox.close();
    widget.closeAllConnections();
    await new Promise((resolve) => widget.close(resolve));
  });

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
      question: [{ handler: 'action', params: { name: 'change_status', params: { value: 777 } } }],
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
      goto: null,
      actions: [{ id: 1, links: [{ block: 3 }], params: { handler: 'action' } }],
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

  it('imports a file as a person does, tells foreign ids, exports it unchanged and lists it without its code', async () => {
    const file = fileOf(text, positions);
    const made = await act('bot.import', { file });
    expect(made.status).toBe(200);
    expect(made.body.unknown).toEqual([{ kind: 'status', id: 777 }]);
    const { botId } = made.body;
    expect((await act('bot.export', { botId })).body).toEqual({ fileName: `Salesbot #${botId}.json`, file });
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

  it('asks the widget, waits, and goes on once continued', async () => {
    const { port } = widget.address() as AddressInfo;
    const ask = (data: unknown): unknown => ({
      handler: 'widget_request',
      params: { url: `http://127.0.0.1:${port}/bot`, data },
    });
    const code = [
      { question: [ask({ turn: 1 }), { handler: 'stop', params: {} }] },
      { question: [ask({ turn: 2, said: '{{json.answer}}', none: '{{json.none}}' })] },
    ];
    const { botId } = (await act('bot.paste', { name: 'Диалог', code })).body;
    const next = (): Promise<Asked> => new Promise((resolve) => (asked = resolve));
    const first = next();
    await api('POST', `/api/v4/bots/${botId}/run`, { entity_id: await lead(), entity_type: 'leads' });
    const { token, data, return_url: url } = await first;
    expect(data).toEqual({ turn: 1 });
    expect(token.split('.')).toHaveLength(3);
    expect(url).toMatch(
      new RegExp(`^https://bots\\.amocrm\\.ru/api/v4/salesbot/${botId}/continue/[0-9a-f]+$`),
    );
    const { pathname } = new URL(url);
    const long = { handler: 'show', params: { type: 'text', value: 'x'.repeat(81) } };
    const refused = await api('POST', pathname, {
      data: {},
      execute_handlers: [long, { handler: 'find', params: {} }],
    });
    expect(refused.body['validation-errors'][0].errors.map((one: { path: string }) => one.path)).toEqual([
      'execute_handlers.1.handler',
      'execute_handlers.0.params.value',
    ]);
    const tooLong = await api('POST', pathname, { execute_handlers: [long] });
    expect(tooLong.body['validation-errors'][0].errors[0].code).toBe('TooLong');
    const second = next();
    const jump = { handler: 'goto', params: { type: 'question', step: 1 } };
    const gone = await api('POST', pathname, { data: { answer: 'да' }, execute_handlers: [jump] });
    expect([gone.status, gone.body]).toEqual([202, null]);
    expect((await second).data).toEqual({ turn: 2, said: 'да', none: '{{json.none}}' });
    expect((await api('POST', pathname, { data: { x: 1 } })).status).toBe(202);
    expect((await api('POST', pathname, { data: { x: 1 } })).status).toBe(404);
  });
});
