import type { Account } from '@hub/accounts';
import type { WaitingCause, WaitingPage } from '@hub/contracts';
import { encodeCursor, pageInMemory, type CursorShape } from '@hub/contracts/pure';
import { message, type Message } from '@hub/messages';
import { findHiddenStops, type Stop } from './find-hidden-stops.js';

const cursors: CursorShape = { list: 'waiting accounts', parts: ['moment', 'id'] };

/**
 * Accounts whose state only a person can end, and one of each stopped budget of calls that none of them names, oldest first;
 * `only` one cause of them when it is given.
 */
export function waitingAccounts(
  accounts: readonly Account[],
  stops: ReadonlyMap<string, Stop>,
  only: WaitingCause | null,
  page: { cursor: string | null; limit: number },
): WaitingPage {
  const own = accounts.flatMap((account) => {
    const cause = causeOf(account);
    return cause ? [{ id: account.id, since: account.stateSince, ...cause }] : [];
  });
  const hidden = findHiddenStops(accounts, stops).map(({ account, since }) => ({
    ...{ id: account.id, since },
    ...blocked,
  }));
  const waiting = [...own, ...hidden].filter(({ cause }) => only === null || only === cause);
  const placeOf = ({ since, id }: { since: Date; id: string }) => [since.toISOString(), id];
  const { items, nextCursor } = pageInMemory(waiting, page, cursors, placeOf);
  return {
    items: items.map((row) => ({
      ...{ id: row.id, cause: row.cause, since: row.since.toISOString() },
      ...{ accountId: row.id, branchId: null, leadId: null, text: row.text },
      cursor: encodeCursor(cursors, ...placeOf(row)),
    })),
    nextCursor,
  };
}

const blocked: { cause: WaitingCause; text: Message } = {
  cause: 'account-blocked',
  text: message('alarms.account-blocked'),
};

/** `pending` and `suspended` accounts are as a person wants them. */
function causeOf({ state, stateReason }: Account): { cause: WaitingCause; text: Message } | null {
  if (state === 'reconnect') {
    const reason = message('failures.reason', { reason: stateReason });
    return { cause: 'account-reconnect', text: message('alarms.reconnect-needed', { reason }) };
  }
  if (state !== 'degraded') return null;
  return stateReason === 'unpaid'
    ? { cause: 'account-unpaid', text: message('alarms.account-unpaid') }
    : blocked;
}
