import { randomUUID } from 'node:crypto';
import { inTransaction } from '@hub/database';
import type { Message } from '@hub/messages';
import { describeFailure, type Logger } from '@hub/platform';
import type { DataSource } from 'typeorm';
import type { ScheduleSpec } from './bus.js';
import { dueRuns, faultOf, longestMs, type Run } from './due-runs.js';
import type { Inbox } from './inbox.js';

/** The longest time between two checks for runs that are due at a time of day, or that a long period has missed. */
const longestCheckMs = 60_000;

export interface SchedulesDeps {
  source: DataSource;
  service: string;
  inbox: Inbox;
  log: Logger;
}

/**
 * Schedules of one service. The last due moment of each subject is a row, and the copy that advances the row starts the
 * run, so a run is started once however many copies check. What is due is judged by the database's clock: a copy whose
 * own is ahead would make all others wait for moments that it has passed.
 */
export class Schedules {
  private readonly specs = new Map<string, ScheduleSpec>();
  /** The period in which each schedule was last checked. */
  private readonly checkedPeriods = new Map<string, number>();
  /** By how much the database's clock was ahead of this process's at the last check. */
  private aheadMs = 0;
  /** Schedules whose last check failed, since when and why. */
  private readonly failing = new Map<string, { since: Date; reason: Message }>();
  private running: Promise<void> | undefined;
  private isStopped = false;

  constructor(private readonly deps: SchedulesDeps) {}

  /** Throws when a schedule's consumer is none of these. */
  check(consumers: ReadonlyMap<string, unknown>): void {
    for (const consumer of this.specs.keys())
      if (!consumers.has(consumer)) throw new Error(`${consumer} has a schedule and no consumer`);
  }

  /** Throws when the schedule cannot be kept, or its consumer has one. */
  add(spec: ScheduleSpec): void {
    const fault = faultOf(spec.when);
    if (fault !== null) throw new Error(`${spec.consumer} cannot run ${fault}`);
    if (this.specs.has(spec.consumer)) throw new Error(`${spec.consumer} has two schedules`);
    this.specs.set(spec.consumer, spec);
  }

  /** When a consumer's work comes by the clock; undefined: it does not. */
  whenOf(consumer: string): ScheduleSpec['when'] | undefined {
    return this.specs.get(consumer)?.when;
  }

  /** Schedules that cannot be checked: their work is not begun. */
  failingBefore(moment: Date): { consumer: string; since: Date; reason: Message }[] {
    return [...this.failing]
      .filter(([, { since }]) => since < moment)
      .map(([consumer, failure]) => ({ consumer, ...failure }));
  }

  /**
   * Starts the runs that are due, unless a check is running. A failure is logged and known to `failingBefore`; the next check
   * tries again.
   */
  tick(now: Date): void {
    if (this.running || this.isStopped) return;
    const specs = [...this.specs.values()].filter((spec) => this.isCheckDue(spec, now));
    if (specs.length > 0) this.running = this.startAll(specs).finally(() => (this.running = undefined));
  }

  /**
   * Begins every run of a consumer's schedule that is due by `now`. Throws when it has none, and an
   * `AggregateError` of those that failed after the others were begun.
   */
  async startDue(consumer: string, now: Date): Promise<void> {
    const spec = this.specs.get(consumer);
    if (!spec) throw new Error(`${consumer} has no schedule`);
    await this.start(spec, now);
  }

  /** Ends the checks; resolves when a running one has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private isCheckDue({ consumer, when }: ScheduleSpec, now: Date): boolean {
    const checkMs = 'everyMs' in when ? Math.min(when.everyMs, longestCheckMs) : longestCheckMs;
    const period = Math.floor((now.getTime() + this.aheadMs) / checkMs);
    if (this.checkedPeriods.get(consumer) === period) return false;
    this.checkedPeriods.set(consumer, period);
    return true;
  }

  private async startAll(specs: readonly ScheduleSpec[]): Promise<void> {
    for (const spec of specs) {
      if (this.isStopped) return;
      try {
        await this.start(spec);
        this.failing.delete(spec.consumer);
      } catch (error) {
        this.deps.log.error({ error, consumer: spec.consumer }, 'scheduled work could not be begun');
        const since = this.failing.get(spec.consumer)?.since ?? new Date();
        this.failing.set(spec.consumer, { since, reason: describeFailure(error) });
      }
    }
  }

  private async start({ consumer, when, subjects }: ScheduleSpec, now?: Date): Promise<void> {
    const everyone = subjects ? await subjects() : [{ key: consumer, payload: {} }];
    const { known, at } = await this.known(consumer);
    this.aheadMs = at.getTime() - Date.now();
    const { first, due } = dueRuns(when, everyone, known, now ?? at);
    if (first.length > 0) await this.begin(consumer, first);
    const failed: unknown[] = [];
    const wrongAfter = new Date((now ?? at).getTime() + longestMs(when));
    for (const run of due)
      await this.run(consumer, run, wrongAfter).catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw new AggregateError(failed, `${failed.length} runs of ${consumer} not begun`);
  }

  /** The last moment of each subject, and what the database's clock says. */
  private async known(consumer: string): Promise<{ known: Map<string, Date>; at: Date }> {
    const rows: { at: Date; key: string | null; dueAt: Date }[] = await this.deps.source.query(
      `SELECT now() AS at, run.key, run.due_at AS "dueAt"
         FROM (SELECT) AS always LEFT JOIN ${this.table} AS run ON run.consumer = $1`,
      [consumer],
    );
    const known = rows.flatMap(({ key, dueAt }) => (key === null ? [] : [[key, dueAt] as const]));
    return { known: new Map(known), at: rows[0]?.at ?? new Date() };
  }

  private async begin(consumer: string, first: readonly Run[]): Promise<void> {
    await this.deps.source.query(
      `INSERT INTO ${this.table} (consumer, key, due_at)
       SELECT $1, d.key, d.due_at FROM unnest($2::text[], $3::timestamptz[]) AS d(key, due_at) ORDER BY d.key
       ON CONFLICT DO NOTHING`,
      [consumer, first.map(({ key }) => key), first.map(({ dueAt }) => dueAt)],
    );
  }

  /** A known moment after `wrongAfter` counts for nothing. Starts nothing while the subject has unfinished work; when that has ended, the last missed moment is due. */
  private async run(consumer: string, { key, payload, dueAt }: Run, wrongAfter: Date): Promise<void> {
    const { source, service, inbox } = this.deps;
    await inTransaction(source, async (tx) => {
      const [, moved]: [unknown[], number] = await tx.query(
        `UPDATE ${this.table} r SET due_at = $3
         WHERE r.consumer = $1 AND r.key = $2 AND (r.due_at < $3 OR r.due_at > $4) AND NOT EXISTS (
           SELECT FROM ${service}.inbox_lane l WHERE l.consumer = $1 AND l.key = $2)`,
        [consumer, key, dueAt, wrongAfter],
      );
      if (moved === 0) return;
      const id = `${key}@${dueAt.toISOString()}`;
      await inbox.enqueue(tx, consumer, [{ id, key, payload, correlationId: randomUUID() }]);
    });
  }

  private get table(): string {
    return `${this.deps.service}.schedule_run`;
  }
}
