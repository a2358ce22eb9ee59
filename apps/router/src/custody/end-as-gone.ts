import type { EntityManager } from 'typeorm';
import { hqClosed } from './hq-closed.js';
import { lockSuccessors } from './move-to-successors.js';

/**
 * Ends the living legs that have a branch lead, or may have one, as `gone`; their trails are in hand where HQ's lead is open.
 * `which` says in SQL which `leg`; `parameters` begin with the moment. A transfer that has made nothing yet is none of
 * them: it is decided anew. Returns the accounts in which legs ended.
 */
export async function endAsGone(
  tx: EntityManager,
  which: string,
  parameters: readonly [Date, ...unknown[]],
): Promise<string[]> {
  await lockSuccessors(tx);
  const [ended] = await tx.query<[{ accountId: string }[], number]>(
    `UPDATE router.transfer leg SET state = 'done', ended_as = 'gone', ended_at = $1, problem = NULL,
       step_started_at = NULL, step_written_at = NULL, step_makes_lead = false, off_hand = NULL,
       in_hand_since = CASE WHEN NOT EXISTS (${hqClosed}) THEN coalesce(leg.in_hand_since, $1) END
      WHERE leg.ended_at IS NULL AND leg.state <> 'cancelled'
        AND (leg.state NOT IN ('decided', 'contact-ready') OR leg.step_makes_lead) AND ${which}
      RETURNING leg.target ->> 'accountId' AS "accountId"`,
    [...parameters],
  );
  return ended.map(({ accountId }) => accountId);
}
