import type { Account } from '@hub/accounts';
import {
  encodeCursor,
  pageInMemory,
  type CursorShape,
  type WaitingCause,
  type WaitingPage,
} from '@hub/contracts';
import { message, type Message } from '@hub/messages';

const cursors: CursorShape = { list: 'waiting accounts', parts: ['moment', 'id'] };

/** Accounts whose state only a person can end, oldest first; `only` one cause of them when it is given. */
export function waitingAccounts(
  accounts: readonly Account[],
  only: WaitingCause | null,
  page: { cursor: string | null; limit: number },
): WaitingPage {
  const waiting = accounts.flatMap((account) => {
    const cause = causeOf(account);
    return cause && (only === null || only === cause.cause) ? [{ ...account, ...cause }] : [];
  });
  const placeOf = ({ stateSince, id }: Account) => [stateSince.toISOString(), id];
  const { items, nextCursor } = pageInMemory(waiting, page, cursors, placeOf);
  return {
    items: items.map((account) => ({
      id: account.id,
      cause: account.cause,
      since: account.stateSince.toISOString(),
      accountId: account.id,
      branchId: null,
      leadId: null,
      text: account.text,
      cursor: encodeCursor(cursors, ...placeOf(account)),
    })),
    nextCursor,
  };
}

/** `pending` and `suspended` accounts are as a person wants them. */
function causeOf({ state, stateReason }: Account): { cause: WaitingCause; text: Message } | null {
  if (state === 'reconnect') {
    const reason = message('failures.reason', { reason: stateReason });
    return { cause: 'account-reconnect', text: message('alarms.reconnect-needed', { reason }) };
  }
  if (state !== 'degraded') return null;
  return stateReason === 'unpaid'
    ? { cause: 'account-unpaid', text: message('alarms.account-unpaid') }
    : { cause: 'account-blocked', text: message('alarms.account-blocked') };
}
