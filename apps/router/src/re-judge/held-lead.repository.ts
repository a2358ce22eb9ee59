import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { HeldNow } from './decide-re-judge.js';

/** Which held leads an answer is about; what is missing narrows nothing. */
export interface HeldChoice {
  leadIds?: readonly number[] | null | undefined;
  /** The kind of the lead's last decision. */
  kind?: string | null | undefined;
}

export interface ReleasedLead {
  leadId: number;
  /** `lead_at` with PostgreSQL's microseconds. */
  place: string;
}

/** Questions about leads that are judged again. Writes take the caller's transaction, after `lock`. */
@Injectable()
export class HeldLeadRepository {
  constructor(private readonly source: DataSource) {}

  /** Lets nobody else change held leads of the account until the transaction ends, and drops those judged or moved since. */
  async lock(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('router.held:' || $1, 0))`, [accountId]);
    await this.dropJudged(tx, accountId);
  }

  /** Drops what was judged or moved since it is held, and what is in hand, which goes on by itself. */
  async dropJudged(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(
      `DELETE FROM router.held_lead held
        WHERE account_id = $1 AND (EXISTS (SELECT FROM router.judged_lead judged
            WHERE judged.account_id = $1 AND judged.lead_id = held.lead_id AND judged.read_at > held.held_at)
          OR EXISTS (SELECT FROM router.transfer
            WHERE hq_account_id = $1 AND hq_lead_id = held.lead_id AND state <> 'cancelled'
              AND (in_hand_since IS NOT NULL OR ended_at IS NULL AND changed_at > held.held_at)))`,
      [accountId],
    );
  }

  /**
   * Holds these leads as decided. A lead that was asked about and is not among them is forgotten: it would not move any
   * more. What a person has answered meanwhile stays, but for a lead that was declined for another branch.
   */
  async put(tx: EntityManager, accountId: string, leads: readonly HeldNow[], now: Date): Promise<void> {
    const asked = leads.filter(({ state }) => state === 'asked').map(({ leadId }) => leadId);
    await tx.query(
      `DELETE FROM router.held_lead WHERE account_id = $1 AND state = 'asked' AND lead_id <> ALL ($2)`,
      [accountId, asked],
    );
    await tx.query(
      `INSERT INTO router.held_lead AS held (account_id, lead_id, state, branch_id, is_old, lead_at, held_at)
       SELECT $1, "leadId", state, "branchId", "isOld", "createdAt", $3
         FROM jsonb_to_recordset($2)
           AS new("leadId" bigint, state text, "branchId" uuid, "isOld" boolean, "createdAt" timestamptz)
       ON CONFLICT (account_id, lead_id) DO UPDATE
         SET state = excluded.state, branch_id = excluded.branch_id, is_old = excluded.is_old,
             held_at = CASE WHEN held.state = excluded.state THEN held.held_at ELSE excluded.held_at END
       WHERE (held.state = 'declined' AND held.branch_id IS DISTINCT FROM excluded.branch_id
           AND excluded.state <> 'recheck')
         OR (held.state = 'asked' AND excluded.state = 'asked') OR held.state = 'recheck'`,
      [accountId, JSON.stringify(leads), now],
    );
  }

  async countAsked(tx: EntityManager, accountId: string): Promise<number> {
    const [row]: { leads: number }[] = await tx.query(
      `SELECT count(*)::int AS leads FROM router.held_lead WHERE account_id = $1 AND state = 'asked'`,
      [accountId],
    );
    return row?.leads ?? 0;
  }

  /** Records a person's answer about leads that were asked about. Returns how many these are. */
  async answer(
    tx: EntityManager,
    accountId: string,
    { leadIds, kind, state }: HeldChoice & { state: 'released' | 'declined' },
    now: Date,
  ): Promise<number> {
    const [, count]: [unknown, number] = await tx.query(
      `UPDATE router.held_lead held SET state = $2, held_at = $5
        WHERE account_id = $1 AND state = 'asked' AND ($3::bigint[] IS NULL OR lead_id = ANY ($3))
          AND ($4::text IS NULL OR EXISTS (SELECT FROM router.judged_lead judged
            WHERE judged.account_id = $1 AND judged.lead_id = held.lead_id AND judged.kind = $4))`,
      [accountId, state, leadIds ?? null, kind ?? null, now],
    );
    return count;
  }

  /** Leads about which a person said no and that nobody has ever judged. */
  async listDeclinedUnjudged(tx: EntityManager, accountId: string): Promise<number[]> {
    const rows: { id: string }[] = await tx.query(
      `SELECT lead_id AS id FROM router.held_lead held WHERE account_id = $1 AND state = 'declined'
         AND NOT EXISTS (SELECT FROM router.judged_lead judged
           WHERE judged.account_id = $1 AND judged.lead_id = held.lead_id)`,
      [accountId],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** Releases leads that wait, whatever was answered about them before. Returns how many these are. */
  async release(
    tx: EntityManager,
    accountId: string,
    { leadIds, kind }: HeldChoice,
    now: Date,
  ): Promise<number> {
    const rows: unknown[] = await tx.query(
      `INSERT INTO router.held_lead (account_id, lead_id, state, is_old, lead_at, held_at)
       SELECT account_id, lead_id, 'released', false, since, $4 FROM router.judged_lead
        WHERE account_id = $1 AND kind IN ('wait', 'manual') AND ($2::bigint[] IS NULL OR lead_id = ANY ($2))
          AND ($3::text IS NULL OR kind = $3)
       ON CONFLICT (account_id, lead_id) DO UPDATE SET state = 'released', held_at = excluded.held_at
       RETURNING lead_id`,
      [accountId, leadIds ?? null, kind ?? null, now],
    );
    return rows.length;
  }

  /** Whether the lead was released and nobody has judged it since. */
  async isReleased(tx: EntityManager, accountId: string, leadId: number): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `SELECT FROM router.held_lead held LEFT JOIN router.judged_lead judged USING (account_id, lead_id)
        WHERE account_id = $1 AND lead_id = $2 AND state = 'released'
          AND (judged.read_at IS NULL OR judged.read_at <= held_at)`,
      [accountId, leadId],
    );
    return rows.length > 0;
  }

  /** Leads that nobody has judged yet since they were to be, oldest first, behind this one. */
  async listReleased(accountId: string, after: ReleasedLead | null, limit: number): Promise<ReleasedLead[]> {
    const rows: { leadId: string; place: string }[] = await this.source.query(
      `SELECT held.lead_id AS "leadId",
         to_char(lead_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
       FROM router.held_lead held LEFT JOIN router.judged_lead judged USING (account_id, lead_id)
       WHERE account_id = $1 AND state IN ('released', 'recheck') AND (judged.read_at IS NULL OR judged.read_at <= held_at)
         AND ($2::timestamptz IS NULL OR (lead_at, held.lead_id) > ($2, $3::bigint))
       ORDER BY lead_at, held.lead_id LIMIT $4`,
      [accountId, after?.place ?? null, after?.leadId ?? null, limit],
    );
    return rows.map(({ leadId, place }) => ({ leadId: Number(leadId), place }));
  }

  /** Accounts with held leads or an open ask. */
  async listAccountIds(): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      'SELECT account_id AS id FROM router.held_lead UNION SELECT account_id FROM router.open_ask',
    );
    return rows.map(({ id }) => id);
  }

  /** Forgets what is held of an account: it is removed. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query('DELETE FROM router.held_lead WHERE account_id = $1', [accountId]);
    await tx.query('DELETE FROM router.open_ask WHERE account_id = $1', [accountId]);
  }
}
