const windowMs = 60_000;

/** Counts by name in minutes of this process: a crude measure, and one that costs nothing. */
export class MinuteCounts {
  private readonly counts = new Map<string, number>();
  private windowEndsAt = 0;

  of(name: string): number {
    this.turn();
    return this.counts.get(name) ?? 0;
  }

  /** Counts one more and returns how many there are now. */
  add(name: string): number {
    const count = this.of(name) + 1;
    this.counts.set(name, count);
    return count;
  }

  /** For Retry-After: whole seconds until all begins at nought again. */
  secondsLeft(): number {
    return Math.max(1, Math.ceil((this.windowEndsAt - Date.now()) / 1000));
  }

  private turn(): void {
    const now = Date.now();
    if (now < this.windowEndsAt) return;
    this.counts.clear();
    this.windowEndsAt = now + windowMs;
  }
}
