import { askPrepared, BatchedRead } from '@hub/database';
import type { LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type JudgedLeadRow } from './judged-lead.entity.js';

/** Questions about the last judgement of each lead. Writes take the caller's transaction. */
@Injectable()
export class JudgedLeadRepository {
  private readonly touched = new BatchedRead<LeadOfAccount, Date | null>(async (leads) => {
    const rows = await askPrepared<{ touchedAt: Date | null }>(
      this.source,
      {
        name: 'lead-touched',
        text: `SELECT judged.touched_at AS "touchedAt"
         FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS asked (account_id, lead_id, n)
         LEFT JOIN router.judged_lead judged USING (account_id, lead_id) ORDER BY asked.n`,
      },
      [leads.map(({ accountId }) => accountId), leads.map(({ leadId }) => leadId)],
    );
    return rows.map(({ touchedAt }) => touchedAt);
  });

  constructor(private readonly source: DataSource) {}

  /** When the lead was changed last, by amoCRM's clock, as its last judgement read it; null: nobody has judged it. */
  async findTouchedAt(accountId: string, leadId: number): Promise<Date | null> {
    return this.touched.of({ accountId, leadId });
  }

  /**
   * Records a judgement. A lead that waits already goes on waiting since then. `read_at` is compared with a person's answer, so
   * it is the database's clock: those of processes differ. It is the beginning of the transaction, which may wait for a lock then: an
   * answer that comes meanwhile must not count as judged, while a question that is asked meanwhile stays in sight.
   */
  async put(tx: EntityManager, judged: Omit<JudgedLeadRow, 'readAt'>): Promise<void> {
    const { accountId, leadId, kind, branchId, reason, since, notTaken, contactId, touchedAt } = judged;
    await tx.query(
      `INSERT INTO router.judged_lead AS judged
         (account_id, lead_id, kind, branch_id, reason, since, touched_at, read_at, not_taken, contact_id)
       VALUES ($1, $2, $3, $4, $5, $7, $6, date_trunc('milliseconds', now()), $8, $9)
       ON CONFLICT (account_id, lead_id) DO UPDATE
         SET kind = excluded.kind, branch_id = excluded.branch_id, reason = excluded.reason,
             touched_at = excluded.touched_at, read_at = excluded.read_at, not_taken = excluded.not_taken,
             contact_id = coalesce(excluded.contact_id, judged.contact_id),
             since = CASE WHEN (judged.kind IN ('wait', 'manual')) = (excluded.kind IN ('wait', 'manual'))
               THEN judged.since ELSE excluded.since END`,
      [
        ...[accountId, leadId, kind, branchId, reason, touchedAt, since],
        ...[JSON.stringify(notTaken), contactId],
      ],
    );
  }

  /** Records the main contact of a lead that is judged no more. */
  async putContact(
    tx: EntityManager,
    { accountId, leadId }: LeadOfAccount,
    contactId: number,
  ): Promise<void> {
    await tx.query('UPDATE router.judged_lead SET contact_id = $3 WHERE account_id = $1 AND lead_id = $2', [
      ...[accountId, leadId, contactId],
    ]);
  }

  /** Forgets what an account's leads wait for: it is removed. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query('DELETE FROM router.judged_lead WHERE account_id = $1', [accountId]);
  }
}
