import { randomUUID } from 'node:crypto';
import { AccountRepository, ReferenceGroupRepository } from '@hub/accounts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  packText,
  unpackText,
  type BotDelivery,
  type BotView,
  type Requests,
  type RequestSubject,
} from '@hub/contracts';
import { say } from '@hub/messages';
import type { Problem } from '@hub/platform';
import { eventually } from '@hub/testing';
import { SyncFixture, type Branch } from './sync-fixture.js';

type Handler = { handler: string; params: unknown };

const show = (value: string): Handler => ({ handler: 'show', params: { type: 'text', value } });
const codeOf = (...question: Handler[]): string => JSON.stringify({ 0: { question } });

/** Code that says something and starts a bot. */
const starting = (bot: number): string => {
  const says = { handler: 'show', params: { type: 'text', value: 'Здравствуйте' } };
  const starts = { handler: 'stop', params: { action: 'salesbot-start', bot } };
  return JSON.stringify([
    { question: [says, { handler: 'goto', params: { type: 'finish', step: 0 } }], finish: [starts] },
  ]);
};

let fixture: SyncFixture;
let reference: Branch;
let branch: Branch;

beforeAll(async () => {
  fixture = await SyncFixture.start();
  [reference, branch] = [await fixture.branch(['reference']), await fixture.branch()];
});
afterAll(() => fixture.close());

const ask = <S extends RequestSubject>(
  subject: S,
  request: Requests[S]['request'],
): Promise<Requests[S]['reply']> => fixture.hub.ask(subject, request);
const deliver = (botId: string, version?: number): Promise<BotDelivery> =>
  ask('sync.bot-deliveries.make', {
    ...{ botId, accountId: branch.accountId, by: 'Центр' },
    ...(version === undefined ? {} : { version }),
  });

async function otherGroup(): Promise<string> {
  const { source, app } = fixture.hub;
  const group = { id: randomUUID(), name: `Марка ${randomUUID()}`, createdAt: new Date() };
  await source.transaction((tx) => app.get(ReferenceGroupRepository).add(tx, group));
  return group.id;
}
async function moveTo(groupId: string | null): Promise<void> {
  const { source, app } = fixture.hub;
  await source.transaction((tx) => app.get(AccountRepository).update(tx, branch.accountId, { groupId }));
}

