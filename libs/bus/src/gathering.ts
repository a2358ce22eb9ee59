import { setImmediate as restOfThisRound } from 'node:timers/promises';

/** Hands items over in batches: what comes while one batch is worked on goes together into the next. */
export class Gathering<T> {
  private items: T[] = [];
  private working: Promise<void> | undefined;

  /** `work` must not throw: nobody would hear it. */
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
    while (this.items.length > 0) await this.work(this.items.splice(0, this.limit));
    this.working = undefined;
  }
}
