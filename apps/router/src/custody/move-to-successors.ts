import type { EntityManager } from 'typeorm';

/**
 * In SQL: pairs of a removed account (`former`) and the one that is the same, connected again (`own`): the same by amoCRM's
 * own id, or by host while that is not known of both.
 */
const pairs = `accounts.account former JOIN accounts.account own
  ON former.state = 'removed' AND own.state <> 'removed' AND coalesce(former.amo_id = own.amo_id, former.host = own.host)`;

/** The removed accounts that this one was before, locked as by `moveToSuccessors`. */
export async function listFormer(tx: EntityManager, accountId: string): Promise<string[]> {
  await lockSuccessors(tx);
  const rows: { id: string }[] = await tx.query(`SELECT former.id FROM ${pairs} WHERE own.id = $1`, [
    accountId,
  ]);
  return rows.map(({ id }) => id);
}

/**
 * What is known of the leads of removed accounts belongs to the accounts that are the same ones, connected again: their
 * cards are there. `accountIds`: of which removed accounts. A living leg of a card that has one in the account of
 * now stays where it is.
 */
export async function moveToSuccessors(tx: EntityManager, accountIds: readonly string[]): Promise<void> {
  await lockSuccessors(tx);
  const moved: { former: string; own: string }[] = await tx.query(
    `SELECT former.id AS former, own.id AS own FROM ${pairs} WHERE former.id = ANY ($1::uuid[])`,
    [[...accountIds]],
  );
  for (const { former, own } of moved) {
    for (const sql of moves) await tx.query(sql, [former, own]);
    await tx.query(goOnAgain, [own]);
  }
}

/**
 * Serialises the return of an account and the end of what was in its former one: whichever comes second sees the other.
 */
export async function lockSuccessors(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('router.successors', 0))`);
}

/** `$1`: the removed account, `$2`: the one that it is now. */
const moves: readonly string[] = [
  // What became of a deal meanwhile shows at HQ as soon as the journal has it, unless another branch has the lead by now.
  `WITH leg AS (UPDATE router.transfer SET target = jsonb_set(target, '{accountId}', to_jsonb($2::text))
      WHERE target ->> 'accountId' = $1 AND ended_at IS NOT NULL RETURNING id, ended_as)
   INSERT INTO router.mirror (leg_id, seen_version, left_out)
   SELECT id, 0, '[]' FROM leg WHERE ended_as = 'gone' ON CONFLICT DO NOTHING`,
  `UPDATE router.transfer leg SET hq_account_id = $2 WHERE hq_account_id = $1
    AND NOT (leg.state <> 'cancelled' AND leg.ended_at IS NULL AND EXISTS (SELECT FROM router.transfer other
      WHERE other.hq_account_id = $2 AND other.hq_lead_id = leg.hq_lead_id AND other.state <> 'cancelled' AND other.ended_at IS NULL))`,
  'UPDATE router.decision SET account_id = $2 WHERE account_id = $1',
  `UPDATE router.operator_word word SET account_id = $2 WHERE account_id = $1
    AND NOT EXISTS (SELECT FROM router.operator_word newer WHERE newer.account_id = $2 AND newer.lead_id = word.lead_id)`,
  'UPDATE router.escalation SET hq_account_id = $2 WHERE hq_account_id = $1',
  'UPDATE router.escalation SET branch_account_id = $2 WHERE branch_account_id = $1',
];

/**
 * Escalations that ended with an account (`$1`: the one that is back) live again: HQ may have the card still, and work on it. What
 * was not there yet is opened anew.
 */
const goOnAgain = `UPDATE router.escalation e SET ended_with_account = false, ended_as = NULL, ended_at = NULL, seen_branch = 0, seen_card = 0,
     state = CASE WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN hq_lead_id IS NOT NULL THEN 'delivered' ELSE 'asked' END,
     delivered_at = CASE WHEN hq_lead_id IS NOT NULL THEN coalesce(delivered_at, now()) END
    WHERE ended_with_account AND $1 IN (hq_account_id, branch_account_id)
      AND NOT EXISTS (SELECT FROM accounts.account WHERE id IN (e.hq_account_id, e.branch_account_id) AND state = 'removed')
      AND NOT EXISTS (SELECT FROM router.escalation other WHERE other.state <> 'ended' AND (other.branch_account_id = e.branch_account_id
        AND other.branch_lead_id = e.branch_lead_id OR other.hq_account_id = e.hq_account_id AND other.hq_lead_id = e.hq_lead_id))`;
