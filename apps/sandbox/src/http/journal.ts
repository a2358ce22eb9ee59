/** A call as it arrives. */
export interface JournalCall {
  subdomain: string | null;
  clientId: string | null;
  method: string;
  /** With the query. */
  path: string;
}

/** One call as the journal shows it. Times are real milliseconds (with fractions), never the emulated clock. */
interface JournalEntry extends JournalCall {
  seq: number;
  receivedAt: number;
  answeredAt: number | null;
  status: number | null;
}

const realNow = (): number => performance.timeOrigin + performance.now();

/**
 * The last `size` calls. `status` and `answeredAt` stay null while a call is open or its answer was lost. Kept in columns:
 * an object for each call would live long enough to make the collector work harder than the calls themselves.
 */
export class Journal {
  private readonly calls: (string | null)[] = [];
  private readonly receivedAt: Float64Array;
  private readonly answeredAt: Float64Array;
  private readonly statuses: Uint16Array;
  /** Numbers of calls only grow; those up to `cleared` are forgotten. */
  private last = 0;
  private cleared = 0;

  constructor(private readonly size = 50_000) {
    this.receivedAt = new Float64Array(size);
    this.answeredAt = new Float64Array(size);
    this.statuses = new Uint16Array(size);
  }

  /** Writes a call down and gives the number it is closed by. */
  open({ subdomain, clientId, method, path }: JournalCall): number {
    this.last += 1;
    const row = this.last % this.size;
    this.receivedAt[row] = realNow();
    this.statuses[row] = 0;
    const { calls } = this;
    calls[row * 4] = subdomain;
    calls[row * 4 + 1] = clientId;
    calls[row * 4 + 2] = method;
    calls[row * 4 + 3] = path;
    return this.last;
  }

  /** Nothing happens when the call is forgotten already. */
  close(number: number, status: number): void {
    if (number < this.oldest()) return;
    this.statuses[number % this.size] = status;
    this.answeredAt[number % this.size] = realNow();
  }

  /** Oldest first; `since` is a real time in ms, `after` a sequence number. */
  list(filter: { subdomain?: string; since?: number; after?: number }): JournalEntry[] {
    const { subdomain, since = 0, after = 0 } = filter;
    const entries: JournalEntry[] = [];
    for (
      let number = Math.max(this.oldest(), this.cleared + Math.floor(after) + 1);
      number <= this.last;
      number += 1
    ) {
      const row = number % this.size;
      if (subdomain !== undefined && this.calls[row * 4] !== subdomain) continue;
      if ((this.receivedAt[row] ?? 0) >= since) entries.push(this.entry(number));
    }
    return entries;
  }

  clear(): void {
    this.calls.length = 0;
    this.cleared = this.last;
  }

  private oldest(): number {
    return Math.max(this.cleared, this.last - this.size) + 1;
  }

  private entry(number: number): JournalEntry {
    const row = number % this.size;
    const [subdomain = null, clientId = null, method, path] = this.calls.slice(row * 4, row * 4 + 4);
    const status = this.statuses[row] ?? 0;
    return {
      seq: number - this.cleared,
      subdomain,
      clientId,
      receivedAt: this.receivedAt[row] ?? 0,
      answeredAt: status === 0 ? null : (this.answeredAt[row] ?? 0),
      method: method ?? '',
      path: path ?? '',
      status: status === 0 ? null : status,
    };
  }
}
