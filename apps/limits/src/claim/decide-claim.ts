/** What a press of the button is judged by. Counts are taken by the caller in the transaction that reserves a lead. */
export interface ClaimFacts {
  userId: number;
  exchangeUserIds: readonly number[];
  /** Null: nobody has set this user up. */
  limits: { enabled: boolean; activeDeals: number | null } | null;
  /** Deals of the user outside 142/143, excluded stages and archived pipelines. */
  activeDeals: number;
  hasOpenClaim: boolean;
}

/** One thing that blocks: the value that was counted and the bound it ran into, where there are such. */
export type Block =
  | { limit: 'not-enabled' | 'exchange-user' | 'claim-in-progress' }
  | { limit: 'active-deals'; value: number; bound: number };

export type ClaimDecision = { kind: 'allowed' } | { kind: 'refused'; blocks: [Block, ...Block[]] };

/**
 * Says whether a press may take a lead, and otherwise everything that stands in its way at once, so that a manager
 * is not sent from one limit to the next. For a user who may not press at all no limit is counted.
 */
export function decideClaim(facts: ClaimFacts): ClaimDecision {
  const { limits } = facts;
  if (facts.exchangeUserIds.includes(facts.userId)) return refused([{ limit: 'exchange-user' }]);
  if (!limits?.enabled) return refused([{ limit: 'not-enabled' }]);
  const blocks: Block[] = [];
  if (facts.hasOpenClaim) blocks.push({ limit: 'claim-in-progress' });
  // Limit 2 blocks at the bound itself: with 50 set, 50 active deals are too many (the widget's own example).
  if (limits.activeDeals !== null && facts.activeDeals >= limits.activeDeals) {
    blocks.push({ limit: 'active-deals', value: facts.activeDeals, bound: limits.activeDeals });
  }
  return refused(blocks);
}

function refused([first, ...rest]: Block[]): ClaimDecision {
  return first ? { kind: 'refused', blocks: [first, ...rest] } : { kind: 'allowed' };
}
