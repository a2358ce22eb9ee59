import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { chooseWaiting, type WaitingCall } from './choose-waiting.js';
import type { Slot, Wait } from './rate-budget.js';

/** The reply of the database: a slot, when it may be used and when to ask for a next one; or when to ask again. */
export type SlotAnswer =
  { slot: Pick<Slot, 'release'>; startMs: number; nextMs: number } | { waitMs: number };

/** Asks the database once for the waiter of this queue. */
export type AskForSlot = (waiter: string, waitedMs: number) => Promise<SlotAnswer>;

interface Entry extends WaitingCall {
  since: number;
  give(slot: Slot): void;
  fail(error: unknown): void;
  isGone: boolean;
}

/**
 * How long a call with company lets others go first. As long as the searches of some 30 leads take, which are brought to one account at
 * once, so that all their writes leave together.
 */
const longestYieldMs = 5_000;

/**
 * The calls of this process that wait for one budget with one priority; `chooseWaiting` says who is next. The database is asked once for
 * all of them, with the age of the oldest, and again at the moment that it named: a thousand waiting calls cost what one costs.
 */
export class SlotQueue {
  private readonly entries: Entry[] = [];
  private readonly waiter = randomUUID();
  private isAsking = false;
  private nextAt = 0;

  /**
   * A slot that was waited for is followed by the next one `apartMs` later at the earliest: what its answer leads to can
   * wait by then, and leave with it.
   */
  constructor(
    private readonly ask: AskForSlot,
    private readonly apartMs: number,
  ) {}

  /**
   * Resolves with a slot, when it is this call's turn. Rejects with what the request threw, or with the signal's reason.
   */
  async join({ signal, company, patienceMs = Infinity }: Wait = {}): Promise<Slot> {
    signal?.throwIfAborted();
    let leave: (() => void) | undefined;
    try {
      return await new Promise<Slot>((resolve, reject) => {
        const since = performance.now();
        const yieldsUntil = since + Math.min(longestYieldMs, patienceMs / 2);
        const entry: Entry = { since, company, yieldsUntil, give: resolve, fail: reject, isGone: false };
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
        const taker = this.takeNext(wasAwaited);
        if (taker) taker.give({ wasAwaited, release: () => answer.slot.release() });
        else answer.slot.release();
        if (wasAwaited) {
          this.nextAt = Math.max(this.nextAt, performance.now() + this.apartMs);
          // The call may take other calls into its batch; their own requests end then.
          await nextTurn();
        }
        wasAwaited = false;
      } catch (error) {
        this.entries.shift();
        wasAwaited = false;
        first.fail(error);
      }
    }
    this.isAsking = false;
  }

  /** None when all callers left while the database was asked. Where no slot is awaited nobody yields. */
  private takeNext(wasAwaited: boolean): Entry | undefined {
    const present = this.entries.filter(({ isGone }) => !isGone);
    const taker = wasAwaited ? chooseWaiting(present, performance.now()) : present[0];
    this.entries.splice(0, Infinity, ...present.filter((entry) => entry !== taker));
    return taker;
  }
}

/** A timer may fire a little before its time, and a slot must not be used before it is free. */
async function until(at: number): Promise<void> {
  for (let rest = at - performance.now(); rest > 0; rest = at - performance.now())
    await wait(Math.ceil(rest));
}
