/** The rows of a source that pass the test. */
export function* kept<T>(source: Iterable<T>, keep: (row: T) => boolean): Generator<T> {
  for (const row of source) if (keep(row)) yield row;
}

/** The rows of a source, taken from it only as far as somebody asked; each is taken once. */
export class GrowingList<T> {
  private readonly rows: T[] = [];
  private readonly source: Iterator<T>;

  constructor(source: Iterable<T>) {
    this.source = source[Symbol.iterator]();
  }

  /** From one place to before another; fewer when the list ends earlier. */
  slice(from: number, to: number): T[] {
    while (this.rows.length < to) {
      const next = this.source.next();
      if (next.done) break;
      this.rows.push(next.value);
    }
    return this.rows.slice(from, to);
  }

  /** How many were taken so far. */
  get length(): number {
    return this.rows.length;
  }
}
