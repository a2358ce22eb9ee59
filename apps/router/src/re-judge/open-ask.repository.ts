import { AlarmRepository } from '@hub/accounts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

interface Asked {
  leads: number;
  old: number;
  oldestLeadId: string | null;
}

/** The one open question of an HQ account about leads that could be handed over, and its alarm. */
@Injectable()
export class OpenAskRepository {
  constructor(private readonly alarms: AlarmRepository) {}

  /**
   * Opens the question, updates its counts or closes it, by the leads that are asked about. In the caller's
   * transaction, with the listed leads of the account locked.
   */
  async refresh(tx: EntityManager, accountId: string, now: Date): Promise<void> {
    const [row]: Asked[] = await tx.query(
      `SELECT count(*)::int AS leads, (count(*) FILTER (WHERE is_old))::int AS old,
         (array_agg(lead_id ORDER BY lead_at, lead_id))[1] AS "oldestLeadId"
       FROM router.re_judge_lead WHERE account_id = $1 AND state = 'asked'`,
      [accountId],
    );
    if (!row || row.leads === 0) {
      await tx.query('DELETE FROM router.open_ask WHERE account_id = $1', [accountId]);
      await this.alarms.clear(tx, 're-judge-asked', accountId, now);
      return;
    }
    const { leads, old, oldestLeadId } = row;
    await tx.query(
      `INSERT INTO router.open_ask (account_id, leads, old, oldest_lead_id, asked_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account_id) DO UPDATE
         SET leads = excluded.leads, old = excluded.old, oldest_lead_id = excluded.oldest_lead_id`,
      [accountId, leads, old, oldestLeadId, now],
    );
    const facts = { leads, old, leadId: String(oldestLeadId) };
    await this.alarms.keep(tx, { kind: 're-judge-asked', subject: accountId, accountId, facts }, now);
  }

  /** Clears alarms about accounts that are not the HQ account any more. */
  async clearOrphans(tx: EntityManager, hqAccountId: string | null, now: Date): Promise<void> {
    const open: { id: string }[] = await tx.query('SELECT account_id AS id FROM router.open_ask');
    const others = { prefix: '', subjects: open.map(({ id }) => id) };
    await this.alarms.clearOthers(tx, 're-judge-asked', others, now);
    const current = { prefix: '', subjects: hqAccountId === null ? [] : [hqAccountId] };
    await this.alarms.clearOthers(tx, 'intake-cut', current, now);
  }
}
