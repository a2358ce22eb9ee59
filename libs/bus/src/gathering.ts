import { setImmediate as restOfThisRound, setTimeout as rest } from 'node:timers/promises';
import { restAfter } from './bell.js';

/** Batches items: while one batch is processed, new items queue for the next. */
export class Gathering<T> {
  private items: T[] = [];
  private working: Promise<void> | undefined;

  /** `work` must not throw: nothing would catch it. */
  constructor(
    private readonly limit: number,
    private readonly work: (batch: T[]) => Promise<void>,
  ) {}

  add(items: readonly T[]): void {
    this.items.push(...items);
    this.working ??= this.run();
  }

  /** Resolves when everything added so far was worked on. */
  async idle(): Promise<void> {
    await this.working;
  }

  private async run(): Promise<void> {
    await restOfThisRound();
    while (this.items.length > 0) {
      const batch = this.items.splice(0, this.limit);
      await this.work(batch);
      if (batch.length < this.limit) await rest(restAfter(batch.length));
    }
    this.working = undefined;
  }
}
