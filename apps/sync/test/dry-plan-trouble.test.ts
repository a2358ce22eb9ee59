import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountRepository, type AccountEvent } from '@hub/accounts';
import { Bus } from '@hub/bus';
import type { DryPlanView } from '@hub/contracts';
import { say } from '@hub/messages';
import { eventually } from '@hub/testing';
import { franchise, SyncFixture, type Branch } from './sync-fixture.js';

const path = '/api/v4/leads/pipelines';
let sync: SyncFixture;
beforeAll(async () => {
  sync = await SyncFixture.start();
  await sync.importRelease(franchise);
});
afterEach(() => sync.sandbox.control('DELETE', 'faults'));
afterAll(() => sync.close());

const show = ({ accountId }: Branch) => sync.hub.ask('sync.dry-plans.show', { accountId });
const ask = ({ accountId }: Branch) => sync.hub.ask('sync.dry-plans.ask', { accountId });
const words = ({ checks }: DryPlanView) =>
  checks.flatMap(({ text, suggestion }) => [text, suggestion ?? []].flat()).map((one) => say(one, 'ru'));
const readings = (branch: Branch, mark: number) =>
  sync.calls(branch, mark).filter((call) => call === `GET ${path}`).length;
const fault = async ({ subdomain }: Branch, more: object): Promise<string> => {
  const { body } = await sync.sandbox.control('POST', 'faults', { path, count: null, ...more, subdomain });
  return (body as { id: string }).id;
};
const recordEvent = (branch: Branch, event: AccountEvent) =>
  sync.hub.source.transaction((tx) =>
    sync.hub.app.get(AccountRepository).recordEvent(tx, branch.accountId, event, new Date()),
  );
const age = ({ accountId }: Branch) =>
  sync.hub.source.query(
    `UPDATE sync.dry_plan SET asked_at = asked_at - interval '10 minutes', made_at = made_at - interval '10 minutes'
     WHERE account_id = $1`,
    [accountId],
  );

/** Waits until the one that was asked for has ended. Nobody waits for the delays between attempts. */
const ended = (branch: Branch) =>
  eventually(async () => {
    const view = await show(branch);
    if (view.state !== 'waiting') return view;
    await retry(branch);
    throw new Error('still waiting');
  });
const retry = ({ accountId }: Branch) =>
  sync.hub.source.transaction((tx) => sync.hub.app.get(Bus).retryKeys(tx, 'sync.dry-plan', [accountId]));
const jobs = async ({ accountId }: Branch): Promise<string[]> => {
  const rows: { state: string }[] = await sync.hub.source.query(
    `SELECT state FROM sync.inbox WHERE consumer = 'sync.dry-plan' AND key = $1`,
    [accountId],
  );
  return rows.map(({ state }) => state);
};

/** Its first attempt has failed, with all its calls. */
const untilPutOff = ({ accountId }: Branch) =>
  eventually(async () => {
    const rows: unknown[] = await sync.hub.source.query(
      `SELECT 1 FROM sync.inbox WHERE consumer = 'sync.dry-plan' AND key = $1 AND state = 'waiting' AND reason IS NOT NULL`,
      [accountId],
    );
    expect(rows).toHaveLength(1);
  });

/** Asks for a dry plan whose first call waits for its answer; returns how to let it go on. */
async function holdCall(branch: Branch): Promise<() => Promise<unknown>> {
  const id = await fault(branch, { kind: 'hold', when: 'before', count: 1 });
  await ask(branch);
  await sync.paused(id);
  return () => sync.sandbox.control('POST', `faults/${id}/release`, {});
}

describe('a dry plan that fails', () => {
  it('is tried three times while the failure may pass soon, and then says so for good', async () => {
    const branch = await sync.branch();
    const mark = sync.lastCall;
    await fault(branch, { kind: 'status', status: 503 });
    await ask(branch);
    const view = await ended(branch);
    expect(view.state).toBe('failed');
    expect(readings(branch, mark)).toBe(3);
    expect(words(view).join()).toContain('Эту сверку хаб больше не повторяет.');
    expect(await jobs(branch)).toEqual(['done']);
  });

  it.each([
    ['an account that is not paid', { kind: 'account-unpaid' }, 'Оплатите amoCRM'],
    ['a refusal', { kind: 'status', status: 400 }, 'Исправьте настройки'],
  ])('says at once of %s', async (_title, more, said) => {
    const branch = await sync.branch();
    const mark = sync.lastCall;
    await fault(branch, more);
    await ask(branch);
    const view = await ended(branch);
    expect(view.state).toBe('failed');
    expect(words(view).join()).toContain(said);
    expect(readings(branch, mark)).toBe(1);
  });

  it('says at once that the account may not be called any more', async () => {
    const branch = await sync.branch();
    await fault(branch, { kind: 'status', status: 503, count: 1 });
    await ask(branch);
    await untilPutOff(branch);
    await recordEvent(branch, { kind: 'suspended', reason: 'каникулы' });
    const mark = sync.lastCall;
    const view = await ended(branch);
    expect(view.state).toBe('failed');
    expect(words(view)).toEqual([
      expect.stringContaining('он приостановлен, возобновите его (каникулы)'),
      expect.stringContaining('Возобновите аккаунт'),
    ]);
    expect(sync.calls(branch, mark)).toEqual([]);
  });

  it('is a dead letter where nobody expected the failure; asking anew takes that up', async () => {
    const branch = await sync.branch();
    const rename = (from: string, to: string) =>
      sync.hub.source.query(`ALTER TABLE sync.${from} RENAME TO ${to}`);
    await rename('managed_object', 'away');
    try {
      await ask(branch);
      const view = await ended(branch);
      expect(view.state).toBe('failed');
      // Given up after the third attempt, not after the twelfth, of which the bus would tell.
      expect(words(view).join()).toMatch(/не удалось: Непредвиденная ошибка/);
      expect(await jobs(branch)).toEqual(['dead']);
    } finally {
      await rename('away', 'managed_object');
    }
    expect(await ask(branch)).toMatchObject({ isStarted: false, state: 'failed' });
    await age(branch);
    expect(await ask(branch)).toMatchObject({ isStarted: true });
    expect((await ended(branch)).state).toBe('made');
    expect(await jobs(branch)).toEqual(['done']);
  });
});

