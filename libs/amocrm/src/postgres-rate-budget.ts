import { randomUUID } from 'node:crypto';
import type { Logger } from '@hub/platform';
import type { DataSource } from 'typeorm';
import type { BudgetMetrics } from './budget-metrics.js';
import { BudgetStopped } from './errors.js';
import type { BudgetUse, Priority, RateBudget, Slot } from './rate-budget.js';
import { SlotBatcher } from './slot-batcher.js';
import { SlotQueue, type SlotAnswer } from './slot-queue.js';

const ranks: Record<Priority, number> = { claim: 0, routing: 1, bulk: 2 };

/** A slot that took longer than this to arrive may expire before the call ends, so it is released. */
const stalestMs = 2_000;
/** A longer back-off is not waited for: the caller retries later. */
const longestWaitMs = 5_000;
/** When to check again a stop that only a person ends. */
const stoppedRetryMs = 900_000;

/**
 * The rate budget in PostgreSQL, shared by all processes. The rules are in the SQL functions `use_slots` and
 * `take_slot`.
 */
export class PostgresRateBudget implements RateBudget {
  private readonly queues = new Map<string, SlotQueue>();
  private readonly batcher: SlotBatcher;

  /** `callTimeoutMs` is the longest a call may take: a slot whose process died is free one second after it. */
  constructor(
    private readonly source: DataSource,
    private readonly metrics: BudgetMetrics,
    log: Logger,
    callTimeoutMs: number,
  ) {
    this.batcher = new SlotBatcher(source, log, callTimeoutMs + stalestMs + 1_000);
  }

  /** Frees the slots of calls that have ended. Call it before the data source goes. */
  async close(): Promise<void> {
    await this.batcher.close();
  }

  async take(budget: string, priority: Priority, signal?: AbortSignal): Promise<Slot> {
    const since = performance.now();
    const key = `${priority} ${budget}`;
    let queue = this.queues.get(key);
    if (!queue) {
      queue = new SlotQueue((waiter, waitedMs) => this.ask(budget, priority, waiter, waitedMs));
      this.queues.set(key, queue);
    }
    const slot = await queue.join(signal);
    this.metrics.waited(priority, performance.now() - since);
    return slot;
  }

  async backOff(budget: string, forMs: number): Promise<void> {
    this.metrics.backedOff();
    await this.source.query(
      `INSERT INTO accounts.rate_stop AS stop (budget, until, reason)
       VALUES ($1, clock_timestamp() + $2 * interval '1 ms', 'too many requests')
       ON CONFLICT (budget) DO UPDATE
       SET until = greatest(stop.until, EXCLUDED.until),
           reason = CASE WHEN stop.until = 'infinity' THEN stop.reason ELSE EXCLUDED.reason END`,
      [budget, forMs],
    );
  }

  async stop(budget: string, reason: string, begunMsAgo: number): Promise<boolean> {
    const rows: unknown[] = await this.source.query(
      `INSERT INTO accounts.rate_stop AS stop (budget, until, reason) VALUES ($1, 'infinity', $2)
       ON CONFLICT (budget) DO UPDATE SET until = 'infinity', reason = EXCLUDED.reason,
         stopped_at = CASE WHEN stop.until = 'infinity' THEN stop.stopped_at ELSE EXCLUDED.stopped_at END
       WHERE stop.resumed_at IS NULL OR stop.resumed_at < clock_timestamp() - $3 * interval '1 ms'
       RETURNING budget`,
      [budget, reason, begunMsAgo],
    );
    if (rows.length > 0) this.metrics.stopped();
    return rows.length > 0;
  }

  async resume(budget: string): Promise<void> {
    await this.source.query(
      `INSERT INTO accounts.rate_stop (budget, until, reason, resumed_at)
       VALUES ($1, clock_timestamp(), 'resumed', clock_timestamp())
       ON CONFLICT (budget) DO UPDATE SET until = EXCLUDED.until, resumed_at = EXCLUDED.resumed_at`,
      [budget],
    );
  }

  async listStopped(): Promise<Map<string, Date>> {
    const rows = await this.source.query<{ budget: string; since: Date }[]>(
      `SELECT budget, stopped_at AS since FROM accounts.rate_stop WHERE until = 'infinity'`,
    );
    return new Map(rows.map(({ budget, since }) => [budget, since]));
  }

  async readUse(budget: string): Promise<BudgetUse> {
    const rows = await this.source.query<BudgetUse[]>(
      `SELECT (SELECT count(*)::int FROM accounts.rate_slot WHERE budget = $1 AND free_at > clock_timestamp()) AS busy,
              (SELECT count(*)::int FROM accounts.rate_waiter
                WHERE budget = $1 AND expires_at > clock_timestamp()) AS waiting,
              (SELECT reason FROM accounts.rate_stop WHERE budget = $1 AND until > clock_timestamp()) AS stopped`,
      [budget],
    );
    return rows[0] ?? { busy: 0, waiting: 0, stopped: null };
  }

  private async ask(
    budget: string,
    priority: Priority,
    waiter: string,
    waitedMs: number,
  ): Promise<SlotAnswer> {
    const holder = randomUUID();
    const askedAt = performance.now();
    const request = { budget, waiter, holder, priority: ranks[priority], waitedMs };
    const { slot, start_ms, wait_ms, stopped } = await this.batcher.ask(request);
    if (stopped !== null && (wait_ms === null || wait_ms > longestWaitMs)) {
      throw new BudgetStopped(budget, stopped, wait_ms ?? stoppedRetryMs);
    }
    if (slot === null) return { waitMs: wait_ms ?? 0 };
    const taken = { release: () => this.batcher.release(budget, slot, holder) };
    if (performance.now() - askedAt > stalestMs) {
      taken.release();
      return { waitMs: 0 };
    }
    // Only bulk is paced: the others may find a slot that was just released.
    return { slot: taken, startMs: start_ms ?? 0, nextMs: priority === 'bulk' ? (wait_ms ?? 0) : 0 };
  }
}
