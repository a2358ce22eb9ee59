import { LeaseLost } from './bus.js';
import type { Claim } from './inbox.js';

/**
 * This process's lease on one claimed job. A frozen worker gets no event when its lease runs out, so the signal's
 * `throwIfAborted` reads the clock as well: it passes only while two thirds of the lease are left, which is the longest
 * a call to the outside may take (20 s of 30 s).
 */
export class Lease {
  private readonly abort = new AbortController();
  private movedAt = performance.now();

  /** `leasedSince` is when the claim was asked for, not when it was answered: the lease may have begun at once. */
  constructor(
    readonly claim: Claim,
    private readonly consumer: string,
    private readonly leaseMs: number,
    private leasedSince: number,
  ) {
    this.signal.throwIfAborted = () => {
      this.moved();
      if (this.age() > leaseMs / 3) this.lose();
      AbortSignal.prototype.throwIfAborted.call(this.signal);
    };
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** How often to renew, so that a late renewal or two hinder no call. */
  static renewalMs(leaseMs: number): number {
    return leaseMs / 6;
  }

  renewed(askedAt: number): void {
    this.leasedSince = askedAt;
  }

  /** The handler has begun a step or a call. */
  moved(): void {
    this.movedAt = performance.now();
  }

  /** How long ago that was: a handler that hangs renews its lease all the same. */
  stillMs(): number {
    return performance.now() - this.movedAt;
  }

  isOver(): boolean {
    return this.age() > this.leaseMs;
  }

  lose(): void {
    this.end(new LeaseLost(this.consumer, this.claim.id));
  }

  end(reason: Error): void {
    this.abort.abort(reason);
  }

  private age(): number {
    return performance.now() - this.leasedSince;
  }
}
