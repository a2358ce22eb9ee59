import { MoreThan, type EntityManager } from 'typeorm';
import { CardCount } from './card-count.entity.js';
import type { Tallies } from './card-tally.js';

const dayMs = 86_400_000;

/** What was found by walks over the account's cards that began within a day before. */
export async function findTallies(tx: EntityManager, accountId: string, now: Date): Promise<Tallies> {
  const walkedAt = MoreThan(new Date(now.getTime() - dayMs));
  const rows = await tx.findBy(CardCount, { accountId, walkedAt });
  return Object.fromEntries(rows.map(({ entity, tally }) => [entity, tally]));
}

/** Keeps what was counted on an account's cards. Two may count it at once: the later walk stays. */
export async function keepTallies(tx: EntityManager, accountId: string, tallies: Tallies): Promise<void> {
  for (const [entity, tally] of Object.entries(tallies).sort(([a], [b]) => (a < b ? -1 : 1)))
    await tx.query(
      `INSERT INTO sync.card_count (account_id, entity, walked_at, tally) VALUES ($1, $2, $3, $4)
       ON CONFLICT (account_id, entity) DO UPDATE SET walked_at = excluded.walked_at, tally = excluded.tally
       WHERE excluded.walked_at >= card_count.walked_at`,
      [accountId, entity, tally.walkedAt, JSON.stringify(tally)],
    );
}
