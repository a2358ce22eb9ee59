import { AccountRepository, AlarmRepository, ReferenceGroupRepository } from '@hub/accounts';
import { packText, type BotView, type RolloutBotView, type RolloutView } from '@hub/contracts';
import { say } from '@hub/messages';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Problem } from '@hub/platform';
import { eventually } from '@hub/testing';
import { Rollouts } from './rollout-fixture.js';
import { SyncFixture, type Branch } from './sync-fixture.js';

let sync: SyncFixture;
let rollouts: Rollouts;
let reference: Branch;
let bot: BotView;
const releases = { first: '', second: '' };
/** What the bot names in the reference account. */
const origin = { pipeline: 0, stage: 0, user: 0 };

beforeAll(async () => {
  sync = await SyncFixture.start();
  rollouts = new Rollouts(sync);
  reference = await sync.branch(['reference']);
  releases.first = (await release()).id;
  const stages = [{ name: 'Урок', sort: 10, color: '#98cbff' }];
  const pipeline = {
    name: 'Запись',
    sort: 500,
    is_main: false,
    is_unsorted_on: true,
    _embedded: { statuses: stages },
  };
  const made = await reference.api('POST', '/api/v4/leads/pipelines', [pipeline]);
  const [{ id, _embedded }] = made.body._embedded.pipelines;
  origin.pipeline = id;
  origin.stage = _embedded.statuses.find(({ name }: { name: string }) => name === 'Урок').id;
  origin.user = await userOf(reference);
  releases.second = (await release()).id;
  bot = await upload('Запись');
});
afterAll(() => sync.close());

const release = () => sync.hub.ask('sync.releases.make', { accountId: reference.accountId });
const userOf = async ({ api }: Branch): Promise<number> =>
  Number((await api('GET', '/api/v4/users')).body._embedded.users[0].id);

/** A bot that moves a deal to the new stage and gives it to a person. */
const upload = (name: string, { word = 'Здравствуйте', at = reference, amoBotId = 0, next = 0 } = {}) => {
  const action = (what: string, params: object) => ({ handler: 'action', params: { name: what, params } });
  const works = [
    action('change_status', { value: origin.stage, pipeline_id: origin.pipeline }),
    action('change_responsible_user', { value: origin.user, type: 2 }),
    { handler: 'show', params: { type: 'text', value: word } },
    ...(next === 0 ? [] : [{ handler: 'stop', params: { action: 'salesbot-start', bot: next } }]),
  ];
  return sync.hub.ask('sync.bots.upload', {
    accountId: at.accountId,
    packed: packText(JSON.stringify([{ question: works }])),
    name,
    ...(amoBotId === 0 ? {} : { amoBotId }),
  });
};
/** Branches that know who the bot's person is there. */
const branches = async (count: number, areAnswered = true): Promise<Branch[]> => {
  const made: Branch[] = [];
  for (let n = 0; n < count; n++) made.push(await sync.branch());
  if (areAnswered) for (const one of made) await answer(one);
  return made;
};
const answer = async (branch: Branch) =>
  sync.hub.ask('sync.bots.answer', {
    accountId: branch.accountId,
    referenceId: reference.accountId,
    answers: [{ kind: 'user', ref: String(origin.user), value: String(await userOf(branch)) }],
    by: 'Центр',
  });
const tasksOf = async ({ api }: Branch): Promise<string[]> => {
  const { status, body } = await api('GET', '/api/v4/tasks');
  return status === 204 ? [] : body._embedded.tasks.map(({ text }: { text: string }) => text);
};
const counts = (there: readonly Branch[]) =>
  Promise.all(there.map(async (one) => (await tasksOf(one)).length));
/** What the rollout says of its bots in these branches, in their order. */
const botsIn = async (
  rollout: { rolloutId: string },
  there: readonly Branch[],
): Promise<RolloutBotView[][]> => {
  const accounts = await rollouts.accounts(rollout);
  return there.map(({ accountId }) => accounts.find((one) => one.accountId === accountId)?.bots ?? []);
};
const untilBots = (rollout: { rolloutId: string }, there: readonly Branch[], ...wanted: string[]) =>
  eventually(async () => {
    const states = (await botsIn(rollout, there)).map((own) => own.map(({ state }) => state).join());
    if (states.join(' ') !== wanted.join(' ')) throw new Error(states.join(' '));
  });
/** The gate of a branch is over, and the rollout is woken. */
const passGate = async ({ accountId }: Branch) => {
  await sync.hub.source.query(
    `UPDATE sync.rollout_account SET verified_at = now() - interval '2 hours' WHERE account_id = $1`,
    [accountId],
  );
  await sync.hub.announceUsable(accountId);
};
const begin = (releaseId: string, there: readonly Branch[], more: object = {}): Promise<RolloutView> =>
  rollouts.begin(releaseId, there, { botIds: [bot.id], ...more });

