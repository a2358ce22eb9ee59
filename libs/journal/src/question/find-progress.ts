import type { EntityManager } from 'typeorm';
import { JournalAccount } from '../account.entity.js';

/** How far the journal of an account is, or null while nothing of it is read. */
export async function findProgress(tx: EntityManager, accountId: string): Promise<JournalAccount | null> {
  return tx.findOneBy(JournalAccount, { accountId });
}
