import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountRepository, AlarmRepository, ReferenceGroupRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import type { DriftFindingView, PlanView } from '@hub/contracts';
import { say, sayFact } from '@hub/messages';
import { eventually } from '@hub/testing';
import { AskDrift } from '../src/drift/ask-drift.js';
import { DriftRepository } from '../src/drift/drift.repository.js';
import { DriftSchedule } from '../src/drift/drift-schedule.js';
import { ExceptionEnds } from '../src/exception/exception-ends.js';
import { readRows, SyncFixture, type Branch } from './sync-fixture.js';

const text = `blueprint: 1
name: Проба
pipelines:
  - name: Заявки
    stages:
      - name: Новая
        color: '#d6eaff'
      - name: Договор
        color: '#98cbff'
tags:
  leads: [Проба]
manual:
  - name: Цвет сделки
    text: Включите цвета сделок в настройках.
`;
const dayMs = 86_400_000;

let sync: SyncFixture;
let branch: Branch;
let releaseId: string;
beforeAll(async () => {
  sync = await SyncFixture.start();
  branch = await sync.branch();
  releaseId = (await sync.importRelease(text)).id;
  await sync.apply(await sync.plan(branch, releaseId));
});
afterAll(() => sync.close());

async function rename(from: string, name: string): Promise<void> {
  const [path] = [...(await readRows(branch))].find((row) => row[1].name === from)!;
  await branch.api('PATCH', path, { name });
}
const findings = async (more: object = {}): Promise<DriftFindingView[]> =>
  (await sync.hub.ask('sync.drift.list', { accountId: branch.accountId, ...more })).items;
const show = () => sync.hub.ask('sync.drift.show', { accountId: branch.accountId });

/** Asks for a reading and waits until it is recorded. */
async function checkNow(): Promise<DriftFindingView[]> {
  const { readAt } = await show();
  const { accountId } = branch;
  expect(await sync.hub.ask('sync.drift.ask', { accountId })).toMatchObject({ accountId, readAt });
  await eventually(async () => {
    if ((await show()).readAt === readAt) throw new Error('not read yet');
  });
  return findings();
}
async function alarms(kind: string) {
  const open = await sync.hub.app.get(AlarmRepository).list({ state: 'open', kind }, null, 100);
  return open.filter(({ accountId }) => accountId === branch.accountId);
}
const fix = (more: object = {}): Promise<PlanView> =>
  sync.hub.ask('sync.drift.fix', { accountId: branch.accountId, ...more });

