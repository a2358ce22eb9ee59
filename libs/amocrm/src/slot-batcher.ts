import { askPrepared } from '@hub/database';
import type { Logger } from '@hub/platform';
import type { DataSource } from 'typeorm';

/** A request for one slot. */
export interface SlotRequest {
  budget: string;
  /** Identifies the waiting call; the same for every retry of this request. */
  waiter: string;
  /** Identifies the lease of the slot; new for every request. */
  holder: string;
  /** 0 claim, 1 routing, 2 bulk. */
  priority: number;
  waitedMs: number;
}

/**
 * The reply of the database. With a slot, `start_ms` is when its call may leave, and `wait_ms` when to ask for a next
 * one; without, `wait_ms` is when to ask again.
 */
export interface SlotReply {
  slot: number | null;
  start_ms: number | null;
  wait_ms: number | null;
  stopped: string | null;
}

interface Answered {
  budget: string;
  slot: number;
  holder: string;
  at: number;
}

interface Pending {
  request: SlotRequest;
  resolve: (reply: SlotReply) => void;
  reject: (error: unknown) => void;
}

const useSlots = { name: 'use-slots', text: 'SELECT * FROM accounts.use_slots($1, $2, $3)' };

/**
 * How long a release waits for a request to share its statement. Its age is sent along, so the slot is still free in
 * time.
 */
const batchMs = 20;

/**
 * Batches this process's requests for slots and releases of slots: while one statement runs, new ones queue for the
 * next.
 */
export class SlotBatcher {
  private requests: Pending[] = [];
  private answered: Answered[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isBusy = false;
  private isDue = false;
  private running: Promise<void> = Promise.resolve();

  /** A slot whose process died is free after `slotLeaseMs`. */
  constructor(
    private readonly source: DataSource,
    private readonly log: Logger,
    private readonly slotLeaseMs: number,
  ) {}

  /** Requests a slot. Rejects when the database is away. */
  ask(request: SlotRequest): Promise<SlotReply> {
    return new Promise((resolve, reject) => {
      this.requests.push({ request, resolve, reject });
      this.start();
    });
  }

  /** The call on this slot has its answer, or will never have one. Never throws. */
  release(budget: string, slot: number, holder: string): void {
    this.answered.push({ budget, slot, holder, at: performance.now() });
    this.timer ??= setTimeout(() => {
      this.isDue = true;
      this.start();
    }, batchMs);
  }

  /** Sends the releases that still wait. */
  async close(): Promise<void> {
    await this.running;
    this.start();
    await this.running;
  }

  private start(): void {
    if (!this.isBusy) this.running = this.run();
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    do {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.isDue = false;
      const [requests, answered] = [this.requests, this.answered];
      [this.requests, this.answered] = [[], []];
      await this.flush(requests, answered);
    } while (this.hasMore());
    this.isBusy = false;
  }

  private hasMore(): boolean {
    return this.requests.length > 0 || this.isDue;
  }

  private async flush(requests: Pending[], answered: Answered[]): Promise<void> {
    if (requests.length + answered.length === 0) return;
    const now = performance.now();
    try {
      const replies = await askPrepared<SlotReply>(this.source, useSlots, [
        JSON.stringify(answered.map(({ at, ...rest }) => ({ ...rest, agoMs: now - at }))),
        JSON.stringify(requests.map(({ request }) => request)),
        this.slotLeaseMs,
      ]);
      requests.forEach(({ resolve, reject }, index) => {
        const reply = replies[index];
        if (reply) resolve(reply);
        else reject(new RangeError('use_slots gave fewer replies than it was asked for'));
      });
    } catch (error) {
      for (const { reject } of requests) reject(error);
      this.keep(answered, error);
    }
  }

  /**
   * Releases that could not be sent go with the next statement; slots that are never released are free when their lease
   * ends.
   */
  private keep(answered: Answered[], error: unknown): void {
    if (answered.length === 0) return;
    this.log.warn({ error, slots: answered.length }, 'slots could not be released, trying again');
    const oldest = performance.now() - this.slotLeaseMs;
    this.answered.unshift(...answered.filter(({ at }) => at > oldest));
  }
}
