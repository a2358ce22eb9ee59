import { AlarmRepository } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import type { Facts, Message } from '@hub/messages';
import type { DataSource, EntityManager } from 'typeorm';
import type { Schedules } from './schedules.js';

/** A message reaches its consumer in moments; the relay sends it again after five minutes at the latest. */
const deliveredWithinMs = 10 * 60_000;
/** Due work of a consumer that ends nothing for so long: its workers are stuck, or no copy runs them. */
const movesWithinMs = 15 * 60_000;
/** So long after an account's return its work counts as on its way. */
const wokenMs = 5 * 60_000;
/** How long a schedule may fail to be checked. */
const checkedWithinMs = 10 * 60_000;
/** A copy reports its failing schedules and hanging jobs every minute. */
const quietMs = 10 * 60_000;

interface Stalled {
  consumer: string;
  since: Date;
  count?: number;
  reason?: Message;
}

/**
 * Opens and clears the alarms about work that nobody begins, one per consumer. What was begun and failed has alarms of its
 * own (`WorkAlarms`). The sender alarms about messages that do not arrive, so that a service which does not run at all
 * is known by those that do.
 */
export class StalledWork {
  private readonly alarms: AlarmRepository;

  constructor(
    private readonly source: DataSource,
    private readonly service: string,
    private readonly schedules: Pick<Schedules, 'failingBefore'>,
    private readonly hanging: () => readonly Stalled[],
  ) {
    this.alarms = new AlarmRepository(source);
  }

  async review(): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      await this.report(tx, 'messages-undelivered', await this.findUndelivered(tx));
      if (!(await this.isWaking(tx))) await this.report(tx, 'work-stands', await this.findStalled(tx));
      const failing = this.schedules.failingBefore(new Date(Date.now() - checkedWithinMs));
      await this.report(tx, 'schedule-failing', failing);
      await this.report(tx, 'job-hangs', this.hanging());
    });
  }

  private async report(
    tx: EntityManager,
    kind: 'messages-undelivered' | 'work-stands' | 'schedule-failing' | 'job-hangs',
    found: readonly Stalled[],
  ): Promise<void> {
    const now = new Date();
    const subjectOf = ({ consumer }: Stalled) => `${this.service}>${consumer}`;
    // A schedule that fails, and a job that hangs, is known to the process in which it does.
    const isOfProcess = kind === 'schedule-failing' || kind === 'job-hangs';
    for (const one of found) {
      const subject = subjectOf(one);
      const seen = isOfProcess ? await this.alarms.lockFacts(tx, kind, subject) : null;
      await this.alarms.keep(tx, { kind, subject, accountId: null, facts: factsOf(one, seen) }, now);
    }
    const seenBefore = isOfProcess ? { seenBefore: new Date(now.getTime() - quietMs) } : {};
    const others = { prefix: `${this.service}>`, subjects: found.map(subjectOf), ...seenBefore };
    await this.alarms.clearOthers(tx, kind, others, now);
  }

  private findUndelivered(tx: EntityManager): Promise<Stalled[]> {
    return tx.query(
      `SELECT name AS consumer, count(*)::int AS count, min(o.created_at) AS since
       FROM ${this.service}.outbox o, unnest(o.waiting) AS name
       WHERE o.created_at < now() - $1 * interval '1 ms' GROUP BY 1 ORDER BY 1`,
      [deliveredWithinMs],
    );
  }

  /** Work that an account's return has just made due is as old as before: until its lane was claimed once, nothing is known. */
  private async isWaking(tx: EntityManager): Promise<boolean> {
    const woken: unknown[] = await tx.query(
      `SELECT 1 FROM ${this.service}.woken WHERE at > now() - $1 * interval '1 ms' LIMIT 1`,
      [wokenMs],
    );
    return woken.length > 0;
  }

  /**
   * A lane that is due, or whose lease has run out, while the consumer has no job under way and has ended none. A long queue
   * that moves is no cause.
   */
  private findStalled(tx: EntityManager): Promise<Stalled[]> {
    return tx.query(
      `SELECT l.consumer, count(*)::int AS count, min(l.run_at) AS since FROM ${this.service}.inbox_lane l
       WHERE l.run_at < now() - $1 * interval '1 ms'
       GROUP BY 1 HAVING NOT EXISTS (
         SELECT FROM ${this.service}.inbox i WHERE i.consumer = l.consumer AND i.state IN ('done', 'discarded')
           AND i.finished_at > now() - $1 * interval '1 ms')
         AND NOT EXISTS (
         SELECT FROM ${this.service}.inbox i WHERE i.consumer = l.consumer AND i.state = 'dead'
           AND i.finished_at > now() - $1 * interval '1 ms')
         AND NOT EXISTS (
         SELECT FROM ${this.service}.inbox_lane leased WHERE leased.consumer = l.consumer AND leased.fence <> 0
           AND leased.run_at > now())
       ORDER BY 1`,
      [movesWithinMs],
    );
  }
}

/** With what another process has `seen` of it: the earlier moment and the greater count. */
function factsOf({ since, count, ...one }: Stalled, seen: Facts | null): Facts {
  const at = since.toISOString();
  const earliest = typeof seen?.since === 'string' && seen.since < at ? seen.since : at;
  if (count === undefined) return { ...one, since: earliest };
  return { ...one, since: earliest, count: Math.max(count, Number(seen?.count ?? 0)) };
}
