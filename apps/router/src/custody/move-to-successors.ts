import type { EntityManager } from 'typeorm';
import { formerAccounts } from './former-accounts.js';

/** The removed accounts that this one was before, locked as by `moveToSuccessors`. */
export async function listFormer(tx: EntityManager, accountId: string): Promise<string[]> {
  await lockSuccessors(tx);
  const rows: { id: string }[] = await tx.query(`SELECT former.id FROM ${formerAccounts} WHERE own.id = $1`, [
    accountId,
  ]);
  return rows.map(({ id }) => id);
}

/**
 * What is known of the leads of removed accounts belongs to the accounts that are the same ones, connected again: their
 * cards are there. `accountIds`: of which removed accounts. A card that was handed over in the account of now too has one
 * trail then: its living leg of before ends as left for the other, behind which people see both deals.
 */
export async function moveToSuccessors(tx: EntityManager, accountIds: readonly string[]): Promise<void> {
  await lockSuccessors(tx);
  const moved: { former: string; own: string }[] = await tx.query(
    `SELECT former.id AS former, own.id AS own FROM ${formerAccounts} WHERE former.id = ANY ($1::uuid[])`,
    [[...accountIds]],
  );
  for (const { former, own } of moved) {
    for (const sql of moves) await tx.query(sql, [former, own]);
    for (const sql of goingOn) await tx.query(sql, [own]);
  }
}

/** As `moveToSuccessors`, for one leg that has ended in a branch account, without its words. */
export async function moveLeg(tx: EntityManager, id: string): Promise<void> {
  const [[found]] = await tx.query<[{ own: string }[], number]>(
    `UPDATE router.transfer leg SET left_out = '[]', hq_place = NULL FROM ${formerAccounts}
      WHERE leg.id = $1 AND leg.target ->> 'accountId' = former.id::text RETURNING own.id AS own`,
    [id],
  );
  if (found) await tx.query(legMoves('id = $1'), [id, found.own]);
}

/**
 * Serialises the return of an account and the end of what was in its former one: whichever comes second sees the other.
 */
export async function lockSuccessors(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('router.successors', 0))`);
}

const isLiving = (leg: string): string => `${leg}.state <> 'cancelled' AND ${leg}.ended_at IS NULL`;
/** The transfers of the lead of `leg` in the account of now. */
const ofLeadNow = `FROM router.transfer own
  WHERE own.hq_account_id = $2 AND own.hq_lead_id = leg.hq_lead_id AND own.state <> 'cancelled'`;

/** What became of a deal meanwhile shows at HQ as soon as the journal has it, unless another branch has the lead by now. */
const legMoves = (which: string): string => `
  WITH leg AS (UPDATE router.transfer SET target = jsonb_set(target, '{accountId}', to_jsonb($2::text))
    WHERE ${which} RETURNING id, ended_as)
  INSERT INTO router.mirror (leg_id, seen_version, left_out)
  SELECT id, 0, '[]' FROM leg WHERE ended_as = 'gone' ON CONFLICT DO NOTHING`;

/** `$1`: the removed account, `$2`: the one that it is now. */
const moves: readonly string[] = [
  legMoves(`target ->> 'accountId' = $1 AND ended_at IS NOT NULL`),
  `WITH ended AS (UPDATE router.transfer leg SET state = 'done', ended_as = 're-routed', ended_at = started_at, problem = NULL,
       step_started_at = NULL, step_written_at = NULL, step_makes_lead = false, wanted_branch_id = NULL, wanted_since = NULL
      WHERE hq_account_id = $1 AND ${isLiving('leg')} AND EXISTS (SELECT ${ofLeadNow} AND ${isLiving('own')}) RETURNING id)
   DELETE FROM router.re_route USING ended WHERE leg_id = ended.id AND re_route.state IN ('asked', 'closed', 'opening')`,
  `UPDATE router.transfer own SET in_hand_since = NULL WHERE hq_account_id = $2 AND in_hand_since IS NOT NULL AND ended_at IS NOT NULL
    AND EXISTS (SELECT FROM router.transfer leg WHERE leg.hq_account_id = $1 AND leg.hq_lead_id = own.hq_lead_id
      AND ${isLiving('leg')} AND leg.branch_lead_id IS NOT NULL)`,
  `UPDATE router.transfer leg SET hq_account_id = $2,
     trail_id = coalesce((SELECT own.trail_id ${ofLeadNow} ORDER BY own.ended_at IS NULL DESC, own.started_at DESC LIMIT 1), trail_id),
     in_hand_since = CASE WHEN ended_at IS NULL OR NOT EXISTS (SELECT ${ofLeadNow} AND ${isLiving('own')} AND own.branch_lead_id IS NOT NULL)
       THEN in_hand_since END
    WHERE hq_account_id = $1`,
  'UPDATE router.decision SET account_id = $2 WHERE account_id = $1',
  `UPDATE router.operator_word word SET account_id = $2 WHERE account_id = $1
    AND NOT EXISTS (SELECT FROM router.operator_word newer WHERE newer.account_id = $2 AND newer.lead_id = word.lead_id)`,
  'UPDATE router.escalation SET hq_account_id = $2 WHERE hq_account_id = $1',
  'UPDATE router.escalation SET branch_account_id = $2 WHERE branch_account_id = $1',
];

const isOfOne = (
  other: string,
): string => `(${other}.branch_account_id = e.branch_account_id AND ${other}.branch_lead_id = e.branch_lead_id
  OR ${other}.hq_account_id = e.hq_account_id AND ${other}.hq_lead_id = e.hq_lead_id)`;
const isBack = `ended_with_account AND $1 IN (hq_account_id, branch_account_id)
  AND NOT EXISTS (SELECT FROM accounts.account WHERE id IN (e.hq_account_id, e.branch_account_id) AND state = 'removed')`;

/**
 * Escalations that ended with an account (`$1`: the one that is back) live again: HQ may have the card still, and work on it. What
 * was not there yet is opened anew. Of several about one lead or card only the newest does, and only while none lives.
 */
const goingOn: readonly string[] = [
  `UPDATE router.escalation e SET ended_with_account = false, ended_as = NULL, ended_at = NULL, seen_branch = 0, seen_card = 0,
     state = CASE WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN hq_lead_id IS NOT NULL THEN 'delivered' ELSE 'asked' END,
     delivered_at = CASE WHEN hq_lead_id IS NOT NULL THEN coalesce(delivered_at, now()) END
    WHERE ${isBack}
      AND NOT EXISTS (SELECT FROM router.escalation other WHERE other.state <> 'ended' AND ${isOfOne('other')})
      AND NOT EXISTS (SELECT FROM router.escalation newer WHERE newer.ended_with_account AND ${isOfOne('newer')}
        AND (newer.asked_at, newer.id) > (e.asked_at, e.id))`,
  `UPDATE router.escalation e SET ended_with_account = false WHERE ${isBack}`,
];
