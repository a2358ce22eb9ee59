import { DataSource } from 'typeorm';
import type { INestApplicationContext } from '@nestjs/common';
import { DueCards } from '../../observer/src/hint/due-cards.js';

/** Has the cards that were not found read once more, as if they had been missing for minutes. */
export async function believeGone(
  { service }: { service: { app: INestApplicationContext } },
  accountId: string,
): Promise<void> {
  const source = service.app.get(DataSource);
  const due = service.app.get(DueCards, { strict: false });
  await source.transaction(async (tx) => {
    const [, count]: [unknown, number] = await tx.query(
      `UPDATE observer.due_card SET due_at = now(), absent_reads = 9, absent_since = now() - interval '3 minutes'
        WHERE account_id = $1 AND absent_reads > 0`,
      [accountId],
    );
    if (count > 0) await due.wake(tx, { accountId, lane: 'rest' }, 'gone');
  });
}
