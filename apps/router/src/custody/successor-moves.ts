/*
 * What moves with an account that is connected again, one statement for each reason. `$1`: the removed account, `$2`: the one that
 * it is now; `leg` is a transfer of before, `own` one of the account of now.
 */

const isLiving = (leg: string): string => `${leg}.state <> 'cancelled' AND ${leg}.ended_at IS NULL`;

/** The transfers of the lead of `leg` in the account of now. */
const ofLeadNow = `FROM router.transfer own
  WHERE own.hq_account_id = $2 AND own.hq_lead_id = leg.hq_lead_id AND own.state <> 'cancelled'`;

/**
 * Ended legs in a branch account can be read again: what became of their deals meanwhile shows at HQ as soon as the journal has it,
 * unless another branch has the lead by now. `which` says in SQL which legs.
 */
export const readDealsAgain = (which: string): string => `
  WITH leg AS (UPDATE router.transfer SET target = jsonb_set(target, '{accountId}', to_jsonb($2::text))
    WHERE ${which} RETURNING id, ended_as)
  INSERT INTO router.mirror (leg_id, seen_version, left_out)
  SELECT id, 0, '[]' FROM leg WHERE ended_as = 'gone' ON CONFLICT DO NOTHING`;

const dealsOfBranch = readDealsAgain(`target ->> 'accountId' = $1 AND ended_at IS NOT NULL`);

/** A card that was handed over under both ids has one trail and one living leg: that of now. It is not asked to leave the other. */
const endDoubleLegs = `
  WITH ended AS (UPDATE router.transfer leg SET state = 'done', ended_as = 're-routed', ended_at = started_at, problem = NULL,
      step_started_at = NULL, step_written_at = NULL, step_makes_lead = false, wanted_branch_id = NULL, wanted_since = NULL
    WHERE hq_account_id = $1 AND ${isLiving('leg')} AND EXISTS (SELECT ${ofLeadNow} AND ${isLiving('own')}) RETURNING id)
  DELETE FROM router.re_route USING ended WHERE leg_id = ended.id AND re_route.state IN ('asked', 'closed', 'opening')`;

/** A lead that a branch has had all along is not in hand under the id of now. */
const takeOffHandNow = `
  UPDATE router.transfer own SET in_hand_since = NULL WHERE hq_account_id = $2 AND in_hand_since IS NOT NULL AND ended_at IS NOT NULL
    AND EXISTS (SELECT FROM router.transfer leg WHERE leg.hq_account_id = $1 AND leg.hq_lead_id = own.hq_lead_id
      AND ${isLiving('leg')} AND leg.branch_lead_id IS NOT NULL)`;

/** Nothing is handed over twice: HQ's leads have their legs, in the trail of now where there is one; in hand only where no branch has the lead now. */
const legsOfHq = `
  UPDATE router.transfer leg SET hq_account_id = $2,
     trail_id = coalesce((SELECT own.trail_id ${ofLeadNow} ORDER BY own.ended_at IS NULL DESC, own.started_at DESC LIMIT 1), trail_id),
     in_hand_since = CASE WHEN ended_at IS NULL OR NOT EXISTS (SELECT ${ofLeadNow} AND ${isLiving('own')} AND own.branch_lead_id IS NOT NULL)
       THEN in_hand_since END
    WHERE hq_account_id = $1`;

/** People see why a lead is where it is. */
const decisions = 'UPDATE router.decision SET account_id = $2 WHERE account_id = $1';

const isLastWord = (own: string): string =>
  `NOT EXISTS (SELECT FROM router.operator_word newer WHERE newer.account_id = ${own} AND newer.lead_id = word.lead_id)`;
/** What an operator has said of a lead counts, until one has said something else under the id of now. */
const operatorWords = `UPDATE router.operator_word word SET account_id = $2 WHERE account_id = $1 AND ${isLastWord('$2')}`;

/** No second card is made for a deal that has one, nor does a card lose its deal. */
const escalationsOfHq = 'UPDATE router.escalation SET hq_account_id = $2 WHERE hq_account_id = $1';
const escalationsOfBranch =
  'UPDATE router.escalation SET branch_account_id = $2 WHERE branch_account_id = $1';

/** In this order: a double leg ends before the legs of HQ are in one trail, which has one living leg. */
export const moves: readonly string[] = [
  dealsOfBranch,
  endDoubleLegs,
  takeOffHandNow,
  legsOfHq,
  decisions,
  operatorWords,
  escalationsOfHq,
  escalationsOfBranch,
];

/** In SQL: whether rows of this pair (`former`, `own`) are still to move, or to be ended first. */
export const hasRowsToMove = `(
  EXISTS (SELECT FROM router.transfer leg WHERE leg.hq_account_id = former.id)
  OR EXISTS (SELECT FROM router.transfer leg WHERE leg.target ->> 'accountId' = former.id::text
    AND (leg.ended_at IS NOT NULL OR leg.branch_lead_id IS NOT NULL AND leg.state <> 'cancelled'))
  OR EXISTS (SELECT FROM router.decision WHERE account_id = former.id)
  OR EXISTS (SELECT FROM router.operator_word word WHERE word.account_id = former.id AND ${isLastWord('own.id')})
  OR EXISTS (SELECT FROM router.escalation WHERE hq_account_id = former.id)
  OR EXISTS (SELECT FROM router.escalation WHERE branch_account_id = former.id))`;

const isOfOne = (
  other: string,
): string => `(${other}.branch_account_id = e.branch_account_id AND ${other}.branch_lead_id = e.branch_lead_id
  OR ${other}.hq_account_id = e.hq_account_id AND ${other}.hq_lead_id = e.hq_lead_id)`;
const isBack = `ended_with_account AND $1 IN (hq_account_id, branch_account_id)
  AND NOT EXISTS (SELECT FROM accounts.account WHERE id IN (e.hq_account_id, e.branch_account_id) AND state = 'removed')`;

/**
 * HQ may have the card of an escalation still, and work on it; what was not there yet is opened anew. Of several about one lead or card
 * only the newest lives again, and only while none lives.
 */
const reviveEscalations = `
  UPDATE router.escalation e SET ended_with_account = false, ended_as = NULL, ended_at = NULL, seen_branch = 0, seen_card = 0,
     state = CASE WHEN accepted_at IS NOT NULL THEN 'accepted' WHEN hq_lead_id IS NOT NULL THEN 'delivered' ELSE 'asked' END,
     delivered_at = CASE WHEN hq_lead_id IS NOT NULL THEN coalesce(delivered_at, now()) END
    WHERE ${isBack}
      AND NOT EXISTS (SELECT FROM router.escalation other WHERE other.state <> 'ended' AND ${isOfOne('other')})
      AND NOT EXISTS (SELECT FROM router.escalation newer WHERE newer.ended_with_account AND ${isOfOne('newer')}
        AND (newer.asked_at, newer.id) > (e.asked_at, e.id))`;

/** The others never live again. */
const leaveOtherEscalations = `UPDATE router.escalation e SET ended_with_account = false WHERE ${isBack}`;

/** After the moves. `$1`: the account that is back. */
export const goingOn: readonly string[] = [reviveEscalations, leaveOtherEscalations];
