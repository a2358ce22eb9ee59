interface Bucket {
  left: number;
  at: number;
}

/** In how many seconds an empty allowance is full again. */
const refillSeconds = 120;

/**
 * How many cards the webhooks of one account may name: so many at once, and half of them a minute from then on. A token
 * bucket per account, because a count per minute would let a flood through again with every minute.
 */
export class HintAllowance {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly most: number) {}

  /** How many cards the account may name now; none of them is spent yet. `nowMs` must not go back. */
  left(accountId: string, nowMs: number): number {
    return Math.floor(this.level(accountId, nowMs));
  }

  /** So many cards were named. */
  spend(accountId: string, count: number, nowMs: number): void {
    this.buckets.set(accountId, { left: this.level(accountId, nowMs) - count, at: nowMs });
  }

  private level(accountId: string, nowMs: number): number {
    const bucket = this.buckets.get(accountId) ?? { left: this.most, at: nowMs };
    const refilled = ((nowMs - bucket.at) / 1000) * (this.most / refillSeconds);
    return Math.min(this.most, bucket.left + Math.max(0, refilled));
  }
}
