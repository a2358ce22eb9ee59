/** Who goes first when calls wait for one budget. A `claim` has a person waiting; `bulk` is paced. */
export type Priority = 'claim' | 'routing' | 'bulk';

/** One of the seven slots of a budget, reserved until the call's answer. */
export interface Slot {
  /** Whether it was waited for: no place was free when it was asked for. */
  readonly wasAwaited: boolean;
  /** Releases the slot after the answer came (or never will): it is free one second later. Never throws. */
  release(): void;
}

/** The calls per second that all processes share. */
export interface RateBudget {
  /** Waits for a place. Throws `BudgetStopped` when amoCRM has blocked the budget, and when `signal` aborts. */
  take(budget: string, priority: Priority, signal?: AbortSignal): Promise<Slot>;
  /** After a 429: no calls on this budget for this long. */
  backOff(budget: string, forMs: number): Promise<void>;
  /**
   * After an HTML 403 to a call that began `begunMsAgo`: no calls on this budget until a person resumes it. Returns
   * false and stops nothing when it was resumed after the call began: that answer belongs to the block that has ended.
   */
  stop(budget: string, reason: string, begunMsAgo: number): Promise<boolean>;
  /** Lets a stopped or backed-off budget go on. */
  resume(budget: string): Promise<void>;
  /** The budgets that only a person can let go on, and since when. */
  listStopped(): Promise<Map<string, Date>>;
  /** How full it is now, for the health page. */
  readUse(budget: string): Promise<BudgetUse>;
}

/**
 * `busy` of the seven slots are taken; `waiting` processes wait for one; `stopped` is the reason why no calls are made.
 */
export interface BudgetUse {
  busy: number;
  waiting: number;
  stopped: string | null;
}

/** What amoCRM counts: calls per integration and account, per integration, or per address we call from. */
export type BudgetScope = 'integration-account' | 'integration' | 'egress';

/** The name of the budget that a call of this integration for this account draws on. */
export function budgetName(scope: BudgetScope, integrationId: string, accountId: string): string {
  switch (scope) {
    case 'integration-account':
      return `integration:${integrationId}:account:${accountId}`;
    case 'integration':
      return `integration:${integrationId}`;
    case 'egress':
      return 'egress';
  }
}
