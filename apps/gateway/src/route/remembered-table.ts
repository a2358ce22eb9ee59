import { setTimeout as wait } from 'node:timers/promises';

const trustMs = 5_000;
/** However many unknown keys come, the table is read once in so long. */
const pauseMs = 1_000;

/**
 * A small table of the database in memory, so that asking for what is not in it costs the database nothing. Entries are
 * trusted for five seconds; a missing one makes the table be read again, at most once a second for all who ask.
 */
export class RememberedTable<V> {
  private rows: ReadonlyMap<string, V> = new Map();
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(private readonly read: () => Promise<ReadonlyMap<string, V>>) {}

  /** The entry. A missing one waits for the next reading, or with `isHurried` counts as missing while none is due. */
  async find(key: string, isHurried: boolean): Promise<V | undefined> {
    const age = performance.now() - this.readAt;
    const known = this.rows.get(key);
    if (known !== undefined && age < trustMs) return known;
    if (age < pauseMs && isHurried) return known;
    await (this.reading ??= this.readAgain(Math.max(0, pauseMs - age)));
    return this.rows.get(key);
  }

  private async readAgain(afterMs: number): Promise<void> {
    try {
      if (afterMs > 0) await wait(afterMs);
      // Before the query: what is written while it runs may be missing in its answer.
      const readAt = performance.now();
      this.rows = await this.read();
      this.readAt = readAt;
    } finally {
      this.reading = undefined;
    }
  }
}
