/** One call as the journal shows it. Times are real milliseconds (with fractions), never the emulated clock. */
export interface JournalEntry {
  seq: number;
  subdomain: string | null;
  clientId: string | null;
  receivedAt: number;
  answeredAt: number | null;
  method: string;
  path: string;
  status: number | null;
}

const realNow = (): number => performance.timeOrigin + performance.now();

/** The last `size` calls in a ring. `status` and `answeredAt` stay null while a call is open or its answer was lost. */
export class Journal {
  private readonly ring: JournalEntry[] = [];
  private seq = 0;

  constructor(private readonly size = 50_000) {}

  open(method: string, path: string): JournalEntry {
    this.seq += 1;
    const entry: JournalEntry = {
      seq: this.seq,
      subdomain: null,
      clientId: null,
      receivedAt: realNow(),
      answeredAt: null,
      method,
      path,
      status: null,
    };
    this.ring[(this.seq - 1) % this.size] = entry;
    return entry;
  }

  close(entry: JournalEntry, status: number): void {
    entry.status = status;
    entry.answeredAt = realNow();
  }

  /** Oldest first; `since` is a real time in ms, `after` a sequence number. */
  list(filter: { subdomain?: string; since?: number; after?: number }): JournalEntry[] {
    return this.ring
      .filter(
        (entry) =>
          (filter.subdomain === undefined || entry.subdomain === filter.subdomain) &&
          (filter.since === undefined || entry.receivedAt >= filter.since) &&
          (filter.after === undefined || entry.seq > filter.after),
      )
      .sort((a, b) => a.seq - b.seq);
  }

  clear(): void {
    this.ring.length = 0;
    this.seq = 0;
  }
}
