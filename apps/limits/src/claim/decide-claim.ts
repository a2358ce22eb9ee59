import { isUnread, type Judged, type Reach, type Unread } from '@hub/limits';

/** What a press of the button is judged by. Counts are taken by the caller in the transaction that reserves a lead. */
export interface ClaimFacts {
  /** Whether leads are handed out from this user. */
  isExchangeUser: boolean;
  isEnabled: boolean;
  hasGroup: boolean;
  /** Whether the hub may call the account: a lead could be reserved, but not handed over. */
  isAccountCallable: boolean;
  hasOpenClaim: boolean;
  /** How far the deals of the account are known: without them there is no stock to take from. */
  deals: Reach;
  judged: readonly Judged[];
  /** What a limit does while its history is not read yet. */
  whenUnknown: 'block' | 'pass';
}

/** One thing that blocks, with the limit as it was judged where it is one. */
export type Block =
  | { reason: 'exchange-user' | 'not-enabled' | 'not-in-group' | 'account-away' | 'claim-in-progress' }
  | { reason: 'stock-unknown'; why: Unread }
  | { reason: 'limit' | 'history-missing'; judged: Judged };

/**
 * Everything that blocks a press, all at once, so that a manager does not see one limit after the other; empty: the
 * press may take a lead. For a user who may not press at all, and while the account cannot be called, no limit counts.
 */
export function decideClaim(facts: ClaimFacts): Block[] {
  if (facts.isExchangeUser) return [{ reason: 'exchange-user' }];
  if (!facts.isEnabled) return [{ reason: 'not-enabled' }];
  if (!facts.hasGroup) return [{ reason: 'not-in-group' }];
  if (!facts.isAccountCallable) return [{ reason: 'account-away' }];
  const open: Block[] = facts.hasOpenClaim ? [{ reason: 'claim-in-progress' }] : [];
  const limits = facts.judged.flatMap((judged) => blockOf(judged, facts.whenUnknown));
  const stock: Block[] = isUnread(facts.deals) ? [{ reason: 'stock-unknown', why: facts.deals }] : [];
  return [...open, ...limits, ...stock];
}

function blockOf(judged: Judged, whenUnknown: ClaimFacts['whenUnknown']): Block[] {
  if (!judged.isKnown) return whenUnknown === 'block' ? [{ reason: 'history-missing', judged }] : [];
  return judged.blocks ? [{ reason: 'limit', judged }] : [];
}
