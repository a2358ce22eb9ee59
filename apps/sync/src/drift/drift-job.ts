export const driftConsumer = 'sync.drift';

/** One reading of one account; its key is the account. */
export interface DriftJob {
  accountId: string;
  /** An account that was read since need not be read again; missing in jobs of older versions. */
  askedAt?: string;
}
