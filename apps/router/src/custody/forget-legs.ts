import type { EntityManager } from 'typeorm';
import { endAsGone } from './end-as-gone.js';

/**
 * An account is removed. No lead of a branch account can be read or closed any more: its legs end, those on their way too whose
 * branch lead may exist, and their trails are in hand. Legs of an HQ account live on, in hand or leaving as they are, without
 * words: when it is back, what the hub itself has closed is not taken for the branch's doing.
 */
export async function forgetLegs(tx: EntityManager, accountId: string, now: Date): Promise<void> {
  await endAsGone(tx, `leg.target ->> 'accountId' = $2::text`, [now, accountId]);
  for (const sql of forgetting) await tx.query(sql, [accountId]);
}

/**
 * The order of locks is re-routes, legs, mirrors, escalations, as `ChangeLeaving`, `GoOnMerged` and `RunActs` have it: whoever changes
 * legs and re-routes begins with this.
 */
export async function lockReRoutes(tx: EntityManager, accountId: string): Promise<void> {
  await tx.query(
    `SELECT FROM router.re_route JOIN router.transfer leg ON leg.id = leg_id
      WHERE leg.hq_account_id = $1 OR leg.target ->> 'accountId' = $1::text ORDER BY re_route.id FOR UPDATE OF re_route`,
    [accountId],
  );
}

const [ofBranch, ofHq] = [
  `leg.id = leg_id AND leg.target ->> 'accountId' = $1::text`,
  'leg.id = leg_id AND leg.hq_account_id = $1',
];

const forgetting: readonly string[] = [
  `DELETE FROM router.mirror USING router.transfer leg WHERE ${ofBranch}`,
  `DELETE FROM router.re_route USING router.transfer leg WHERE ${ofBranch}`,
  `UPDATE router.mirror SET left_out = '[]', signs = NULL, refused_at = NULL, refused_since = NULL, refused_by = NULL,
     written = CASE WHEN jsonb_typeof(written) = 'object' THEN written || '{"values":{}}' END
    FROM router.transfer leg WHERE ${ofHq}`,
  `UPDATE router.re_route SET problem = NULL, refused_at = NULL, refused_by = NULL,
     reason = CASE WHEN reason #> '{facts,reason}' IS NULL THEN reason ELSE jsonb_set(reason, '{facts,reason}', '"—"') END
    FROM router.transfer leg WHERE ${ofHq}`,
];