describe('the drift of an account', () => {
  it('is looked for with the reads of an empty plan, without a write or another plan', async () => {
    let mark = sync.lastCall;
    const waiting = await sync.plan(branch, releaseId);
    const reads = sync.calls(branch, mark);
    mark = sync.lastCall;
    expect(await checkNow()).toEqual([]);
    expect(sync.calls(branch, mark)).toEqual(reads);
    expect(await sync.hub.ask('sync.plans.show', { planId: waiting.id })).toMatchObject({ state: 'planned' });
    expect((await sync.hub.ask('sync.plans.list', { accountIds: [branch.accountId] })).items).toHaveLength(2);
    expect(await alarms('account-drifted')).toEqual([]);
  });

  it('says what differs, since which readings, and who could have done it', async () => {
    const { readAt } = await show();
    await rename('Договор', 'Контракт');
    await branch.api('POST', '/api/v4/leads/tags', [{ name: 'Своё' }]);
    const [finding, ...others] = await checkNow();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      ...{ kind: 'stage', key: 'Заявки/Договор', form: 'changed', attributes: ['name'], returns: 0 },
      ...{ before: { name: 'Контракт' }, after: { name: 'Договор' }, absentAt: readAt, state: 'open' },
    });
    expect(finding!.admins.map(({ name }) => name)).not.toEqual([]);
    expect(say(finding!.text, 'ru')).toBe('Этап «Договор» (Заявки): название «Контракт» → «Договор»');
    expect(say(finding!.text, 'en')).toBe('Stage "Договор" (Заявки): name «Контракт» → «Договор»');
    expect(await alarms('account-drifted')).toMatchObject([{ facts: { count: 1 } }]);

    const mark = sync.lastCall;
    expect(await checkNow()).toMatchObject([{ id: finding!.id, seenAt: finding!.seenAt }]);
    expect(sync.calls(branch, mark).filter((call) => !call.startsWith('GET '))).toEqual([]);
    expect(sync.calls(branch, mark)).not.toContain('GET /api/v4/users');
  });

  it('is fixed by a plan about the findings alone, and counted when it comes back', async () => {
    const [pipeline] = [...(await readRows(branch))].find(([, { name }]) => name === 'Заявки')!;
    await branch.api('PATCH', pipeline, { name: 'Обращения' });
    const [stage] = (await checkNow()).filter(({ kind }) => kind === 'stage');
    expect(await findings()).toHaveLength(2);
    const plan = await fix({ findingIds: [stage!.id] });
    expect(plan).toMatchObject({ narrowedTo: 1, counts: { update: 1, create: 0, manual: 0 } });
    expect(sayFact(plan.text, 'ru')).toContain('План сужен: 1 объект релиза');
    expect(await sync.apply(plan)).toMatchObject({ state: 'applied' });
    expect([...(await readRows(branch)).values()].map(({ name }) => name)).toContain('Обращения');
    expect(await checkNow()).toMatchObject([{ kind: 'pipeline' }]);
    expect(await findings({ state: 'gone' })).toMatchObject([{ id: stage!.id, ending: 'same' }]);

    await rename('Договор', 'Контракт');
    expect((await checkNow()).find(({ kind }) => kind === 'stage')).toMatchObject({ returns: 1 });
    const rest = await fix();
    expect(rest).toMatchObject({ narrowedTo: 5, counts: { update: 2 } });
    await sync.apply(rest);
    expect(await checkNow()).toEqual([]);
    expect(await alarms('account-drifted')).toEqual([]);
    await expect(fix()).rejects.toMatchObject({ body: { status: 409 } });
  });

  it('ends with an exception, comes back after it, and the alarm of the exception ends with the difference', async () => {
    await rename('Договор', 'Контракт');
    const [finding] = await checkNow();
    const answer = { accountId: branch.accountId, findingIds: [finding!.id], by: 'Анна' };
    expect(await sync.hub.ask('sync.drift.adopt', { ...answer, note: 'Так понятнее' })).toMatchObject({
      items: [{ proposal: { note: 'Так понятнее', by: 'Анна' } }],
    });
    expect(await findings({ answer: 'adopt' })).toHaveLength(1);

    const endsAt = new Date(Date.now() + dayMs).toISOString();
    const { items } = await sync.hub.ask('sync.drift.except', { ...answer, reason: 'Договор', endsAt });
    expect(items).toMatchObject([{ kind: 'stage', attributes: ['name'], state: 'in-force' }]);
    expect(await findings()).toEqual([]);
    expect(await findings({ state: 'gone', kind: 'stage' })).toMatchObject([
      { id: finding!.id, ending: 'excepted' },
      ...[{ ending: 'same' }, { ending: 'same' }],
    ]);
    expect(await alarms('account-drifted')).toEqual([]);
    expect(await checkNow()).toEqual([]);

    const path = { accountId: branch.accountId, exceptionId: items[0]!.id };
    await sync.hub.app.get(ExceptionEnds).tick(new Date(Date.parse(endsAt)));
    expect(await alarms('exception-expired')).toHaveLength(1);
    // The clock of the test is ahead of the service's, whose plans still leave the difference alone.
    await sync.hub.ask('sync.exceptions.remove', path);
    expect(await checkNow()).toMatchObject([{ kind: 'stage', returns: 2, seenAt: finding!.seenAt }]);
    expect(await alarms('exception-expired')).toEqual([]);
    await sync.apply(await fix());
    expect(await checkNow()).toEqual([]);
  });

  it('keeps the findings of an account that cannot be read, and says since when', async () => {
    await rename('Договор', 'Контракт');
    const [finding] = await checkNow();
    const { subdomain } = branch;
    const fault = { kind: 'status', status: 403, subdomain, method: 'GET', path: '/api/v4/leads/tags' };
    const { body } = await sync.sandbox.control('POST', 'faults', fault);
    const before = await show();
    await sync.hub.ask('sync.drift.ask', { accountId: branch.accountId });
    const unread = await eventually(async () => {
      const now = await show();
      if (now.unreadSince === null) throw new Error('read');
      return now;
    });
    expect(unread).toMatchObject({
      readAt: before.readAt,
      findings: 1,
      unreadWhy: { key: expect.anything() },
    });
    expect(await findings()).toMatchObject([{ id: finding!.id, unreadSince: unread.unreadSince }]);
    expect(await alarms('account-unread')).toMatchObject([
      { facts: { since: unread.unreadSince, reason: unread.unreadWhy } },
    ]);
    await sync.sandbox.control('DELETE', `faults/${(body as { id: string }).id}`);
    expect(await checkNow()).toMatchObject([{ id: finding!.id, unreadSince: null }]);
    expect(await alarms('account-unread')).toEqual([]);
  });

  it('is measured by no release of a group that the account has left', async () => {
    const { accountId } = branch;
    const { app, source } = sync.hub;
    const group = { id: randomUUID(), name: 'Марка Б', createdAt: new Date() };
    await source.transaction((tx) => app.get(ReferenceGroupRepository).add(tx, group));
    const moveTo = (groupId: string | null) =>
      source.transaction((tx) => app.get(AccountRepository).update(tx, accountId, { groupId }));
    const [finding] = await findings();
    const { items: steps } = await sync.hub.ask('sync.checklist.list', { accountId });
    await moveTo(group.id);
    const setState = (state: 'connected' | 'reconnect') =>
      source.query('UPDATE accounts.account SET state = $2 WHERE id = $1', [accountId, state]);
    await setState('reconnect');
    await app.get(DriftSchedule).tick(new Date(), null);
    await setState('connected');
    expect(await findings()).toEqual([]);
    expect(await findings({ state: 'gone' })).toContainEqual(
      expect.objectContaining({ id: finding!.id, ending: 'release' }),
    );
    expect(await alarms('account-drifted')).toEqual([]);
    await expect(sync.hub.ask('sync.drift.ask', { accountId })).rejects.toMatchObject({
      body: { status: 409 },
    });
    expect((await sync.hub.ask('sync.checklist.list', { accountId })).items).toEqual([]);
    await moveTo(null);
    expect(await checkNow()).toMatchObject([{ kind: finding!.kind, key: finding!.key }]);
    expect((await sync.hub.ask('sync.checklist.list', { accountId })).items).toEqual(steps);
  });

  it('is recorded no more, and no task of a bot is owed, once the account was off-boarded', async () => {
    const { app, source } = sync.hub;
    const { accountId } = await sync.branch();
    await source.query(`UPDATE accounts.account SET state = 'removed' WHERE id = $1`, [accountId]);
    const [drift, now] = [app.get(DriftRepository, { strict: false }), new Date()];
    await app.get(AskDrift, { strict: false }).noteKeptFromReading(accountId, now);
    await app.get(AskDrift, { strict: false }).ask(accountId, null, 'c', now);
    await source.transaction((tx) => drift.owe(tx, accountId));
    expect(await drift.findAccount(accountId)).toBeNull();
    const id = randomUUID();
    const job = { deliveryId: id, accountId };
    await source.transaction((tx) =>
      app.get(Bus, { strict: false }).enqueue(tx, 'sync.bot-task', job, { id, key: id, correlationId: 'c' }),
    );
    await eventually(async () =>
      expect(await source.query('SELECT state FROM sync.inbox WHERE id = $1', [id])).toEqual([
        { state: 'done' },
      ]),
    );
  });

  it('is looked for once in a night, by however many copies, and again after a fix', async () => {
    const night = { everyDays: 1, fromHour: 1, hours: 5 };
    const schedule = sync.hub.app.get(DriftSchedule);
    const jobs = async () => {
      const rows: unknown[] = await sync.hub.source.query(
        `SELECT 1 FROM sync.inbox WHERE consumer = 'sync.drift'`,
      );
      return rows.length;
    };
    const before = await jobs();
    const tomorrow = new Date(Date.now() + dayMs);
    await Promise.all([schedule.tick(tomorrow, night), schedule.tick(tomorrow, night)]);
    await schedule.tick(tomorrow, night);
    expect(await jobs()).toBe(before + 1);

    const { askedAt } = await show();
    expect(askedAt).toBe(tomorrow.toISOString());
    const other = await sync.branch();
    await sync.apply(await sync.plan(other, releaseId));
    await schedule.tick(new Date(), night);
    expect(await jobs()).toBe(before + 1);
  });
});