describe('what a bot may not do to the hub and to a branch', () => {
  const upload = (file: string, name?: string): Promise<BotView> =>
    ask('sync.bots.upload', {
      accountId: reference.accountId,
      packed: packText(file),
      ...(name === undefined ? {} : { name }),
    });
  const refusal = async (work: Promise<unknown>): Promise<[number, string, string | undefined]> =>
    work.then(
      () => Promise.reject(new Error('it was not refused')),
      (error: unknown) => {
        const { status, detail, errors } = (error as Problem).body;
        return [status, detail.key, errors?.[0]?.path];
      },
    );
  const placed = ({ id }: BotDelivery): Promise<BotDelivery> =>
    eventually(async () => {
      const now = await ask('sync.bot-deliveries.show', { deliveryId: id });
      if (now.state === 'delivering') throw new Error('no task yet');
      return now;
    });

  it('gives out no stored file that it would not take today', async () => {
    const { id: botId } = await upload(codeOf(show('Здравствуйте')), 'Прежний');
    const { accountId } = branch;
    const first = await placed(await deliver(botId, 1));
    const change = (file: string) =>
      fixture.hub.source.query('UPDATE sync.bot_version SET file = $2, facts = NULL WHERE bot_id = $1', [
        botId,
        file,
      ]);
    await change(codeOf(show('{{lead.custom_fields.880101}}')));
    const refused = [422, 'bots.refused', 'file/0/question/0/params/value'];
    expect(await refusal(ask('sync.bots.readiness', { botId, accountId }))).toEqual(refused);
    expect(await refusal(deliver(botId, 1))).toEqual(refused);
    expect(await refusal(ask('sync.bot-deliveries.file', { deliveryId: first.id }))).toEqual(refused);
    const { steps } = await ask('sync.bots.outline', { botId });
    expect(steps).toHaveLength(1);
    await change('{');
    const { items } = await ask('sync.bots.list', { referenceId: reference.accountId });
    expect(items[0]?.versions[0]?.remarks.map(({ code }) => code)).toEqual(['not-json']);
    expect(await refusal(ask('sync.bots.outline', { botId }))).toEqual([422, 'bots.refused', 'file']);
  });

  it('makes no file that is too large with the answers of the branch', async () => {
    const channels = Array.from({ length: 4500 }, () => ({ id: 20771 }));
    const file = codeOf({ handler: 'send_message', params: { text: 'x', chat_sources: channels } });
    const { id: botId } = await upload(file, 'Длинный');
    const { accountId } = branch;
    const answers = [{ kind: 'chat_source', ref: '20771', value: '2077100001' }];
    await ask('sync.bots.answer', { accountId, referenceId: reference.accountId, answers, by: 'test' });
    const refused = [409, 'bots.too-large-here', undefined];
    expect(await refusal(ask('sync.bots.readiness', { botId, accountId }))).toEqual(refused);
    expect(await refusal(deliver(botId, 1))).toEqual(refused);
  });

  it('takes the name in a file as it takes one in a form', async () => {
    const named = (name: string): string =>
      JSON.stringify({
        type_functionality: 0,
        model: { name, type: 2, text: codeOf(show('x')), positions: '[]' },
      });
    for (const name of ['я'.repeat(201), 'a\0b', '\ud83d'])
      expect(await refusal(upload(named(name)))).toEqual([422, 'problems.wrong-fields', 'name']);
    expect((await upload(named('Привет\u0306'))).name).toBe('Привет\u0306'.normalize('NFC'));
  });

  it('takes no id that another bot of the account has', async () => {
    const made = (name: string, amoBotId: number | null) =>
      ask('sync.bots.upload', {
        ...{ accountId: reference.accountId, packed: packText(codeOf(show('x'))), name, amoBotId },
      });
    await made('Старый', 31500);
    const refused = [422, 'problems.wrong-fields', 'amoBotId'];
    expect(await refusal(made('Бот', 31500))).toEqual(refused);
    const { id: botId } = await made('Бот', null);
    expect(await refusal(ask('sync.bots.change', { botId, amoBotId: 31500 }))).toEqual(refused);
    expect((await made('Старый', 31500)).amoBotId).toBe(31500);
  });

  it('goes to no account of another reference group', async () => {
    const { id: botId } = await upload(codeOf(show('x')), 'Чужой');
    await moveTo(await otherGroup());
    expect(await refusal(deliver(botId))).toEqual([422, 'bots.of-other-group', undefined]);
    await moveTo(null);
    expect(await deliver(botId)).toMatchObject({ version: 1 });
  });

  it('keeps what a file says in characters that a database does not take', async () => {
    const settings = { [`x\0`]: `https://moscow.amocrm.ru/${'x'.repeat(54)}😀`, handler: 'a\0' };
    const { versions } = await upload(
      codeOf({ handler: 'widget_request', params: { url: settings, data: [] } }),
      'Виджет',
    );
    expect(versions[0]?.remarks.map(({ places }) => places)).toEqual([[`/0/question/0/params/url/x\uFFFD`]]);
  });

  it('shows a step that nobody filled in', async () => {
    const { id: botId } = await upload(
      codeOf({ handler: 'action', params: { name: '', params: [] } }, show('x')),
      'Пустой шаг',
    );
    const { steps } = await ask('sync.bots.outline', { botId });
    expect(steps[0]?.does.map((one) => say(one, 'ru'))).toEqual(['написать: «x»']);
  });

  it('begins anew when a branch goes back to an older file', async () => {
    const { id: botId } = await upload(codeOf(show('Первая')), 'Обратно');
    await upload(codeOf(show('Вторая')), 'Обратно');
    const fields = [{ name: 'Бот', type: 'text', code: 'HUB_BOT' }];
    const { body } = await branch.api('POST', '/api/v4/leads/custom_fields', fields);
    const { id: fieldId } = body._embedded.custom_fields[0];
    const first = await placed(await deliver(botId, 1));
    // A deal that it handled has its mark.
    const values = [{ value: first.botName.split(' · ').at(-1) }];
    const deal = [{ name: 'a', custom_fields_values: [{ field_id: fieldId, values }] }];
    const leadId = Number((await branch.api('POST', '/api/v4/leads', deal)).body._embedded.leads[0].id);
    const ran = { deliveryId: first.id, leadId };
    expect(await ask('sync.bot-deliveries.prove-run', ran)).toMatchObject({ state: 'proved' });
    const second = await placed(await deliver(botId, 2));
    const tick = { step: 'import', isDone: true, by: 'Анна' } as const;
    await ask('sync.bot-deliveries.tick', { deliveryId: first.id, ...tick });
    expect((await deliver(botId, 2)).taskId).toBe(second.taskId);
    const again = await placed(await deliver(botId, 1));
    expect(again).toMatchObject({ id: first.id, state: 'delivered', isReplaced: false, ranOn: null });
    expect(again.taskId).not.toBe(first.taskId);
    expect(await refusal(ask('sync.bot-deliveries.prove-run', ran))).toEqual([
      409,
      'bots.ran-other',
      undefined,
    ]);
    expect(again.checklist.map(({ doneBy }) => doneBy)).toEqual(again.checklist.map(() => null));
    expect((await ask('sync.bot-deliveries.show', { deliveryId: second.id })).isReplaced).toBe(true);
    await branch.api('DELETE', `/api/v4/leads/custom_fields/${fieldId}`);
  });
});

