import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Slot } from './rate-budget.js';

/** What the database said: a slot, and when a next one may be had at the earliest; or when to ask again. */
export type SlotAnswer = { slot: Slot; nextMs: number } | { waitMs: number };

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

  /** Resolves with a slot in turn. Rejects with what asking threw, or with the signal's reason. */
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
    for (;;) {
      while (this.entries[0]?.isGone) this.entries.shift();
      const first = this.entries[0];
      if (!first) break;
      const restMs = this.nextAt - performance.now();
      if (restMs > 0) {
        await wait(Math.ceil(restMs));
        continue;
      }
      try {
        const answer = await this.ask(this.waiter, performance.now() - first.since);
        const waitMs = 'waitMs' in answer ? answer.waitMs : answer.nextMs;
        this.nextAt = performance.now() + waitMs;
        if ('waitMs' in answer) continue;
        if (this.entries[0] === first) this.entries.shift();
        // The caller left while we asked: the slot goes to the next one, or back.
        const taker = first.isGone ? this.nextPresent() : first;
        if (taker) taker.give(answer.slot);
        else answer.slot.release();
      } catch (error) {
        this.entries.shift();
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
