import type { EntityManager } from 'typeorm';
import { formerAccounts } from './former-accounts.js';
import { goingOn, hasRowsToMove, moves, readDealsAgain } from './successor-moves.js';

/**
 * The removed accounts of which rows are to move to the one that they are now, locked as by `moveToSuccessors`. `accountId`: only to
 * this one.
 */
export async function listUnmoved(tx: EntityManager, accountId: string | null): Promise<string[]> {
  await lockSuccessors(tx);
  const rows: { id: string }[] = await tx.query(
    `SELECT former.id FROM ${formerAccounts} WHERE ($1::uuid IS NULL OR own.id = $1) AND ${hasRowsToMove} ORDER BY former.id`,
    [accountId],
  );
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
  if (found) await tx.query(readDealsAgain('id = $1'), [id, found.own]);
}

/**
 * Serialises the return of an account and the end of what was in its former one: whichever comes second sees the other.
 */
export async function lockSuccessors(tx: EntityManager): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('router.successors', 0))`);
}
