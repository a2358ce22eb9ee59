import { randomBytes, randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { packText, type RolloutView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { Rollouts } from './rollout-fixture.js';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';
import { SyncWorker } from './sync-worker.js';

/** The everyday suite kills a few times, `npm run test:long` often and in more branches. */
const isLong = Boolean(process.env.LONG_TESTS);
const [count, kills] = isLong ? [20, 50] : [4, 3];
const deadlineMs = isLong ? 1_200_000 : 600_000;

const before = `blueprint: 1
name: Филиал
pipelines:
  - name: Заявки
    stages:
      - name: Новая
        color: '#d6eaff'
      - name: Счёт
        color: '#fffeb2'
tags:
  leads: [изЦентра]
`;
const after = `blueprint: 1
name: Филиал
pipelines:
  - name: Заявки
    stages:
      - name: Новая
        color: '#d6eaff'
      - name: Договор
        color: '#ebffb1'
  - name: Сервис
    stages:
      - name: Обращение
        color: '#d6eaff'
fields:
  leads:
    - name: Источник
      type: select
      values: [Сайт, Звонок]
tags:
  leads: [изЦентра, VIP]
`;
const deals = ['А', 'Б', 'В'];

const secretKeys = `1:${randomBytes(32).toString('base64')}`;
let sync: SyncFixture;
let rollouts: Rollouts;
let worker: SyncWorker;
let branches: Branch[];
let botId: string;

beforeAll(async () => {
  sync = await SyncFixture.start({ secretKeys });
  rollouts = new Rollouts(sync, deadlineMs);
  worker = new SyncWorker(sync, secretKeys);
  await worker.start();
  branches = [];
  for (let n = 0; n < count; n++) branches.push(await sync.branch());
  const { accountId } = await sync.branch(['reference']);
  const code = [{ question: [{ handler: 'show', params: { type: 'text', value: 'Здравствуйте!' } }] }];
  const packed = packText(JSON.stringify(code));
  botId = (await sync.hub.ask('sync.bots.upload', { accountId, packed, name: 'Приветствие' })).id;
  const release = await sync.importRelease(before);
  await rollouts.in(await rollouts.begin(release.id, branches), 'done');
  for (const { api } of branches) {
    const { body } = await api('GET', '/api/v4/leads/pipelines');
    const { id, _embedded } = named(body._embedded.pipelines as Named[], 'Заявки');
    const stage = named(_embedded.statuses, 'Счёт');
    const leads = deals.map((name) => ({ name, pipeline_id: id, status_id: stage.id }));
    await api('POST', '/api/v4/leads', leads);
  }
}, deadlineMs);
afterAll(async () => {
  await worker.kill();
  await sync.close();
});

interface Named {
  id: number;
  name: string;
  _embedded: { statuses: Named[] };
}

function named(list: readonly Named[], name: string): Named {
  const found = list.find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

/** A call chosen at random: at first any call, so that plans are killed too, then one that writes. */
function anyMoment(kill: number): object {
  if (kill < kills / 3) return { nth: randomInt(1, 41) };
  return { method: 'POST', path: '/api/v4/leads/*', nth: randomInt(1, isLong ? 3 : 6) };
}

/** While a bot is made for a branch, and when its task is written: each branch does both after its last other write. */
const botMoments = [
  { method: 'GET', path: '/api/v4/bots' },
  { method: 'POST', path: '/api/v4/tasks' },
];

/** Kills the worker while it waits for the answer of a call that was done. */
async function killAt(moment: object): Promise<void> {
  const fault = { kind: 'hold', when: 'after', count: 1, ...moment };
  const { body } = await sync.sandbox.control('POST', 'faults', fault);
  await sync.paused((body as { id: string }).id, deadlineMs);
  await worker.kill();
  await sync.sandbox.control('DELETE', 'faults');
  await worker.start();
}

/** The rollout from its first plan to its end, with a person who approves as soon as that can be done. */
async function rollOut(releaseId: string): Promise<RolloutView> {
  const options = {
    prune: true,
    dealTargets: [{ from: 'Заявки/Счёт', to: 'Заявки/Договор' }],
    waveSizes: [count],
    botIds: [botId],
  };
  return rollouts.in(await rollouts.begin(releaseId, branches, options), 'done', 'paused');
}

it(
  'a rollout that is killed at random moments brings every branch to the release with one task for its bot, nothing doubled, no deal lost',
  async () => {
    const release = await sync.importRelease(after);
    const end = rollOut(release.id);
    const moments = [...Array.from({ length: kills }, (_, at) => anyMoment(at)), ...botMoments];
    for (const moment of moments) await killAt(moment);
    const { state, accounts, rolloutId } = await end;
    const open = (await rollouts.accounts({ rolloutId })).filter((account) => account.state !== 'healthy');
    expect({ state, accounts, open, moments }).toMatchObject({
      state: 'done',
      accounts: { healthy: count },
      open: [],
    });

    await eventually(async () => {
      const { botStates } = await rollouts.show({ rolloutId });
      if (botStates.delivered < count) throw new Error(JSON.stringify(botStates));
    }, deadlineMs);
    for (const { api } of branches)
      expect((await api('GET', '/api/v4/tasks')).body._embedded.tasks).toHaveLength(1);

    const states = new Set<string>();
    for (const branch of branches) {
      const plan = await sync.plan(branch, release.id, { prune: true });
      expect([plan.text, plan.isEmpty]).toEqual([plan.text, true]);
      const rows = [...(await readRows(branch))].map(
        ([path, { name }]) => `${path.replace(/\d+/g, '#')} ${name}`,
      );
      states.add(JSON.stringify(rows.sort()));
      const { body } = await branch.api('GET', '/api/v4/leads');
      const leads = body._embedded.leads as { name: string; pipeline_id: number; status_id: number }[];
      expect(leads.map(({ name }) => name).sort()).toEqual(deals);
      const pipelines = (await branch.api('GET', '/api/v4/leads/pipelines')).body._embedded
        .pipelines as Named[];
      const target = named(named(pipelines, 'Заявки')._embedded.statuses, 'Договор');
      expect(new Set(leads.map(({ status_id }) => status_id))).toEqual(new Set([target.id]));
    }
    // Because branches that were all made alike stand alike, if nothing was doubled in one of them.
    expect([...states]).toHaveLength(1);
    const doubled = JSON.parse([...states][0] ?? '[]') as string[];
    const stages = doubled.filter((row) => / (Договор|Обращение|Источник|VIP|Сервис)$/.test(row));
    expect(stages).toHaveLength(5);
  },
  deadlineMs,
);
