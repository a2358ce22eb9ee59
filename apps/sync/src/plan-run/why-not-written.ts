import type { Account } from '@hub/accounts';

/** Why nothing may be written to an account now; null when it may. */
export function whyNotWritten(account: Pick<Account, 'name' | 'mode' | 'state'> | null): string | null {
  if (account === null) return 'The account is not known any more';
  if (account.state === 'removed' || account.state === 'suspended')
    return `Account "${account.name}" is ${account.state}`;
  return account.mode === 'observe'
    ? `Account "${account.name}" is only observed; set its mode to "apply" first`
    : null;
}