it('places the task of a delivery that was given up when the account can be used again', async () => {
  const packed = packText(codeOf(show('Снова')));
  const { id: botId } = await ask('sync.bots.upload', {
    accountId: reference.accountId,
    packed,
    name: 'Снова',
  });
  const call = { method: 'POST', path: '/api/v4/tasks', subdomain: branch.subdomain };
  const refusal = { kind: 'status', status: 400, count: null, body: { title: 'Bad Request', status: 400 } };
  await fixture.sandbox.control('POST', 'faults', { ...refusal, ...call });
  const { id: deliveryId } = await deliver(botId);
  const dead = () =>
    fixture.hub.source.query(`SELECT FROM sync.inbox WHERE consumer = 'sync.bot-task' AND state = 'dead'`);
  await eventually(async () => expect(await dead()).toHaveLength(1));
  await fixture.sandbox.control('DELETE', 'faults');
  await fixture.hub.announceUsable(branch.accountId);
  await eventually(async () => {
    expect((await ask('sync.bot-deliveries.show', { deliveryId })).state).toBe('delivered');
  });
});

it('places no task and gives no file of a delivery whose account went to another group meanwhile', async () => {
  const packed = packText(codeOf(show('Марка А')));
  const { id: botId } = await ask('sync.bots.upload', {
    ...{ accountId: reference.accountId, packed, name: 'Марка А' },
  });
  const call = { method: 'POST', path: '/api/v4/tasks', subdomain: branch.subdomain };
  const refusal = { kind: 'status', status: 400, count: null, body: { title: 'Bad Request', status: 400 } };
  await fixture.sandbox.control('POST', 'faults', { ...refusal, ...call });
  const { id: deliveryId } = await deliver(botId);
  const reasons = () =>
    fixture.hub.source.query<{ reason: string }[]>(
      `SELECT reason::text AS reason FROM sync.inbox
        WHERE consumer = 'sync.bot-task' AND state = 'dead' AND payload ->> 'deliveryId' = $1`,
      [deliveryId],
    );
  await eventually(async () => expect(await reasons()).toHaveLength(1));
  await fixture.sandbox.control('DELETE', 'faults');
  const mark = fixture.lastCall;
  await moveTo(await otherGroup());
  await fixture.hub.announceUsable(branch.accountId);
  await eventually(async () => expect((await reasons())[0]?.reason).toContain('of-other-group'));
  expect(fixture.calls(branch, mark).filter((made) => made === 'POST /api/v4/tasks')).toEqual([]);
  await expect(ask('sync.bot-deliveries.file', { deliveryId })).rejects.toMatchObject({
    body: { status: 422, detail: { key: 'bots.of-other-group' } },
  });
  await moveTo(null);
  await deliver(botId);
  await eventually(async () => {
    expect((await ask('sync.bot-deliveries.show', { deliveryId })).state).toBe('delivered');
  });
});

