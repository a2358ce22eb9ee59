import type { Account } from '@hub/accounts';
import { message, type Message } from '@hub/messages';
import type { ReleaseEntity } from '../release/release.entity.js';
import type { PlanEvent } from './plan-state.js';

/** Why nothing may be written to an account now; null when it may. */
export function whyNotWritten(account: Pick<Account, 'name' | 'mode' | 'state'> | null): Message | null {
  if (account === null) return message('problems.account-unknown');
  const { name, mode, state } = account;
  if (state === 'removed' || state === 'suspended')
    return message('problems.account-not-written', { name, state });
  return mode === 'observe' ? message('problems.account-only-observed', { name }) : null;
}

/** Why a plan that writes goes no further, and how it ends. */
export interface Stop {
  readonly event: Extract<PlanEvent, 'fail' | 'move'>;
  readonly reason: Message;
}

/** Why a plan to a release must not write to an account as that is now; null when it may. Asked before every call. */
export function whyStopped(
  account: Pick<Account, 'name' | 'mode' | 'state' | 'groupId'> | null,
  { number, groupId }: Pick<ReleaseEntity, 'number' | 'groupId'>,
): Stop | null {
  const refusal = whyNotWritten(account);
  if (refusal !== null) return { event: 'fail', reason: refusal };
  if (account === null || account.groupId === groupId) return null;
  return { event: 'move', reason: message('outcomes.other-group', { number }) };
}
