/**
 * In SQL: pairs of a removed account (`former`) and the one that is the same, connected again (`own`): the same by amoCRM's
 * own id, or by host while that is not known of both.
 */
export const formerAccounts = `accounts.account former JOIN accounts.account own
  ON former.state = 'removed' AND own.state <> 'removed' AND coalesce(former.amo_id = own.amo_id, former.host = own.host)`;
