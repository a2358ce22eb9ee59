import { AccountRepository, AlarmRepository } from '@hub/accounts';
import { sayFact, type Fact } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@hub/platform';
import { eventually } from '@hub/testing';
import { Rollouts } from './rollout-fixture.js';
import { SyncFixture, type Branch } from './sync-fixture.js';

const blueprint = (tags: string, stages = ['Новая', 'Счёт']) => `blueprint: 1
name: Филиал
pipelines:
  - name: Заявки
    stages:
${stages.map((name) => `      - name: ${name}\n        color: '#d6eaff'`).join('\n')}
tags:
  leads: [${tags}]
`;

let sync: SyncFixture;
let rollouts: Rollouts;
const releases = { first: '', second: '' };

beforeAll(async () => {
  sync = await SyncFixture.start();
  rollouts = new Rollouts(sync);
  releases.first = (await sync.importRelease(blueprint('изЦентра'))).id;
  releases.second = (await sync.importRelease(blueprint('изЦентра, VIP', ['Новая']))).id;
});
afterAll(() => sync.close());

const branches = async (count: number): Promise<Branch[]> => {
  const made: Branch[] = [];
  for (let n = 0; n < count; n++) made.push(await sync.branch());
  return made;
};
const addFault = async (fault: object): Promise<string> =>
  ((await sync.sandbox.control('POST', 'faults', fault)).body as { id: string }).id;
const endFault = (id: string) => sync.sandbox.control('DELETE', `faults/${id}`);
/** amoCRM refuses to make tags in a branch. */
const refuse = ({ subdomain }: Branch) =>
  addFault({
    ...{ kind: 'status', status: 422, count: null, subdomain, method: 'POST', path: '/api/v4/leads/tags' },
  });
/** The answer to the first write in a branch does not come until the fault is ended. */
const hold = ({ subdomain }: Branch) => addFault({ kind: 'hold', subdomain, method: 'POST', when: 'after' });
const areAt = async (releaseId: string, ...there: Branch[]) => {
  const plans = await Promise.all(there.map((branch) => sync.plan(branch, releaseId, { prune: true })));
  expect(plans.filter(({ isEmpty }) => !isEmpty).map(({ text }) => text)).toEqual([]);
};
const openAlarms = async (subject: string) => {
  const open = await sync.hub.app.get(AlarmRepository).list({ state: 'open' }, null, 100);
  return open.filter((alarm) => alarm.subject === subject).map(({ kind }) => kind);
};
const setState = (branch: Branch, kind: 'suspended' | 'resumed') =>
  sync.hub.source.transaction((tx) =>
    sync.hub.app
      .get(AccountRepository)
      .recordEvent(
        tx,
        branch.accountId,
        kind === 'suspended' ? { kind, reason: 'отпуск' } : { kind },
        new Date(),
      ),
  );
const words = (text: Fact | null | undefined) => sayFact(text ?? '', 'ru');
/** As the gateway does when an account can be used again. */
const announce = ({ accountId }: Branch) => sync.hub.announceUsable(accountId);

