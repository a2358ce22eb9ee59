/** In SQL: the HQ account of this transfer, where it is removed: nothing of its leads is done, or waited for, until it is back. */
export const hqRemoved = (leg: string): string =>
  `SELECT FROM accounts.account WHERE id = ${leg}.hq_account_id AND state = 'removed'`;
