const windowMs = 60_000;

/** Beyond so many names in a minute, new ones share one count: memory stays bounded, whoever calls. */
const mostNames = 10_000;

/** Counts by name in minutes of this process: a crude measure, and one that costs nothing. */
export class MinuteCounts {
  private readonly counts = new Map<string, number>();
  private windowEndsAt = 0;

  of(name: string): number {
    this.rollWindow();
    return this.counts.get(this.nameFor(name)) ?? 0;
  }

  /** Counts one more, or `by` more, and returns how many there are now. */
  add(name: string, by = 1): number {
    const count = this.of(name) + by;
    this.counts.set(this.nameFor(name), count);
    return count;
  }

  /** For Retry-After: whole seconds until all begins at nought again. */
  secondsLeft(): number {
    return Math.max(1, Math.ceil((this.windowEndsAt - Date.now()) / 1000));
  }

  private nameFor(name: string): string {
    return this.counts.has(name) || this.counts.size < mostNames ? name : 'others';
  }

  private rollWindow(): void {
    const now = Date.now();
    if (now < this.windowEndsAt) return;
    this.counts.clear();
    this.windowEndsAt = now + windowMs;
  }
}
