import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pass } from 'node:timers/promises';
import { eventually } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { FaultFixture, scale } from './fault-fixture.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

const part = scale.messages / 4;
const limitMs = scale.deadlineMs * 2;

type Mode = 'in process' | 'over NATS';

/** The long run meets each fault in both modes; the everyday one in the given mode. */
const modes = (everyday: Mode): Mode[] => (process.env.LONG_TESTS ? ['in process', 'over NATS'] : [everyday]);

/** Holds a table so that whoever writes to it stops there, in the middle of its transaction. */
async function lockTable(source: DataSource, table: string): Promise<() => Promise<void>> {
  const runner = source.createQueryRunner();
  await runner.startTransaction();
  // Or PostgreSQL lets go of it in the middle of a long test.
  await runner.query('SET LOCAL idle_in_transaction_session_timeout = 0');
  await runner.query(`LOCK TABLE ${table} IN EXCLUSIVE MODE`);
  return async () => {
    await runner.commitTransaction();
    await runner.release();
  };
}

/** Waits until somebody is stopped at that table. */
async function somebodyWaitsFor(source: DataSource, table: string): Promise<void> {
  await eventually(async () => {
    const waiting = await source.query(
      `SELECT FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass`,
    );
    expect(waiting).not.toHaveLength(0);
  });
}

describe('each message once and in order', () => {
  let fixture: FaultFixture;

  afterEach(() => fixture.stop());

  it.each(modes('in process'))(
    'when PostgreSQL restarts under two copies, %s',
    async (mode) => {
      fixture = await FaultFixture.start(mode, 'own');
      await Promise.all([fixture.startWorker(), fixture.startWorker()]);
      await fixture.publish(part);
      await fixture.restartPostgres();
      await fixture.publish(part);
      await fixture.expectExactlyOnceInOrder();
    },
    limitMs,
  );

  it.each(modes('over NATS'))(
    'when copies are killed before their commit, after it, and before a message is confirmed, %s',
    async (mode) => {
      fixture = await FaultFixture.start(mode);
      let [victim] = await Promise.all([fixture.startWorker(), fixture.startWorker()]);

      const commit = await lockTable(fixture.source, 'public.effect');
      await fixture.publish(part);
      await somebodyWaitsFor(fixture.source, 'public.effect');
      await fixture.kill(victim);
      await commit();

      victim = await fixture.startWorker();
      await fixture.publish(part);
      const before = await fixture.effects();
      await eventually(async () => expect(await fixture.effects()).toBeGreaterThan(before));
      await fixture.kill(victim);

      victim = await fixture.startWorker();
      const arrive = await lockTable(fixture.source, 'limits.inbox');
      await fixture.publish(part);
      await somebodyWaitsFor(fixture.source, 'limits.inbox');
      await fixture.kill(victim);
      await arrive();
      await fixture.expectExactlyOnceInOrder();
    },
    limitMs,
  );

  it.each(modes('in process'))(
    'when a copy is frozen past its lease and comes back, %s',
    async (mode) => {
      fixture = await FaultFixture.start(mode);
      const [frozen] = await Promise.all([fixture.startWorker(20), fixture.startWorker(20)]);
      await fixture.publish(part);
      await eventually(async () => expect(await fixture.effects()).toBeGreaterThan(10));
      frozen.kill('SIGSTOP');
      await pass(scale.leaseMs * 1.5);
      frozen.kill('SIGCONT');
      await fixture.publish(part);
      await fixture.expectExactlyOnceInOrder();
    },
    limitMs,
  );
});

describe('each message once and in order, with NATS', () => {
  let fixture: FaultFixture;

  afterEach(() => fixture.stop());

  it(
    'away for a while, wiped, and frozen while a relay publishes and is killed',
    async () => {
      fixture = await FaultFixture.start('over NATS');
      const [victim] = await Promise.all([fixture.startWorker(), fixture.startWorker()]);
      await fixture.publish(part);
      await fixture.killNats(false);
      await fixture.publish(part);
      await pass(scale.outageMs);
      await fixture.startNats();
      await fixture.publish(part);
      await fixture.killNats(true);
      await fixture.startNats();
      // A relay that has not found back would have nothing in hand when NATS is frozen.
      await fixture.untilConfirmed();

      process.kill(fixture.nats!.pid, 'SIGSTOP');
      await fixture.publish(part);
      await eventually(async () => {
        expect(await fixture.source.query('SELECT FROM gateway.outbox WHERE sends > 0')).not.toHaveLength(0);
      });
      await fixture.kill(victim);
      process.kill(fixture.nats!.pid, 'SIGCONT');
      await fixture.expectExactlyOnceInOrder();
    },
    limitMs,
  );
});

describe('a second copy', () => {
  let fixture: FaultFixture;

  afterEach(() => fixture.stop());

  it(
    'takes over half of the work within five seconds, and all of it within 35 when the first is killed',
    async () => {
      fixture = await FaultFixture.start('over NATS');
      const first = await fixture.startWorker(100);
      await fixture.publish(scale.messages);
      await eventually(async () => expect(await fixture.effects()).toBeGreaterThan(10));
      const second = await fixture.startWorker(100);
      const startedAt = Date.now();
      const share = async (seconds: number) => {
        const rows: { pid: number; count: number }[] = await fixture.source.query(
          `SELECT pid, count(*)::int FROM public.effect
           WHERE at > now() - $1 * interval '1 s' GROUP BY pid`,
          [seconds],
        );
        const of = (pid?: number) => rows.find((row) => row.pid === pid)?.count ?? 0;
        return of(second.pid) / Math.max(1, of(first.pid) + of(second.pid));
      };
      // On a slow machine the first copy may have done all that was published before the second one has begun.
      const keepBusy = async () => {
        if (await fixture.isNearlyDone(part)) await fixture.publish(part);
      };
      await eventually(async () => {
        await keepBusy();
        expect(await share(1)).toBeGreaterThan(0.4);
      });
      const halfMs = Date.now() - startedAt;
      await fixture.kill(first);
      const killedAt = Date.now();
      // The first one's leases are among these; they must run out before anybody may touch its keys.
      const leases: { fence: string }[] = await fixture.source.query(
        'SELECT fence FROM router.inbox_lane WHERE fence <> 0',
      );
      const fences = leases.map(({ fence }) => fence);
      await eventually(async () => {
        await keepBusy();
        expect(
          await fixture.source.query('SELECT FROM router.inbox_lane WHERE fence = ANY ($1)', [fences]),
        ).toEqual([]);
        expect(await share(2)).toBe(1);
      });
      const allMs = Date.now() - killedAt;
      expect(allMs).toBeLessThan(35_000);
      process.stderr.write(`half of the work after ${halfMs} ms, all of it ${allMs} ms after the kill\n`);
      await fixture.expectExactlyOnceInOrder();
    },
    limitMs,
  );
});
