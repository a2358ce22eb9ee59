import type { LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ReJudgeEntry } from './decide-re-judge.js';
import { leadsLeftToPeople } from './leads-left-to-people.js';

/** Which listed leads an answer is about; what is missing narrows nothing. */
export interface LeadChoice {
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
export class ReJudgeLeadRepository {
  constructor(private readonly source: DataSource) {}

  /** Locks the listed leads of the account until the transaction ends, and drops those judged or moved since. */
  async lock(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('router.re-judge:' || $1, 0))`, [
      accountId,
    ]);
    await this.dropJudged(tx, accountId);
  }

  /** Drops what was judged or moved since it is listed, and what is in hand, which goes on by itself. */
  async dropJudged(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(
      `DELETE FROM router.re_judge_lead listed
        WHERE account_id = $1 AND (EXISTS (SELECT FROM router.judged_lead judged
            WHERE judged.account_id = $1 AND judged.lead_id = listed.lead_id AND judged.read_at > listed.state_since)
          OR EXISTS (SELECT FROM router.transfer
            WHERE hq_account_id = $1 AND hq_lead_id = listed.lead_id AND state <> 'cancelled'
              AND (in_hand_since IS NOT NULL OR ended_at IS NULL AND changed_at > listed.state_since)))`,
      [accountId],
    );
  }

  /**
   * Stores these leads as decided. A lead that was asked about and is not among them is deleted: it would not move any
   * more. Those that could not be read (`unread`) are asked about still. What a person has answered meanwhile stays, but for a lead that was declined for another branch.
   */
  async put(
    tx: EntityManager,
    accountId: string,
    { leads, unread }: { leads: readonly ReJudgeEntry[]; unread: readonly number[] },
    now: Date,
  ): Promise<void> {
    const asked = leads.filter(({ state }) => state === 'asked').map(({ leadId }) => leadId);
    await tx.query(
      `DELETE FROM router.re_judge_lead WHERE account_id = $1 AND state = 'asked' AND lead_id <> ALL ($2)`,
      [accountId, [...asked, ...unread]],
    );
    await tx.query(
      `INSERT INTO router.re_judge_lead AS listed (account_id, lead_id, state, branch_id, is_old, lead_at, state_since)
       SELECT $1, "leadId", state, "branchId", "isOld", "createdAt", $3
         FROM jsonb_to_recordset($2)
           AS new("leadId" bigint, state text, "branchId" uuid, "isOld" boolean, "createdAt" timestamptz)
       ON CONFLICT (account_id, lead_id) DO UPDATE
         SET state = excluded.state, branch_id = excluded.branch_id, is_old = excluded.is_old,
             state_since = CASE WHEN listed.state = excluded.state THEN listed.state_since ELSE excluded.state_since END
       WHERE (listed.state = 'declined' AND listed.branch_id IS DISTINCT FROM excluded.branch_id
           AND excluded.state <> 'recheck')
         OR (listed.state = 'asked' AND excluded.state = 'asked') OR listed.state = 'recheck'`,
      [accountId, JSON.stringify(leads), now],
    );
  }

  async countAsked(tx: EntityManager, accountId: string): Promise<number> {
    const [row]: { leads: number }[] = await tx.query(
      `SELECT count(*)::int AS leads FROM router.re_judge_lead WHERE account_id = $1 AND state = 'asked'`,
      [accountId],
    );
    return row?.leads ?? 0;
  }

  /** Records a person's answer, by the database's clock as judgements are, about leads that were asked about. Returns which these are. */
  async answer(
    tx: EntityManager,
    accountId: string,
    { leadIds, kind, state }: LeadChoice & { state: 'released' | 'declined' },
  ): Promise<number[]> {
    const [rows]: [{ id: string }[], number] = await tx.query(
      `UPDATE router.re_judge_lead listed SET state = $2, state_since = clock_timestamp()
        WHERE account_id = $1 AND state = 'asked' AND ($3::bigint[] IS NULL OR lead_id = ANY ($3))
          AND ($4::text IS NULL OR EXISTS (SELECT FROM router.judged_lead judged
            WHERE judged.account_id = $1 AND judged.lead_id = listed.lead_id AND judged.kind = $4))
        RETURNING lead_id AS id`,
      [accountId, state, leadIds ?? null, kind ?? null],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** Leads about which a person said no and that nobody has ever judged. */
  async listDeclinedUnjudged(tx: EntityManager, accountId: string): Promise<number[]> {
    const rows: { id: string }[] = await tx.query(
      `SELECT lead_id AS id FROM router.re_judge_lead listed WHERE account_id = $1 AND state = 'declined'
         AND NOT EXISTS (SELECT FROM router.judged_lead judged
           WHERE judged.account_id = $1 AND judged.lead_id = listed.lead_id)`,
      [accountId],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** Releases leads that wait, whatever was answered about them before. Returns which these are. */
  async release(tx: EntityManager, accountId: string, { leadIds, kind }: LeadChoice): Promise<number[]> {
    const rows: { id: string }[] = await tx.query(
      `INSERT INTO router.re_judge_lead (account_id, lead_id, state, is_old, lead_at, state_since)
       SELECT account_id, lead_id, 'released', false, since, clock_timestamp() FROM router.judged_lead
        WHERE account_id = $1 AND kind IN ('wait', 'manual') AND ($2::bigint[] IS NULL OR lead_id = ANY ($2))
          AND ($3::text IS NULL OR kind = $3)
       ON CONFLICT (account_id, lead_id) DO UPDATE SET state = 'released', state_since = excluded.state_since
       RETURNING lead_id AS id`,
      [accountId, leadIds ?? null, kind ?? null],
    );
    return rows.map(({ id }) => Number(id));
  }

  /** Whether the lead was released and nobody has judged it since. */
  async isReleased(tx: EntityManager, accountId: string, leadId: number): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `SELECT FROM router.re_judge_lead listed LEFT JOIN router.judged_lead judged USING (account_id, lead_id)
        WHERE account_id = $1 AND lead_id = $2 AND state = 'released'
          AND (judged.read_at IS NULL OR judged.read_at <= state_since)`,
      [accountId, leadId],
    );
    return rows.length > 0;
  }

  /** The leads of `leadsLeftToPeople`. */
  async listLeftToPeople(tx: EntityManager): Promise<LeadOfAccount[]> {
    const rows: { accountId: string; id: string }[] = await tx.query(
      `SELECT account_id AS "accountId", lead_id AS id FROM (${leadsLeftToPeople}) AS listed`,
    );
    return rows.map(({ accountId, id }) => ({ accountId, leadId: Number(id) }));
  }

  /** Leads that nobody has judged yet since they were to be, oldest first, behind this one. */
  async listReleased(accountId: string, after: ReleasedLead | null, limit: number): Promise<ReleasedLead[]> {
    const rows: { leadId: string; place: string }[] = await this.source.query(
      `SELECT listed.lead_id AS "leadId",
         to_char(lead_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place
       FROM router.re_judge_lead listed LEFT JOIN router.judged_lead judged USING (account_id, lead_id)
       WHERE account_id = $1 AND state IN ('released', 'recheck') AND (judged.read_at IS NULL OR judged.read_at <= state_since)
         AND ($2::timestamptz IS NULL OR (lead_at, listed.lead_id) > ($2, $3::bigint))
       ORDER BY lead_at, listed.lead_id LIMIT $4`,
      [accountId, after?.place ?? null, after?.leadId ?? null, limit],
    );
    return rows.map(({ leadId, place }) => ({ leadId: Number(leadId), place }));
  }

  /** Accounts with listed leads or an open ask. */
  async listAccountIds(): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      'SELECT account_id AS id FROM router.re_judge_lead UNION SELECT account_id FROM router.open_ask',
    );
    return rows.map(({ id }) => id);
  }

  /** Deletes the listed leads of a removed account. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query('DELETE FROM router.re_judge_lead WHERE account_id = $1', [accountId]);
    await tx.query('DELETE FROM router.open_ask WHERE account_id = $1', [accountId]);
  }
}
