import type { EntityManager } from 'typeorm';
import { hqClosed } from './hq-closed.js';

/**
 * Ends the living legs that have a branch lead, or may have one, as `gone`; their trails are in hand where HQ's lead is open.
 * `which` says in SQL which `leg`; `parameters` begin with the moment. A transfer that has made nothing yet is none of
 * them: it is decided anew. Returns how many ended. What ends in an account that is back by now is found there.
 */
export async function endAsGone(
  tx: EntityManager,
  which: string,
  parameters: readonly [Date, ...unknown[]],
): Promise<number> {
  await lockSuccessors(tx);
  const [ended] = await tx.query<[{ id: string }[], number]>(
    `UPDATE router.transfer leg SET state = 'done', ended_as = 'gone', ended_at = $1, problem = NULL,
       step_started_at = NULL, step_written_at = NULL, step_makes_lead = false, off_hand = NULL,
       in_hand_since = CASE WHEN NOT EXISTS (${hqClosed}) THEN coalesce(leg.in_hand_since, $1) END
      WHERE leg.ended_at IS NULL AND leg.state <> 'cancelled'
        AND (leg.state NOT IN ('decided', 'contact-ready') OR leg.step_makes_lead) AND ${which}
      RETURNING leg.id`,
    [...parameters],
  );
  await moveToSuccessors(tx, 'leg.id = ANY ($1::uuid[])', [ended.map(({ id }) => id)]);
  return ended.length;
}

/**
 * Legs that ended as `gone` in an account that was removed belong to the account that is the same one, connected again:
 * the same by amoCRM's own id, or by host while that is not known of both. `which` says in SQL which `leg`, or which
 * `own` account.
 */
export async function moveToSuccessors(
  tx: EntityManager,
  which: string,
  parameters: readonly unknown[],
): Promise<void> {
  await lockSuccessors(tx);
  await tx.query(
    `UPDATE router.transfer leg SET target = jsonb_set(leg.target, '{accountId}', to_jsonb(own.id::text))
       FROM accounts.account former, accounts.account own
      WHERE own.state <> 'removed' AND former.state = 'removed'
        AND coalesce(former.amo_id = own.amo_id, former.host = own.host)
        AND leg.ended_as = 'gone' AND leg.target ->> 'accountId' = former.id::text AND ${which}`,
    [...parameters],
  );
}

/**
 * Serialises the return of an account and the end of a leg in its former one: whichever comes second sees the other.
 */
async function lockSuccessors(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('router.successors', 0))`);
}