describe('asking for a dry plan', () => {
  it('twice at the same moment starts one', async () => {
    const branch = await sync.branch();
    const mark = sync.lastCall;
    const answers = await Promise.all([ask(branch), ask(branch), ask(branch)]);
    expect(answers.filter(({ isStarted }) => isStarted)).toHaveLength(1);
    await ended(branch);
    expect(readings(branch, mark)).toBe(1);
  });

  it('starts none behind one that waits, and says of the one before that it is', async () => {
    const branch = await sync.branch();
    await ask(branch);
    const { madeAt, release } = await ended(branch);
    await age(branch);
    const mark = sync.lastCall;
    const goOn = await holdCall(branch);
    for (let minutes = 10; minutes <= 30; minutes += 10) {
      await age(branch);
      expect(await ask(branch)).toMatchObject({ state: 'waiting', isStarted: false, release });
    }
    expect(words(await show(branch)).join()).toContain('Ниже — прежняя сверка с релизом');
    await goOn();
    const view = await ended(branch);
    expect(view.state).toBe('made');
    expect(view.madeAt).not.toBe(madeAt);
    await eventually(async () => expect(await jobs(branch)).toEqual(['done', 'done']));
    expect(readings(branch, mark)).toBe(1);
  });
});

describe('what happens while a dry plan is made', () => {
  it('may make it outdated', async () => {
    const branch = await sync.branch();
    const goOn = await holdCall(branch);
    const { number } = await sync.importRelease(franchise.replace('Регион', 'Край'));
    await goOn();
    const view = await ended(branch);
    expect(view.state).toBe('made');
    expect(view.release?.number).toBeLessThan(number);
    expect(words(view)[0]).toContain(`теперь аккаунт получит релиз № ${number}`);
  });

  it('may be the removal of its account, of which nothing stays', async () => {
    const branch = await sync.branch();
    const { accountId, subdomain } = branch;
    const goOn = await holdCall(branch);
    await recordEvent(branch, { kind: 'removed', reason: 'Договор закончился' });
    await sync.hub.source.transaction((tx) =>
      sync.hub.app
        .get(Bus)
        .publish(
          tx,
          'account.removed',
          { accountId, host: `${subdomain}.amocrm.ru` },
          { key: accountId, correlationId: 'removed' },
        ),
    );
    const row = () => sync.hub.source.query('SELECT FROM sync.dry_plan WHERE account_id = $1', [accountId]);
    await eventually(async () => expect(await row()).toEqual([]));
    await goOn();
    await eventually(async () => expect(await jobs(branch)).not.toContain('waiting'));
    expect(await row()).toEqual([]);
    await expect(ask(branch)).rejects.toMatchObject({ body: { status: 409 } });
    expect(await row()).toEqual([]);
  });

  it('may be the removal of an account whose asking was checked before', async () => {
    const branch = await sync.branch();
    const { accountId } = branch;
    const accounts = sync.hub.app.get(AccountRepository);
    let asking: Promise<unknown> = Promise.resolve();
    await sync.hub.source.transaction(async (tx) => {
      await accounts.recordEvent(
        tx,
        accountId,
        { kind: 'removed', reason: 'Договор закончился' },
        new Date(),
      );
      asking = ask(branch).catch((error: unknown) => error);
      // It has seen the account as it was, and waits for this transaction.
      await eventually(async () => {
        const [{ waiting }] = await sync.hub.source.query(
          `SELECT count(*)::int AS waiting FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        if (waiting === 0) throw new Error('nothing waits yet');
      });
    });
    expect(await asking).toMatchObject({ body: { status: 409 } });
    const rows = await sync.hub.source.query('SELECT FROM sync.dry_plan WHERE account_id = $1', [accountId]);
    expect(rows).toEqual([]);
  });
});
