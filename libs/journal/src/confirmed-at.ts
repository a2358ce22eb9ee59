import type { JournalAccount } from './account.entity.js';

/**
 * Up to when the leads of the journal are those of the account: as of their first reading or the last poll, or of the
 * oldest change that was not read by then. Null: they are read for the first time.
 */
export function confirmedAt({
  leadsReadyAt,
  polledAt,
  unreadSince,
}: Pick<JournalAccount, 'leadsReadyAt' | 'polledAt' | 'unreadSince'>): Date | null {
  if (!leadsReadyAt) return null;
  const readUpTo = polledAt && polledAt > leadsReadyAt ? polledAt : leadsReadyAt;
  return unreadSince && unreadSince < readUpTo ? unreadSince : readUpTo;
}