it('a bot comes with its wave, and one file and one task to each branch, whatever is repeated', async () => {
  const there = await branches(3);
  const [canary, ...rest] = there as [Branch, Branch, Branch];
  const rollout = await begin(releases.second, there, { gateMinutes: 60 });
  expect(rollout).toMatchObject({
    bots: [{ botId: bot.id, name: 'Запись', version: 1 }],
    botStates: { waiting: 3, refused: 0 },
    botsStay: null,
  });
  await rollouts.untilAccounts(rollout, [canary], 'verified');
  await untilBots(rollout, there, 'delivered', 'waiting', 'waiting');
  expect(await counts(there)).toEqual([1, 0, 0]);

  // The version of the first wave is that of all.
  await upload('Запись', { word: 'Добрый день' });
  await rollouts.act('pause', rollout);
  await passGate(canary);
  await rollouts.act('resume', rollout);
  await rollouts.untilAccounts(rollout, there, 'healthy', 'verified', 'verified');
  await untilBots(rollout, there, 'delivered', 'delivered', 'delivered');
  for (const branch of rest) await passGate(branch);
  const done = await rollouts.in(rollout, 'done');
  expect(done.botStates).toMatchObject({ delivered: 3, waiting: 0, making: 0, refused: 0 });
  expect(say(done.summary!, 'ru')).toContain('Боты: файл и задача в филиале 3.');
  const [first] = (await botsIn(rollout, there))[0]!;
  expect(first).toMatchObject({ version: 1, text: { key: 'bots.state-delivered' } });
  const file = await sync.hub.ask('sync.bot-deliveries.file', { deliveryId: first!.deliveryId! });
  expect(file.botName).toContain('Запись · v1');

  // The same once more: nothing to change, and the same file.
  await sync.hub.source.query(`DELETE FROM sync.bot_version WHERE bot_id = $1 AND number = 2`, [bot.id]);
  const again = await begin(releases.second, there);
  await rollouts.in(again, 'done');
  await untilBots(again, there, 'delivered', 'delivered', 'delivered');
  await rollouts.act('retry', again);
  await rollouts.in(again, 'done');
  expect(await counts(there)).toEqual([1, 1, 1]);

  const back = await rollouts.in(await rollouts.make(releases.first, [canary], { prune: true }), 'approval');
  expect(say(back.botsStay!, 'ru')).toContain('Откат ботов не трогает. В филиалах остаются: «Запись».');
  await rollouts.act('stop', back);
});

it('a branch that lacks what the bot names holds nobody, says what is missing, and gets the bot with a retry', async () => {
  const [lacking] = (await branches(1, false)) as [Branch];
  const there = [lacking, ...(await branches(1))];
  const rollout = await begin(releases.second, there);
  await rollouts.in(rollout, 'done');
  await untilBots(rollout, there, 'refused', 'delivered');
  const [[refused]] = (await botsIn(rollout, there)) as [[RolloutBotView]];
  const words = say(refused.text, 'ru');
  expect(words).toMatch(
    /^Не доставлен: филиалу не хватает ответов\. Что в филиале соответствует: пользователь «.+»\?/,
  );
  expect(words).toContain(
    `npm run hub -- bot ask ${bot.id} ${lacking.accountId}. Ответьте и повторите (retry).`,
  );
  const { summary, accounts } = await rollouts.show(rollout);
  expect(accounts).toMatchObject({ healthy: 2 });
  expect(say(summary!, 'ru')).toContain(
    'Боты: не доставлены 1, файл и задача в филиале 1. Что мешает, сказано у аккаунтов',
  );
  expect(await counts(there)).toEqual([0, 1]);

  await answer(lacking);
  await rollouts.act('retry', rollout);
  await untilBots(rollout, there, 'delivered', 'delivered');
  await rollouts.in(rollout, 'done');
  expect(await counts(there)).toEqual([1, 1]);
});

it('a bot waits for an account that does not answer, without holding the rollout', async () => {
  const there = await branches(1);
  const [{ subdomain }] = there as [Branch];
  const fault = { kind: 'status', status: 503, count: null, subdomain, method: 'GET', path: '/api/v4/bots' };
  const { body } = await sync.sandbox.control('POST', 'faults', fault);
  const rollout = await begin(releases.second, there);
  await rollouts.in(rollout, 'done');
  await untilBots(rollout, there, 'refused');
  const [[unreachable]] = (await botsIn(rollout, there)) as [[RolloutBotView]];
  expect(unreachable.text.key).toBe('rollouts.unreachable');
  await sync.sandbox.control('DELETE', `faults/${(body as { id: string }).id}`);
  await untilBots(rollout, there, 'delivered');
  expect(await counts(there)).toEqual([1]);
});

