import { randomUUID } from 'node:crypto';
import { IsNull, type DataSource, type EntityManager } from 'typeorm';
import { Alarm, type AlarmKind } from './alarm.entity.js';

export interface RaisedAlarm {
  kind: AlarmKind;
  subject: string;
  accountId: string | null;
  message: string;
  facts: Record<string, unknown>;
}

/** Rows that a person has to look at. */
export class AlarmRepository {
  constructor(private readonly source: DataSource) {}

  /** Opens an alarm, or counts the open one of this kind and subject up. Facts must carry no secret. */
  async raise(alarm: RaisedAlarm, now: Date): Promise<void> {
    await this.source.query(
      `INSERT INTO accounts.alarm (id, kind, subject, account_id, message, facts, times, raised_at, last_seen_at)
       VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7)
       ON CONFLICT (kind, subject) WHERE cleared_at IS NULL
       DO UPDATE SET times = alarm.times + 1, last_seen_at = EXCLUDED.last_seen_at,
                     message = EXCLUDED.message, facts = EXCLUDED.facts`,
      [randomUUID(), alarm.kind, alarm.subject, alarm.accountId, alarm.message, alarm.facts, now],
    );
  }

  /** Closes the open alarm of this kind and subject, if there is one. */
  async clear(kind: AlarmKind, subject: string, now: Date): Promise<void> {
    await this.source.manager.update(Alarm, { kind, subject, clearedAt: IsNull() }, { clearedAt: now });
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
