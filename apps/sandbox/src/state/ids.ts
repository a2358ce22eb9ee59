import { randomBytes, randomUUID } from 'node:crypto';

const firstId = 30_000_001;

/** Source of all ids. Numbers only grow and are unique over the whole sandbox, so a mix-up of accounts never works. */
export class Ids {
  private last = firstId - 1;
  private readonly requestPrefix = randomBytes(10).toString('hex');
  private requests = 0;

  next(): number {
    this.last += 1;
    return this.last;
  }

  uuid(): string {
    return randomUUID();
  }

  /** `length` random hex characters. */
  hex(length: number): string {
    return randomBytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length);
  }

  /** 32 hex characters for X-Request-Id; counted, because random bytes per request are dear. */
  requestId(): string {
    this.requests += 1;
    return this.requestPrefix + this.requests.toString(16).padStart(12, '0');
  }

  /** The last number given out, for saving. */
  get position(): number {
    return this.last;
  }

  continueFrom(position: number): void {
    this.last = Math.max(this.last, position);
  }
}
