export const driftConsumer = 'sync.drift';

/** One reading of one account; its key is the account. */
export interface DriftJob {
  accountId: string;
}
