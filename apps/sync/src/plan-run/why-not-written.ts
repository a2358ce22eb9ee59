import type { Account } from '@hub/accounts';

/** Why nothing may be written to an account now; null when it may. */
export function whyNotWritten(account: Pick<Account, 'name' | 'mode'> | null): string | null {
  if (account === null) return 'The account is not known any more';
  return account.mode === 'observe'
    ? `Account "${account.name}" is only observed; set its mode to "apply" first`
    : null;
}
