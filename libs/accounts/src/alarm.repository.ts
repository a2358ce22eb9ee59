import { randomUUID } from 'node:crypto';
import type { Facts } from '@hub/messages';
import { IsNull, type DataSource, type EntityManager } from 'typeorm';
import { Alarm, type AlarmKind } from './alarm.entity.js';

export interface RaisedAlarm {
  kind: AlarmKind;
  subject: string;
  accountId?: string | null;
  branchId?: string | null;
  /** Facts of the text `alarms.<kind>`. They must carry no secret. */
  facts: Facts;
}

/** Rows that a person has to look at. Writes take the caller's transaction, so that an alarm commits with its cause. */
export class AlarmRepository {
  constructor(private readonly source: DataSource) {}

  /** Opens an alarm, or counts the open one of this kind and subject up. */
  async raise(tx: EntityManager, alarm: RaisedAlarm, now: Date): Promise<void> {
    const { kind, subject, accountId = null, branchId = null, facts } = alarm;
    await tx.query(
      `INSERT INTO accounts.alarm (id, kind, subject, account_id, branch_id, facts, times, raised_at, last_seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7)
       ON CONFLICT (kind, subject) WHERE cleared_at IS NULL
       DO UPDATE SET times = alarm.times + 1, last_seen_at = EXCLUDED.last_seen_at, facts = EXCLUDED.facts`,
      [randomUUID(), kind, subject, accountId, branchId, facts, now],
    );
  }

  /** Closes the open alarm of this kind and subject, if there is one. */
  async clear(tx: EntityManager, kind: AlarmKind, subject: string, now: Date): Promise<void> {
    await tx.update(Alarm, { kind, subject, clearedAt: IsNull() }, { clearedAt: now });
  }

  /** Forgets every alarm of an account, past ones too: it is removed. */
  async eraseOf(tx: EntityManager, accountId: string): Promise<void> {
    await tx.delete(Alarm, { accountId });
  }

  /** Open alarms, newest first. */
  async listOpen(): Promise<Alarm[]> {
    return this.source.manager.find(Alarm, {
      where: { clearedAt: IsNull() },
      order: { raisedAt: 'DESC', id: 'DESC' },
    });
  }
}
