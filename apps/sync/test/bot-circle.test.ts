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
import { eventually } from '@hub/testing';
import { SyncFixture, type Branch } from './sync-fixture.js';

/** Code that says something and starts a bot. */
const starting = (bot: number): string => {
  const says = { handler: 'show', params: { type: 'text', value: 'Здравствуйте' } };
  const starts = { handler: 'stop', params: { action: 'salesbot-start', bot } };
  return JSON.stringify([
    { question: [says, { handler: 'goto', params: { type: 'finish', step: 0 } }], finish: [starts] },
  ]);
};

describe('bots that start each other', () => {
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
  const upload = (name: string, amoBotId: number, next: number): Promise<BotView> =>
    ask('sync.bots.upload', {
      accountId: reference.accountId,
      packed: packText(starting(next)),
      ...{ name, amoBotId },
    });
  const deliver = (botId: string, version?: number): Promise<BotDelivery> =>
    ask('sync.bot-deliveries.make', { botId, version, accountId: branch.accountId, by: 'Центр' });
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