it('bots are carried in the order of delivery, and refused where they cannot go with the release', async () => {
  const there = await branches(1);
  const [started, starter] = [
    await upload('Конец', { amoBotId: 31_001 }),
    await upload('Начало', { next: 31_001 }),
  ];
  const made = await rollouts.make(releases.second, there, { botIds: [starter.id, started.id, starter.id] });
  expect(made.bots.map(({ name }) => name)).toEqual(['Конец', 'Начало']);
  await rollouts.act('stop', made);
  expect((await rollouts.accounts(made))[0]?.bots).toEqual([]);

  const other = await sync.branch(['reference']);
  const foreign = await upload('Чужой', { at: other });
  const group = { id: 'e0000000-0000-4000-8000-000000000009', name: 'Марка Б', createdAt: new Date() };
  await sync.hub.source.transaction((tx) => sync.hub.app.get(ReferenceGroupRepository).add(tx, group));
  const former = await sync.branch(['reference']);
  const replaced = await upload('Прежний', { at: former });
  const update = (id: string, change: object) =>
    sync.hub.source.transaction((tx) => sync.hub.app.get(AccountRepository).update(tx, id, change));
  await update(other.accountId, { groupId: group.id });
  await update(former.accountId, { roles: ['branch'] });
  const unknown = 'e0000000-0000-4000-8000-000000000001';
  const refusal = await rollouts
    .make(releases.second, there, { botIds: [bot.id, unknown, foreign.id, replaced.id] })
    .then(
      () => null,
      (error: unknown) => (error as Problem).body,
    );
  expect([refusal?.status, refusal?.errors?.map(({ path, detail }) => [path, detail.key])]).toEqual([
    422,
    [
      ['botIds.1', 'rollouts.unknown-bot'],
      ['botIds.2', 'rollouts.bot-of-other-group'],
      ['botIds.3', 'rollouts.bot-of-no-reference'],
    ],
  ]);
});

it('a branch that got a newer version by hand keeps it, and it counts', async () => {
  const [branch] = (await branches(1, false)) as [Branch];
  const rollout = await begin(releases.second, [branch]);
  await rollouts.in(rollout, 'done');
  await untilBots(rollout, [branch], 'refused');
  await answer(branch);
  await upload('Запись', { word: 'Добрый вечер' });
  await sync.hub.ask('sync.bot-deliveries.make', { botId: bot.id, accountId: branch.accountId, by: 'Анна' });
  await untilBots(rollout, [branch], 'delivered');
  const [[newer]] = (await botsIn(rollout, [branch])) as [[RolloutBotView]];
  const own = rollout.bots[0]!.version;
  expect(newer).toMatchObject({
    version: own,
    text: { key: 'rollouts.bot-stays', facts: { own, version: own + 1 } },
  });
  expect(say(newer.text, 'ru')).toMatch(/^Файл готов.+ Это версия .+ Версия \d+ остаётся\./);

  await rollouts.act('retry', rollout);
  await rollouts.in(rollout, 'done');
  await untilBots(rollout, [branch], 'delivered');
  expect((await rollouts.show(rollout)).botStates).toMatchObject({ delivered: 1, refused: 0 });
  expect(await counts([branch])).toEqual([1]);
});

it('a branch that was taken back to an older version by hand keeps it when its rollout is tried again', async () => {
  const [branch] = (await branches(1)) as [Branch];
  const { accountId } = branch;
  await upload('Запись', { word: 'Добрый вечер!' });
  const rollout = await begin(releases.second, [branch], { gateMinutes: 60 });
  await untilBots(rollout, [branch], 'delivered');
  const alarms = sync.hub.app.get(AlarmRepository);
  const broken = { kind: 'branch-target-broken', subject: accountId, accountId, facts: {} } as const;
  await sync.hub.source.transaction((tx) => alarms.raise(tx, broken, new Date()));
  await sync.hub.announceUsable(accountId);
  await rollouts.untilAccounts(rollout, [branch], 'failed');

  const version = rollout.bots[0]!.version - 1;
  const older = await sync.hub.ask('sync.bot-deliveries.make', {
    botId: bot.id,
    accountId,
    version,
    by: 'Анна',
  });
  await sync.hub.source.transaction((tx) => alarms.clear(tx, broken.kind, accountId, new Date()));
  await rollouts.act('retry', rollout);
  await untilBots(rollout, [branch], 'delivered');
  const [[own]] = (await botsIn(rollout, [branch])) as [[RolloutBotView]];
  expect(own).toMatchObject({
    deliveryId: older.id,
    text: { key: 'rollouts.bot-stays', facts: { version } },
  });
  const kept = await sync.hub.ask('sync.bot-deliveries.show', { deliveryId: older.id });
  expect([kept.isReplaced, await counts([branch])]).toEqual([false, [2]]);
  await rollouts.act('stop', rollout);
});
