import { randomUUID } from 'node:crypto';
import type { Facts } from '@hub/messages';
import { In, IsNull, type DataSource, type EntityManager } from 'typeorm';
import { Alarm, type AlarmKind } from './alarm.entity.js';

export interface RaisedAlarm {
  kind: AlarmKind;
  subject: string;
  accountId?: string | null;
  branchId?: string | null;
  /** Facts of the text `alarms.<kind>`. They must carry no secret. */
  facts: Facts;
}

/** Which alarms to list, newest first. */
export interface AlarmFilter {
  state: 'open' | 'cleared' | 'all';
  kind?: string | null;
  accountId?: string | null;
  branchId?: string | null;
  /** Raised at this moment or later. */
  since?: string | null;
  /** What the reader may see: alarms of these branches, and those of these accounts that are about no branch. */
  own?: { accountIds: readonly string[]; branchIds: readonly string[] } | null;
}

/** A place in the list: behind the alarm with these sort values. */
export interface AlarmPlace {
  raisedAt: string;
  id: string;
}
const quietMs = 600_000;

/**
 * Rows for conditions that need a person. Writes take the caller's transaction, so that an alarm commits with its
 * cause.
 */
export class AlarmRepository {
  constructor(private readonly source: DataSource) {}

  /** Opens an alarm, or counts the open one of this kind and subject up. */
  async raise(tx: EntityManager, alarm: RaisedAlarm, now: Date): Promise<void> {
    await this.open(tx, alarm, now, 1);
  }

  /**
   * Opens an alarm, or updates the facts of the open one: for a cause that is checked periodically. It does not count
   * as raised once more.
   */
  async keep(tx: EntityManager, alarm: RaisedAlarm, now: Date): Promise<void> {
    await this.open(tx, alarm, now, 0);
  }

  private async open(tx: EntityManager, alarm: RaisedAlarm, now: Date, more: number): Promise<void> {
    const { kind, subject, accountId = null, branchId = null, facts } = alarm;
    // Work may name an account that the hub never had: then the alarm is about none.
    await tx.query(
      `INSERT INTO accounts.alarm
         (id, kind, subject, account_id, branch_id, facts, times, raised_at, last_raised_at, last_seen_at)
       VALUES ($1, $2, $3, (SELECT id FROM accounts.account WHERE id = $4), $5, $6, 1, $7, $7, $7)
       ON CONFLICT (kind, subject) WHERE cleared_at IS NULL
       DO UPDATE SET times = alarm.times + $8, last_seen_at = EXCLUDED.last_seen_at, facts = EXCLUDED.facts,
         last_raised_at = CASE WHEN $8 > 0 THEN EXCLUDED.last_raised_at ELSE alarm.last_raised_at END`,
      [randomUUID(), kind, subject, accountId, branchId, facts, now, more],
    );
  }

  /** Closes the open alarm of this kind and subject, if there is one. */
  async clear(tx: EntityManager, kind: AlarmKind, subject: string, now: Date): Promise<void> {
    await this.clearEach(tx, [kind], [subject], now);
  }

  /** As `clear` for several kinds and subjects. */
  async clearEach(
    tx: EntityManager,
    kinds: readonly AlarmKind[],
    subjects: readonly string[],
    now: Date,
  ): Promise<void> {
    await tx.query('SELECT accounts.clear_alarms($1, $2, $3)', [kinds, subjects, now]);
  }

