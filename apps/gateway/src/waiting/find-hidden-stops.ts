import { isCallable, type AccountState } from '@hub/accounts/pure';

/** What of an account says whether its row already names the stop of its budget. */
export interface Drawer {
  id: string;
  state: AccountState;
  stateReason: string;
}

/** A budget of calls that amoCRM has blocked, until a person lets it go on. */
export interface Stop {
  budget: string;
  since: Date;
}

/**
 * One account for each stopped budget that no blocked account names: whoever caused the stop of a shared budget may be
 * suspended or off-boarded by now, and no other account can be called. Any account that may be called can end the stop.
 */
export function findHiddenStops<D extends Drawer>(
  accounts: readonly D[],
  stops: ReadonlyMap<string, Stop>,
): { account: D; since: Date }[] {
  const named = new Set(accounts.filter(isBlocked).map(({ id }) => stops.get(id)?.budget));
  const hidden = new Map<string, { account: D; since: Date }>();
  for (const account of accounts) {
    const stop = stops.get(account.id);
    if (!stop || named.has(stop.budget) || hidden.has(stop.budget) || !isCallable(account.state)) continue;
    hidden.set(stop.budget, { account, since: stop.since });
  }
  return [...hidden.values()];
}

/** Whether amoCRM's block is what the account is degraded by. */
function isBlocked({ state, stateReason }: Drawer): boolean {
  return state === 'degraded' && stateReason !== 'unpaid';
}
