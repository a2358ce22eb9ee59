import type { Account } from '@hub/accounts';
import { message, type Message } from '@hub/messages';

/** Why nothing may be written to an account now; null when it may. */
export function whyNotWritten(account: Pick<Account, 'name' | 'mode' | 'state'> | null): Message | null {
  if (account === null) return message('problems.account-unknown');
  const { name, mode, state } = account;
  if (state === 'removed' || state === 'suspended')
    return message('problems.account-not-written', { name, state });
  return mode === 'observe' ? message('problems.account-only-observed', { name }) : null;
}