  /**
   * Closes the open alarms of this kind whose subject begins with `prefix`, but for the given ones; with `seenBefore` only
   * those that nobody has seen since, where each process knows only its own causes.
   */
  async clearOthers(
    tx: EntityManager,
    kind: AlarmKind,
    { prefix, subjects, seenBefore }: { prefix: string; subjects: readonly string[]; seenBefore?: Date },
    now: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE accounts.alarm SET cleared_at = $4
        WHERE kind = $1 AND starts_with(subject, $2) AND subject <> ALL ($3) AND cleared_at IS NULL
          AND last_seen_at < $5`,
      [kind, prefix, subjects, now, seenBefore ?? 'infinity'],
    );
  }

  /** The same for a cause that nobody notices the end of: closed when it was not seen for ten minutes. */
  async clearQuiet(tx: EntityManager, kind: AlarmKind, subject: string, now: Date): Promise<void> {
    await tx.query(
      `UPDATE accounts.alarm SET cleared_at = $3
        WHERE kind = $1 AND subject = $2 AND cleared_at IS NULL AND last_seen_at < $4`,
      [kind, subject, now, new Date(now.getTime() - quietMs)],
    );
  }

  /** Subjects of the open alarms of this kind that begin with `prefix`. */
  async listOpenSubjects(tx: EntityManager, kind: AlarmKind, prefix: string): Promise<string[]> {
    const rows: { subject: string }[] = await tx.query(
      `SELECT subject FROM accounts.alarm WHERE kind = $1 AND starts_with(subject, $2) AND cleared_at IS NULL`,
      [kind, prefix],
    );
    return rows.map(({ subject }) => subject);
  }

  /** The facts of the open alarm of this kind and subject, which stays locked; null when there is none. */
  async lockFacts(tx: EntityManager, kind: AlarmKind, subject: string): Promise<Facts | null> {
    const [row]: { facts: Facts }[] = await tx.query(
      `SELECT facts FROM accounts.alarm WHERE kind = $1 AND subject = $2 AND cleared_at IS NULL FOR UPDATE`,
      [kind, subject],
    );
    return row?.facts ?? null;
  }

  /** Open alarms about any of these accounts, the oldest first. */
  async listOpenOf(
    tx: EntityManager,
    accountIds: readonly string[],
  ): Promise<Pick<Alarm, 'accountId' | 'kind' | 'facts' | 'lastRaisedAt'>[]> {
    return tx.find(Alarm, {
      select: { id: true, accountId: true, kind: true, facts: true, lastRaisedAt: true },
      where: { accountId: In([...accountIds]), clearedAt: IsNull() },
      order: { raisedAt: 'ASC' },
    });
  }

  /** Forgets every alarm of an account, past ones too: it is removed. */
  async eraseOf(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(Alarm, { accountId });
  }

  /** The alarm or null. */
  async find(id: string): Promise<Alarm | null> {
    return this.source.manager.findOneBy(Alarm, { id });
  }

  /** Up to `limit` alarms behind a place, newest first by when they were raised: a repeat does not move one. */
  async list(filter: AlarmFilter, after: AlarmPlace | null, limit: number): Promise<Alarm[]> {
    const query = this.source.manager
      .createQueryBuilder(Alarm, 'alarm')
      .orderBy('alarm.raisedAt', 'DESC')
      .addOrderBy('alarm.id', 'DESC')
      .limit(limit);
    if (filter.state === 'open') query.andWhere('alarm.cleared_at IS NULL');
    if (filter.state === 'cleared') query.andWhere('alarm.cleared_at IS NOT NULL');
    if (filter.kind) query.andWhere('alarm.kind = :kind', { kind: filter.kind });
    if (filter.accountId) query.andWhere('alarm.account_id = :accountId', { accountId: filter.accountId });
    if (filter.branchId) query.andWhere('alarm.branch_id = :branchId', { branchId: filter.branchId });
    if (filter.since) query.andWhere('alarm.raised_at >= :since', { since: filter.since });
    if (filter.own) {
      const ofBranch = 'alarm.branch_id = ANY (:branchIds)';
      const ofAccount = 'alarm.branch_id IS NULL AND alarm.account_id = ANY (:accountIds)';
      query.andWhere(`(${ofBranch} OR ${ofAccount})`, filter.own);
    }
    if (after) query.andWhere('(alarm.raised_at, alarm.id) < (:raisedAt, :id)', after);
    return query.getMany();
  }
}
