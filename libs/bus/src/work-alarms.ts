import { AlarmRepository } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import type { Message } from '@hub/messages';
import type { DataSource, EntityManager } from 'typeorm';

/** Jobs of one consumer about one account; '' when they name none. */
export interface WorkGroup {
  consumer: string;
  accountId: string;
}

interface Trouble {
  count: number;
  reason: Message | null;
}

/** Work that is retried for longer has an alarm of its own, also where it was given up before. */
const isRetriedLong = `retried_since < now() - interval '1 hour'`;

const idShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The group that a job belongs to. */
export function groupOf(consumer: string, payload: unknown): WorkGroup {
  const { accountId } = (payload ?? {}) as { accountId?: unknown };
  return { consumer, accountId: typeof accountId === 'string' ? accountId : '' };
}

/** The alarms about one service's work: one per consumer and account is open while there is such work. */
export class WorkAlarms {
  private readonly alarms: AlarmRepository;

  constructor(
    private readonly source: DataSource,
    private readonly service: string,
  ) {
    this.alarms = new AlarmRepository(source);
  }

  /**
   * Updates the alarms about given-up work. Call it after the change and in its transaction: the groups stay locked
   * until that ends, so that two changes at once count each other.
   */
  async reviewDead(tx: EntityManager, groups: readonly WorkGroup[], hasMore: boolean): Promise<void> {
    const now = new Date();
    for (const [subject, group] of bySubject(groups)) {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('dead-letter:' || $1, 0))`, [subject]);
      const { count, reason } = await this.findDead(tx, group);
      if (count === 0) await this.alarms.clear(tx, 'dead-letter', subject, now);
      else {
        const facts = { consumer: group.consumer, count, reason: reason ?? '' };
        const alarm = { kind: 'dead-letter', subject, accountId: idOf(group), facts } as const;
        await (hasMore ? this.alarms.raise(tx, alarm, now) : this.alarms.keep(tx, alarm, now));
      }
    }
  }

  /** A job was given up: once more, unless it was tried again by itself. In that transaction. */
  async reportDead(
    tx: EntityManager,
    consumer: string,
    { id, payload }: { id: string; payload: unknown },
  ): Promise<void> {
    const tried: unknown[] = await tx.query(
      `SELECT FROM ${this.service}.inbox WHERE consumer = $1 AND id = $2 AND tried_at IS NOT NULL`,
      [consumer, id],
    );
    await this.reviewDead(tx, [groupOf(consumer, payload)], tried.length === 0);
  }

  /** Brings the open alarms about given-up work up to date: some of it may have ended since. */
  async reviewOpen(tx: EntityManager): Promise<void> {
    const subjects = await this.alarms.listOpenSubjects(tx, 'dead-letter', `${this.service}.`);
    await this.reviewDead(tx, subjects.map(groupNamed), false);
  }

  /** Opens, updates and clears the alarms about jobs that have been retried for longer than an hour. */
  async reviewRetried(): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      const now = new Date();
      const rows: (Trouble & WorkGroup & { since: Date })[] = await tx.query(
        `SELECT consumer, coalesce(waits_for, payload ->> 'accountId', '') AS "accountId", count(*)::int AS count,
           min(retried_since) AS since, (array_agg(reason ORDER BY retried_since))[1] AS reason
         FROM ${this.service}.inbox
         WHERE state = 'waiting' AND ${isRetriedLong} GROUP BY 1, 2 ORDER BY 1, 2`,
      );
      for (const { count, reason, since, ...group } of rows) {
        const facts = { consumer: group.consumer, count, since: since.toISOString(), reason: reason ?? '' };
        const subject = subjectOf(group);
        await this.alarms.keep(tx, { kind: 'job-retried-long', subject, accountId: idOf(group), facts }, now);
      }
      const others = { prefix: `${this.service}.`, subjects: rows.map(subjectOf) };
      await this.alarms.clearOthers(tx, 'job-retried-long', others, now);
    });
  }

  /** What is tried again by itself counts until it has ended well, or is retried for long. */
  private async findDead(tx: EntityManager, { consumer, accountId }: WorkGroup): Promise<Trouble> {
    const [row]: Trouble[] = await tx.query(
      `SELECT count(*)::int AS count, (array_agg(reason ORDER BY finished_at DESC))[1] AS reason
       FROM (SELECT reason, finished_at FROM ${this.service}.inbox
           WHERE consumer = $1 AND coalesce(payload ->> 'accountId', '') = $2 AND state = 'dead'
         UNION ALL SELECT reason, finished_at FROM ${this.service}.inbox
           WHERE consumer = $1 AND tried_at IS NOT NULL AND state = 'waiting' AND (${isRetriedLong}) IS NOT TRUE
             AND coalesce(payload ->> 'accountId', '') = $2) AS given_up`,
      [consumer, accountId],
    );
    return row ?? { count: 0, reason: null };
  }
}

/** Each group once, in the order in which all who lock several lock them. */
function bySubject(groups: readonly WorkGroup[]): [string, WorkGroup][] {
  const named = new Map(groups.map((group) => [subjectOf(group), group]));
  return [...named].sort(([one], [other]) => (one < other ? -1 : 1));
}

function subjectOf({ consumer, accountId }: WorkGroup): string {
  return `${consumer}:${accountId}`;
}

function groupNamed(subject: string): WorkGroup {
  const [consumer = '', ...rest] = subject.split(':');
  return { consumer, accountId: rest.join(':') };
}

/** The account's id, or null: what else than a UUID a job calls by that name is no account. */
export function idOf({ accountId }: WorkGroup): string | null {
  return idShape.test(accountId) ? accountId : null;
}