it('places no task of a delivery that another one has replaced while it was given up', async () => {
  const upload = (text: string) =>
    ask('sync.bots.upload', {
      accountId: reference.accountId,
      packed: packText(codeOf(show(text))),
      name: 'Сменён',
    });
  const { id: botId } = await upload('Старый');
  await upload('Новый');
  const call = { method: 'POST', path: '/api/v4/tasks', subdomain: branch.subdomain };
  const refusal = { kind: 'status', status: 400, count: null, body: { title: 'Bad Request', status: 400 } };
  await fixture.sandbox.control('POST', 'faults', { ...refusal, ...call });
  const tasks = (state: string) =>
    fixture.hub.source.query<{ id: string }[]>(
      `SELECT payload ->> 'deliveryId' AS id FROM sync.inbox WHERE consumer = 'sync.bot-task' AND state = $1`,
      [state],
    );
  const { id: oldId } = await deliver(botId, 1);
  await eventually(async () => expect(await tasks('dead')).toEqual([{ id: oldId }]));
  await fixture.sandbox.control('DELETE', 'faults');
  const { id: newId } = await deliver(botId, 2);
  await eventually(async () => expect(await tasks('done')).toContainEqual({ id: newId }));
  await fixture.hub.announceUsable(branch.accountId);
  await eventually(async () => expect(await tasks('done')).toContainEqual({ id: oldId }));
  expect((await ask('sync.bot-deliveries.show', { deliveryId: oldId })).taskId).toBeNull();
});

describe('bots that start each other', () => {
  const upload = (name: string, amoBotId: number, next: number): Promise<BotView> =>
    ask('sync.bots.upload', {
      accountId: reference.accountId,
      packed: packText(starting(next)),
      ...{ name, amoBotId },
    });
  const paste = async (name: string, code: unknown): Promise<number> => {
    const action = { action: 'bot.paste', subdomain: branch.subdomain, name, code };
    return ((await fixture.sandbox.control('POST', 'actions', action)).body as { botId: number }).botId;
  };
  const fileFor = async ({ id }: BotDelivery): Promise<string> =>
    unpackText((await ask('sync.bot-deliveries.file', { deliveryId: id })).packed);
  const questionsOf = async ({ id }: BotView) =>
    (await ask('sync.bots.readiness', { botId: id, accountId: branch.accountId })).questions;

  it('asks whom a bot starts that starts itself, and has its start set by hand', async () => {
    const standIn = await paste('Замена', [{ question: [] }]);
    const self = await upload('Сам себя', 31777, 31777);
    expect(self).toMatchObject({ after: ['Сам себя'], circle: ['Сам себя'] });
    const [question] = await questionsOf(self);
    expect(question).toMatchObject({ ref: '31777', isNeeded: true, text: { key: 'bots.ask-bot-in-circle' } });
    expect(question?.candidates).toEqual([{ value: String(standIn), name: 'Замена' }]);
    await expect(deliver(self.id)).rejects.toMatchObject({ body: { status: 409 } });
    await ask('sync.bots.answer', {
      ...{ accountId: branch.accountId, referenceId: reference.accountId, by: 'test' },
      answers: [{ kind: 'bot', ref: '31777', value: String(standIn) }],
    });
    const delivered = await deliver(self.id);
    const byHand = delivered.checklist.find(({ step }) => step === 'starts');
    expect(say(byHand!.text, 'ru')).toContain('«Сам себя»');
    const file = await fileFor(delivered);
    expect(file).toContain(`"bot":${standIn}`);
    await paste(delivered.botName, JSON.parse(file));
    await eventually(() => ask('sync.bot-deliveries.declare', { deliveryId: delivered.id, by: 'Анна' }));
    // Because the id that it has now is the one that its next version replaces.
    expect(await fileFor(delivered)).toBe(file);
    // Going back to it from a version that does not start itself must not name that one, which it replaces.
    await upload('Сам себя', 31777, 31799);
    const again = await deliver(self.id, 1);
    expect(await fileFor(again)).toBe(file);
    expect(again.checklist.map(({ step }) => step)).toContain('starts');
  });

  it('names bots that start each other, and lists the one that starts them behind them', async () => {
    await upload('Туда', 31801, 31802);
    await upload('Обратно', 31802, 31801);
    await upload('Вход', 31803, 31801);
    const { items } = await ask('sync.bots.list', { referenceId: reference.accountId });
    const of = (name: string) => items.find((one) => one.name === name)!;
    const circles = ['Туда', 'Обратно', 'Вход'].map((name) => of(name).circle.toSorted());
    expect(circles).toEqual([['Обратно', 'Туда'], ['Обратно', 'Туда'], []]);
    expect(items.indexOf(of('Вход'))).toBeGreaterThan(items.indexOf(of('Туда')));
    expect((await questionsOf(of('Вход'))).map(({ text }) => text.key)).toEqual([
      'bots.ask-bot-not-installed',
    ]);
    expect((await questionsOf(of('Туда'))).map(({ text }) => text.key)).toEqual(['bots.ask-bot-in-circle']);
  });
});
