import type { EntityManager } from 'typeorm';
import { hqClosed } from './hq-closed.js';
import { lockSuccessors, moveLeg } from './move-to-successors.js';

/**
 * Ends the living legs that have a branch lead, or may have one, as `gone`; for its cause where the hub has closed that lead, or
 * may have: it was not lost. Their trails are in hand where HQ's lead is open, and wait for the branch that was to have them.
 * `which` says in SQL which `leg`; `parameters` begin with the moment. A transfer that has made nothing yet is none of
 * them: it is decided anew. Returns how many ended.
 */
export async function endAsGone(
  tx: EntityManager,
  which: string,
  parameters: readonly [Date, ...unknown[]],
): Promise<number> {
  await lockSuccessors(tx);
  const [, ended] = await tx.query<[unknown[], number]>(
    `UPDATE router.transfer leg SET state = 'done', ended_as = coalesce((${closedFor}), 'gone'), ended_at = $1, problem = NULL,
       step_started_at = NULL, step_written_at = NULL, step_makes_lead = false, off_hand = NULL,
       wanted_branch_id = coalesce((${wantedBranch}), leg.wanted_branch_id), wanted_since = CASE WHEN EXISTS (${wantedBranch}) THEN $1 ELSE leg.wanted_since END,
       in_hand_since = CASE WHEN NOT EXISTS (${hqClosed}) THEN coalesce(leg.in_hand_since, $1) END
      WHERE leg.ended_at IS NULL AND leg.state <> 'cancelled'
        AND (leg.state NOT IN ('decided', 'contact-ready') OR leg.step_makes_lead) AND ${which}`,
    [...parameters],
  );
  return ended;
}

const closedFor = `SELECT r.why FROM router.re_route r WHERE r.leg_id = leg.id
  AND (r.state IN ('closed', 'opening') OR r.state = 'asked' AND r.step_started_at IS NOT NULL) LIMIT 1`;
/** For which branch it was to leave. */
const wantedBranch = `SELECT r.branch_id FROM router.re_route r WHERE r.leg_id = leg.id
  AND r.state IN ('asked', 'closed', 'opening') AND r.branch_id IS NOT NULL LIMIT 1`;

/**
 * Ends a transfer whose branch account was removed although its branch lead exists or may exist: it can no longer be searched for.
 * It is one of the account of now then, where that is connected again. False, and nothing is changed, for any other.
 */
export async function endInRemoved(tx: EntityManager, id: string, now: Date): Promise<boolean> {
  const isRemoved = `leg.id = $2 AND EXISTS (SELECT FROM accounts.account
    WHERE id = (leg.target ->> 'accountId')::uuid AND state = 'removed')`;
  if ((await endAsGone(tx, isRemoved, [now, id])) === 0) return false;
  await moveLeg(tx, id);
  return true;
}
