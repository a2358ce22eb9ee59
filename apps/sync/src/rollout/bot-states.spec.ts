import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { BotDeliveryEntity } from '../bot/bot-delivery.entity.js';
import { botViews, countBots, refusalText, summaryOfBots } from './bot-states.js';
import type { BotRound } from './carried-bots.js';

const botId = 'bot';
const [accountId, at] = ['kazan', '2026-03-02T10:00:00.000Z'];
const delivery = (state: BotDeliveryEntity['state'], given: Partial<BotDeliveryEntity> = {}) =>
  ({
    id: 'd',
    botId,
    version: 2,
    accountId,
    state,
    ranOn: null,
    madeAt: new Date(at),
    ...given,
  }) as BotDeliveryEntity;
const done: BotRound = { askId: 'a', isDone: true, refused: [] };
const refused: BotRound = { ...done, refused: [{ botId, reason: message('rollouts.busy'), at }] };

const view = (
  bots: BotRound | null,
  deliveries: BotDeliveryEntity[] = [],
  {
    state = 'running',
    account = 'healthy',
  }: { state?: 'running' | 'stopped'; account?: 'healthy' | 'skipped' } = {},
) =>
  botViews(
    { state, madeAt: new Date('2026-03-01') },
    { accountId, state: account, bots },
    { bots: [{ botId, name: 'Б', version: 2 }], deliveries },
  );

describe('the state of a bot in an account', () => {
  it.each<[string, BotRound | null, BotDeliveryEntity[], string]>([
    ['an earlier rollout has delivered it', null, [delivery('proved')], 'waiting'],
    ['its file is being made', { ...done, isDone: false }, [delivery('delivered')], 'making'],
    ['the branch lacks an answer', refused, [], 'refused'],
    ['an earlier file is there, and the new one was refused', refused, [delivery('delivered')], 'refused'],
    [
      'a person has delivered it since',
      refused,
      [delivery('delivered', { madeAt: new Date('2026-03-03') })],
      'delivered',
    ],
    ['it is installed', done, [delivery('declared-installed')], 'declared-installed'],
    [
      'another version and account',
      done,
      [delivery('proved', { version: 1 }), delivery('proved', { accountId: 'x' })],
      'making',
    ],
  ])('%s', (_, round, deliveries, state) => {
    expect(view(round, deliveries).map((one) => one.state)).toEqual([state]);
  });

  const newer = (madeAt: string) => delivery('declared-installed', { version: 3, madeAt: new Date(madeAt) });
  it.each<[string, BotRound | null, BotDeliveryEntity[], string]>([
    ['counts as delivered', done, [newer('2026-03-02')], 'declared-installed'],
    ['counts where the rollout’s own was refused', refused, [newer('2026-03-02')], 'declared-installed'],
    ['waits for its round like any other', null, [newer('2026-03-02')], 'waiting'],
    ['was there before the rollout', refused, [newer('2026-02-28')], 'refused'],
    ['came after the rollout’s own', done, [newer('2026-03-03'), delivery('delivered')], 'delivered'],
  ])('a newer version that another delivery brought %s', (_, round, deliveries, state) => {
    expect(view(round, deliveries).map((one) => one.state)).toEqual([state]);
  });

  const older = (madeAt: string) => delivery('proved', { version: 1, madeAt: new Date(madeAt) });
  it.each<[string, BotDeliveryEntity[], string]>([
    ['counts after the rollout’s own', [older('2026-03-03'), delivery('delivered')], 'proved'],
    ['counts after a newer one', [older('2026-03-03'), newer('2026-03-02')], 'proved'],
    ['is none of that where nobody went back to it', [older('2026-03-03')], 'making'],
    [
      'does not count once the rollout’s own came again',
      [delivery('delivered'), older('2026-03-01T12:00')],
      'delivered',
    ],
    [
      'was there before the rollout',
      [older('2026-02-28'), delivery('delivered', { madeAt: new Date('2026-02-27') })],
      'delivered',
    ],
  ])('an older version that another delivery brought %s', (_, deliveries, state) => {
    expect(view(done, deliveries).map((one) => one.state)).toEqual([state]);
  });

  it('says which version stays, and that the rollout has another', () => {
    expect(view(done, [newer('2026-03-02')])).toMatchObject([
      { version: 2, text: { key: 'rollouts.bot-stays', facts: { version: 3, own: 2 } } },
    ]);
  });

  it('is none where it will not be delivered any more', () => {
    expect(view(null, [], { state: 'stopped' })).toEqual([]);
    expect(view(null, [], { account: 'skipped' })).toEqual([]);
    expect(view(done, [delivery('delivered')], { state: 'stopped' })).toHaveLength(1);
  });
});

it('a rollout without bots says nothing of them', () => {
  expect(summaryOfBots(countBots([]))).toBe('');
  expect(summaryOfBots(countBots([{ state: 'refused' }]))).toMatchObject({ facts: { refused: 1 } });
});

it('a refusal names the first questions of the branch, and counts the rest', () => {
  const errors = Array.from({ length: 7 }, (_, n) => ({ path: `answers.${n}`, detail: message('bots.end') }));
  const lacks = new Problem(409, message('bots.not-ready', { count: 60 }), errors);
  expect(refusalText(lacks, { botId, accountId })).toMatchObject({
    key: 'rollouts.bot-asks',
    facts: { more: 55, botId, accountId },
  });
  const why = message('bots.own-reference');
  expect(refusalText(new Problem(422, why), { botId, accountId })).toEqual(
    message('rollouts.bot-refused', { why }),
  );
});
