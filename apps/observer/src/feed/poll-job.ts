export const pollConsumer = 'observer.poll';

/** One poll of one account. */
export interface PollJob {
  accountId: string;
  /** Leads wait for it, because webhooks of the account are dropped: it goes with routing's priority. */
  isUrgent?: boolean;
}

/** The key in whose order the polls of one account run. */
export function pollKey(accountId: string): string {
  return `poll:${accountId}`;
}

/**
 * How far back the first poll of an account reaches: changes made while it was being connected are published as well.
 */
export const firstReachSeconds = 600;
