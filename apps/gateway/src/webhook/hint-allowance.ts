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

  /** Takes up to `wanted` for the account; returns how many it may have. `nowMs` must not go back. */
  take(accountId: string, wanted: number, nowMs: number): number {
    const bucket = this.buckets.get(accountId) ?? { left: this.most, at: nowMs };
    const refilled = ((nowMs - bucket.at) / 1000) * (this.most / refillSeconds);
    const left = Math.min(this.most, bucket.left + Math.max(0, refilled));
    const taken = Math.min(wanted, Math.floor(left));
    this.buckets.set(accountId, { left: left - taken, at: nowMs });
    return taken;
  }
}
