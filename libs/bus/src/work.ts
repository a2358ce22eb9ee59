interface Named {
  accountId: string | null;
}

/**
 * What every job says: the account that it is about, or null when it is about none or several. Alarms, lists of given-up
 * work and an account's return find it by that. The rest is the consumer's.
 */
export type Work = Named | (Named & Record<string, unknown>);
