import { randomUUID } from 'node:crypto';
import { setImmediate as immediate, setTimeout as wait } from 'node:timers/promises';
import type { Slot } from './rate-budget.js';

/** The reply of the database: a slot, when it may be used and when to ask for a next one; or when to ask again. */
export type SlotAnswer =
  { slot: Pick<Slot, 'release'>; startMs: number; nextMs: number } | { waitMs: number };

/** Asks the database once for the waiter of this queue. */
export type AskForSlot = (waiter: string, waitedMs: number) => Promise<SlotAnswer>;

interface Entry {
  since: number;
  give(slot: Slot): void;
  fail(error: unknown): void;
  isGone: boolean;
}

/**
 * The calls of this process that wait for one budget with one priority, first come first served. Only the first of them
 * asks the database, and sleeps until the moment the database named: a thousand waiting calls cost what one costs.
 */
export class SlotQueue {
  private readonly entries: Entry[] = [];
  private readonly waiter = randomUUID();
  private isAsking = false;
  private nextAt = 0;

  constructor(private readonly ask: AskForSlot) {}

  /**
   * Resolves with a slot, in the order of the queue. Rejects with what the request threw, or with the signal's reason.
   */
  async join(signal?: AbortSignal): Promise<Slot> {
    signal?.throwIfAborted();
    let leave: (() => void) | undefined;
    try {
      return await new Promise<Slot>((resolve, reject) => {
        const entry: Entry = { since: performance.now(), give: resolve, fail: reject, isGone: false };
        leave = () => {
          entry.isGone = true;
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', leave, { once: true });
        this.entries.push(entry);
        if (!this.isAsking) void this.serve();
      });
    } finally {
      if (leave) signal?.removeEventListener('abort', leave);
    }
  }

  private async serve(): Promise<void> {
    this.isAsking = true;
    let wasAwaited = false;
    for (;;) {
      while (this.entries[0]?.isGone) this.entries.shift();
      const first = this.entries[0];
      if (!first) break;
      if (performance.now() < this.nextAt) {
        wasAwaited = true;
        await until(this.nextAt);
        continue;
      }
      try {
        const answer = await this.ask(this.waiter, performance.now() - first.since);
        const answeredAt = performance.now();
        this.nextAt = answeredAt + ('waitMs' in answer ? answer.waitMs : answer.nextMs);
        if ('waitMs' in answer) continue;
        wasAwaited ||= answer.startMs > 0;
        await until(answeredAt + answer.startMs);
        if (this.entries[0] === first) this.entries.shift();
        // The caller left while we asked: the slot goes to the next one, or back.
        const taker = first.isGone ? this.nextPresent() : first;
        if (taker) taker.give({ wasAwaited, release: () => answer.slot.release() });
        else answer.slot.release();
        // A call that had to wait may take other calls into its batch; their own requests end then.
        if (wasAwaited) await immediate();
        wasAwaited = false;
      } catch (error) {
        this.entries.shift();
        wasAwaited = false;
        first.fail(error);
      }
    }
    this.isAsking = false;
  }

  private nextPresent(): Entry | undefined {
    for (;;) {
      const entry = this.entries.shift();
      if (!entry?.isGone) return entry;
    }
  }
}

/** A timer may fire a little before its time, and a slot must not be used before it is free. */
async function until(at: number): Promise<void> {
  for (let rest = at - performance.now(); rest > 0; rest = at - performance.now())
    await wait(Math.ceil(rest));
}