describe('a rollout:', () => {
  it.concurrent(
    'the plans of a rollout are made for every account, grouped by what they say, and approved by one checksum',
    async () => {
      const [one, two, other] = (await branches(3)) as [Branch, Branch, Branch];
      await other.api('POST', '/api/v4/leads/tags', [{ name: 'изЦентра' }]);
      const made = await rollouts.in(await rollouts.make(releases.first, [one, two, other]), 'approval');
      expect(made).toMatchObject({
        ...{ state: 'approval', wave: 0, waves: 2, waveSizes: [1, 2], madeBy: 'Анна', secondsLeft: null },
        accounts: { planned: 3 },
      });
      const [most, rest] = made.groups;
      expect(most).toMatchObject({ accounts: 2, names: [one.subdomain, two.subdomain] });
      expect(words(most?.text)).toContain('Воронка «Заявки»');
      expect(rest).toMatchObject({
        accounts: 1,
        names: [other.subdomain],
        title: { key: 'rollouts.group-other' },
      });
      expect(words(rest?.text)).toMatch(
        /Только здесь:[^]*= Тег «изЦентра»[^]*Здесь нет:[^]*\+ Тег «изЦентра»/,
      );
      expect(words(rest?.text)).not.toContain('под управлением');
      await expect(rollouts.approve({ ...made, checksum: 'другая' })).rejects.toMatchObject({
        body: { status: 409, detail: { key: 'rollouts.not-shown' } },
      });
      await rollouts.approve(made);
      expect(await rollouts.in(made, 'done')).toMatchObject({
        ...{ wave: 2, approvedBy: 'Борис', forcedBy: null, isMeasured: false },
        accounts: { healthy: 3 },
        summary: { key: 'rollouts.summary', facts: { healthy: 3, inPart: 0, failed: 0 } },
      });
      await areAt(releases.first, one, two, other);
    },
  );

  it.concurrent(
    'the plans of a rollout are refused for accounts of another rollout, unknown accounts and a canary from elsewhere',
    async () => {
      const [own, foreign] = (await branches(2)) as [Branch, Branch];
      const refusal = (more: object) =>
        rollouts.make(releases.first, [own], more).then(
          () => null,
          (error: unknown) => {
            const { status, detail, errors } = (error as Problem).body;
            return { status, key: detail.key, paths: errors?.map(({ path }) => path) };
          },
        );
      expect(await refusal({ canaryIds: [foreign.accountId] })).toMatchObject({
        status: 422,
        paths: ['canaryIds.0'],
      });
      const unknown = [own.accountId, '3f2b6c1e-8d4a-4f57-9b0e-2a7c5d1e9f30'];
      expect(await refusal({ accountIds: unknown })).toMatchObject({ status: 422, paths: ['accountIds.1'] });
      const { accountId } = await sync.branch(['reference']);
      const { id: releaseId } = await sync.hub.ask('sync.releases.make', { accountId });
      const withOwn = { releaseId, accountIds: [own.accountId, accountId] };
      expect(await refusal(withOwn)).toMatchObject({ status: 422, paths: ['accountIds.1'] });
      expect(await refusal({ dealTargets: [{ from: 'Заявки/Счёт', to: 'Нет/Такого' }] })).toMatchObject({
        status: 422,
      });
      const made = await rollouts.make(releases.first, [own]);
      expect(await refusal({})).toMatchObject({ status: 409, key: 'rollouts.in-another' });
      await rollouts.act('stop', made);
      expect(await rollouts.in(made, 'stopped')).toMatchObject({ accounts: { skipped: 1 } });
    },
  );

  it.concurrent(
    'a list of plans is narrowed by account, release, rollout and state, also over rows of older versions',
    async () => {
      const [one, two] = (await branches(2)) as [Branch, Branch];
      const [first, second] = [await sync.plan(one, releases.first), await sync.plan(one, releases.second)];
      const other = await sync.plan(two, releases.second);
      await sync.hub.source.query('UPDATE sync.plan_run SET listed = NULL WHERE id = $1', [second.id]);
      const listed = async (filter: object) =>
        (await sync.hub.ask('sync.plans.list', { limit: 10, ...filter })).items;
      const ids = async (filter: object) => (await listed(filter)).map(({ id }) => id);
      const { accountId } = one;
      const accountIds = [accountId, two.accountId];
      expect(await ids({ accountId })).toEqual([second.id, first.id]);
      expect(await ids({ accountId, state: 'planned' })).toEqual([second.id]);
      expect(await ids({ accountIds, releaseId: releases.second })).toEqual([other.id, second.id]);
      expect(await ids({ accountId: two.accountId, accountIds: [accountId] })).toEqual([]);
      expect(await ids({ rolloutId: '3f2b6c1e-8d4a-4f57-9b0e-2a7c5d1e9f30' })).toEqual([]);
      const [shown] = await listed({ accountId, state: 'planned' });
      const whole = await sync.hub.ask('sync.plans.show', { planId: second.id });
      expect(whole).toMatchObject({ ...shown });
    },
  );

  it.concurrent(
    'a failed account stops the rollout before the next wave with an alarm; retried alone, it lets the rollout go on',
    async () => {
      const [canary, next] = (await branches(2)) as [Branch, Branch];
      const fault = await refuse(canary);
      const rollout = await rollouts.begin(releases.first, [canary, next]);
      const held = await rollouts.in(rollout, 'paused');
      expect(held).toMatchObject({
        wave: 1,
        reason: { key: 'rollouts.paused-failed', facts: { failed: 1 } },
      });
      expect(await rollouts.states(rollout, [canary, next])).toEqual(['failed', 'planned']);
      expect(await openAlarms(rollout.rolloutId)).toEqual(['rollout-paused']);
      await endFault(fault);
      await rollouts.act('retry', rollout);
      await rollouts.in(rollout, 'done');
      expect(await rollouts.states(rollout, [canary, next])).toEqual(['healthy', 'healthy']);
      expect(await openAlarms(rollout.rolloutId)).toEqual([]);
      await areAt(releases.first, canary);
    },
  );

  it.concurrent(
    'a failed account is one that an alarm came for during its gate too; it is left behind when a person resumes',
    async () => {
      const [canary, next] = (await branches(2)) as [Branch, Branch];
      const { accountId } = canary;
      const fault = await hold(canary);
      const rollout = await rollouts.begin(releases.first, [canary, next]);
      await sync.paused(fault);
      const alarm = { kind: 'dead-letter', subject: accountId, accountId, facts: {} } as const;
      await sync.hub.source.transaction((tx) =>
        sync.hub.app.get(AlarmRepository).raise(tx, alarm, new Date()),
      );
      await endFault(fault);
      await rollouts.in(rollout, 'paused');
      const [failed] = await rollouts.accounts(rollout, { state: 'failed' });
      expect(failed).toMatchObject({
        accountId,
        reason: { key: 'rollouts.alarm', facts: { alarm: { key: 'alarms.dead-letter' } } },
      });
      await rollouts.act('resume', rollout);
      expect(await rollouts.in(rollout, 'paused')).toMatchObject({
        reason: { key: 'rollouts.paused-unproven' },
      });
      await rollouts.act('resume', rollout);
      expect(await rollouts.in(rollout, 'done')).toMatchObject({ accounts: { failed: 1, healthy: 1 } });
      expect(await openAlarms(rollout.rolloutId)).toEqual([]);
    },
  );

  it.concurrent(
    'an account that cannot be used delays nobody, and is caught up when it can be used again',
    async () => {
      const [canary, dead, last] = (await branches(3)) as [Branch, Branch, Branch];
      await setState(dead, 'suspended');
      const rollout = await rollouts.begin(releases.first, [canary, dead, last], { waveSizes: [2] });
      expect(await rollouts.in(rollout, 'done')).toMatchObject({ accounts: { healthy: 2, suspended: 1 } });
      await setState(dead, 'resumed');
      await announce(dead);
      await rollouts.untilAccounts(rollout, [dead], 'healthy');
      await areAt(releases.first, dead);
    },
  );

  it.concurrent(
    'an account that changed since the approval is planned again, and waits for a person alone when more would be done than was approved',
    async () => {
      const [canary, moved, other] = (await branches(3)) as [Branch, Branch, Branch];
      const fault = await refuse(canary);
      const rollout = await rollouts.begin(releases.first, [canary, moved, other]);
      await rollouts.in(rollout, 'paused');
      const made = [
        {
          name: 'Заявки',
          sort: 30,
          is_main: false,
          is_unsorted_on: false,
          _embedded: { statuses: [{ name: 'Своя', sort: 10, color: '#fffeb2' }] },
        },
      ];
      await moved.api('POST', '/api/v4/leads/pipelines', made);
      await other.api('POST', '/api/v4/leads/tags', [{ name: 'Своя метка' }]);
      await endFault(fault);
      await rollouts.act('retry', rollout);
      await rollouts.untilAccounts(rollout, [canary, moved, other], 'healthy', 'needs-approval', 'healthy');
      const [asking] = await rollouts.accounts(rollout, { state: 'needs-approval' });
      await sync.hub.ask('sync.rollouts.approve-account', {
        ...{ rolloutId: rollout.rolloutId, accountId: moved.accountId, checksum: asking?.checksum ?? '' },
        ...{ forcedBy: 'Тест', by: 'Борис' },
      });
      await rollouts.in(rollout, 'done');
      expect(await rollouts.states(rollout, [moved])).toEqual(['healthy']);
      await areAt(releases.first, moved);
    },
  );

  it.concurrent('a person pauses between two calls, goes on from there, and stops for good', async () => {
    const [one, two] = (await branches(2)) as [Branch, Branch];
    const fault = await hold(one);
    const rollout = await rollouts.begin(releases.first, [one, two]);
    await sync.paused(fault);
    expect(await rollouts.act('pause', rollout)).toMatchObject({ state: 'paused' });
    await endFault(fault);
    await eventually(async () => {
      expect(
        await sync.hub.ask('sync.plans.list', { accountId: one.accountId, state: 'paused' }),
      ).toMatchObject({
        items: [{ rolloutId: rollout.rolloutId }],
      });
    });
    await rollouts.act('resume', rollout);
    await rollouts.in(rollout, 'done');
    await rollouts.act('stop', rollout);
    await expect(rollouts.act('resume', rollout)).rejects.toMatchObject({ body: { status: 409 } });
  });

  it.concurrent(
    'a rollback brings a branch back to an earlier release, and says before what does not come back',
    async () => {
      const [branch] = (await branches(1)) as [Branch];
      await rollouts.in(await rollouts.begin(releases.first, [branch]), 'done');
      const { body } = await branch.api('GET', '/api/v4/leads/pipelines');
      const pipeline = body._embedded.pipelines.find(({ name }: { name: string }) => name === 'Заявки');
      const stage = pipeline._embedded.statuses.find(({ name }: { name: string }) => name === 'Счёт');
      const deals = ['А', 'Б'].map((name) => ({ name, pipeline_id: pipeline.id, status_id: stage.id }));
      await branch.api('POST', '/api/v4/leads', deals);
      const asking = await rollouts.in(
        await rollouts.make(releases.second, [branch], { prune: true }),
        'approval',
      );
      const touchedStage = {
        kind: 'stage',
        key: 'Заявки/Счёт',
        count: 2,
        isRemoved: true,
        needsTarget: true,
      };
      const largest = [{ accountId: branch.accountId, name: branch.subdomain, count: 2 }];
      expect(asking.touched).toMatchObject([{ ...touchedStage, accounts: 1, largest }]);
      expect(words(asking.touched[0]?.text)).toContain(`(${branch.subdomain} 2) — назвать этап для сделок`);
      expect(await rollouts.accounts(asking)).toMatchObject([{ touched: [touchedStage] }]);
      await rollouts.act('stop', asking);

      const dealTargets = [{ from: 'Заявки/Счёт', to: 'Заявки/Новая' }];
      const away = await rollouts.in(
        await rollouts.begin(releases.second, [branch], { prune: true, dealTargets }),
        'done',
      );
      const [{ planId } = { planId: '' }] = await rollouts.accounts(away);
      const moved = await sync.hub.ask('sync.plans.show', { planId: planId ?? '' });
      expect(moved.dealMoves).toEqual({ planned: 2, moved: 2, sent: 0 });
      const page = { planId: planId ?? '', limit: 1 };
      const first = await sync.hub.ask('sync.plans.moved-deals', page);
      const rest = await sync.hub.ask('sync.plans.moved-deals', { ...page, cursor: first.nextCursor });
      expect([...first.items, ...rest.items].map(({ fromStage }) => fromStage)).toEqual(
        Array(2).fill(`${pipeline.id}/${stage.id}`),
      );
      expect(rest.nextCursor).toBeNull();
      await areAt(releases.second, branch);

      const back = await rollouts.in(
        await rollouts.make(releases.first, [branch], { prune: true }),
        'approval',
      );
      expect(words(back.groups[0]?.text)).toContain(
        '! Этап «Счёт» создаётся заново пустым: 2 сделки перенесены в «Заявки / Новая» и останутся там.',
      );
      await rollouts.approve(back, { forcedBy: 'Тест' });
      await rollouts.in(back, 'done');
      await areAt(releases.first, branch);
      const leads = (await branch.api('GET', '/api/v4/leads')).body._embedded.leads as {
        status_id: number;
      }[];
      expect(leads).toHaveLength(2);
    },
  );

  it.concurrent('a rollback of one object leaves all others as they are', async () => {
    const [branch] = (await branches(1)) as [Branch];
    await rollouts.in(await rollouts.begin(releases.first, [branch]), 'done');
    await rollouts.in(await rollouts.begin(releases.second, [branch], { prune: true }), 'done');
    const only = [{ kind: 'stage', key: 'Заявки/Счёт' }];
    await rollouts.in(await rollouts.begin(releases.first, [branch], { prune: true, only }), 'done');
    const plan = await sync.plan(branch, releases.second, { prune: true });
    expect(plan.counts).toMatchObject({ create: 0, delete: 1 });
    expect(plan.text).toContain('- Этап «Счёт»');
  });
});
