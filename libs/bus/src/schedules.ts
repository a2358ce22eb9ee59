import { randomUUID } from 'node:crypto';
import { inTransaction } from '@hub/database';
import type { Logger } from '@hub/platform';
import type { DataSource } from 'typeorm';
import type { ScheduleSpec } from './bus.js';
import { dueRuns, faultOf, type Run } from './due-runs.js';
import type { Inbox } from './inbox.js';

/** How often at most it is asked who is due at a time of day, and what a long period has left undone. */
const longestCheckMs = 60_000;

export interface SchedulesDeps {
  source: DataSource;
  service: string;
  inbox: Inbox;
  log: Logger;
}

/**
 * Schedules of one service: the last due moment of each subject is a row, and who moves it on begins the run. So a run is
 * begun once, however many copies ask.
 */
export class Schedules {
  private readonly specs = new Map<string, ScheduleSpec>();
  /** In which period of looking each was looked at last. */
  private readonly checkedPeriods = new Map<string, number>();
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

  /** Looks at the schedules that may be due, unless a look is running. Failures are logged; the next look repeats it. */
  tick(now: Date): void {
    if (this.running || this.isStopped) return;
    const specs = [...this.specs.values()].filter((spec) => this.isCheckDue(spec, now));
    if (specs.length > 0) this.running = this.startAll(specs, now).finally(() => (this.running = undefined));
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

  /** Looks no more; resolves when a look that is running has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private isCheckDue({ consumer, when }: ScheduleSpec, now: Date): boolean {
    const checkMs = 'everyMs' in when ? Math.min(when.everyMs, longestCheckMs) : longestCheckMs;
    const period = Math.floor(now.getTime() / checkMs);
    if (this.checkedPeriods.get(consumer) === period) return false;
    this.checkedPeriods.set(consumer, period);
    return true;
  }

  private async startAll(specs: readonly ScheduleSpec[], now: Date): Promise<void> {
    for (const spec of specs) {
      if (this.isStopped) return;
      await this.start(spec, now).catch((error: unknown) =>
        this.deps.log.error({ error, consumer: spec.consumer }, 'scheduled work could not be begun'),
      );
    }
  }

  private async start({ consumer, when, subjects }: ScheduleSpec, now: Date): Promise<void> {
    const everyone = subjects ? await subjects() : [{ key: consumer, payload: {} }];
    const { first, due } = dueRuns(when, everyone, await this.known(consumer), now);
    if (first.length > 0) await this.begin(consumer, first);
    const failed: unknown[] = [];
    for (const run of due) await this.run(consumer, run).catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw new AggregateError(failed, `${failed.length} runs of ${consumer} not begun`);
  }

  private async known(consumer: string): Promise<Map<string, Date>> {
    const rows: { key: string; dueAt: Date }[] = await this.deps.source.query(
      `SELECT key, due_at AS "dueAt" FROM ${this.table} WHERE consumer = $1`,
      [consumer],
    );
    return new Map(rows.map(({ key, dueAt }) => [key, dueAt]));
  }

  private async begin(consumer: string, first: readonly Run[]): Promise<void> {
    await this.deps.source.query(
      `INSERT INTO ${this.table} (consumer, key, due_at)
       SELECT $1, d.key, d.due_at FROM unnest($2::text[], $3::timestamptz[]) AS d(key, due_at) ORDER BY d.key
       ON CONFLICT DO NOTHING`,
      [consumer, first.map(({ key }) => key), first.map(({ dueAt }) => dueAt)],
    );
  }

  /** Not while the subject has unfinished work: its last missed moment is due when that has ended. */
  private async run(consumer: string, { key, payload, dueAt }: Run): Promise<void> {
    const { source, service, inbox } = this.deps;
    await inTransaction(source, async (tx) => {
      const [, moved]: [unknown[], number] = await tx.query(
        `UPDATE ${this.table} r SET due_at = $3
         WHERE r.consumer = $1 AND r.key = $2 AND r.due_at < $3 AND NOT EXISTS (
           SELECT FROM ${service}.inbox_lane l WHERE l.consumer = $1 AND l.key = $2)`,
        [consumer, key, dueAt],
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
