import { inTransaction } from '@hub/database';
import { message, say } from '@hub/messages';
import { describeFailure, RetryLater, type Logger } from '@hub/platform';
import type { DataSource } from 'typeorm';
import { Bell, restAfter } from './bell.js';
import type { BusMetrics } from './bus-metrics.js';
import { LeaseLost, type ConsumerSpec, type ScheduleSpec } from './bus.js';
import type { Claim, Inbox } from './inbox.js';
import { judgeFailure, type Judgement } from './judge-failure.js';
import { Lease } from './lease.js';
import { createJob } from './run-job.js';
import { causedBy, traceOf } from './trace.js';
import type { WorkAlarms } from './work-alarms.js';

/** A handler may go without a step or a call for so long; a wait for a slot of an account's budget is minutes at most. */
const usualStillMs = 3_600_000;

/** How long a worker sleeps at most when nothing wakes it; the service wakes it for due work (`dueCheckMs`). */
const longestSleepMs = 60_000;

/** The wait before the next claim when an open transaction locks a due lane; a wake-up ends it. */
const lockedLaneRestMs = 50;

export interface WorkerDeps {
  source: DataSource;
  inbox: Inbox;
  alarms: WorkAlarms;
  log: Logger;
  metrics: BusMetrics;
  leaseMs: number;
  /** When the consumer's work comes by the clock; undefined: it does not. */
  when: () => ScheduleSpec['when'] | undefined;
}

/** A job whose handler returned, until its row is done. */
interface Returned {
  claim: Claim;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** What a handler threw, and how long after its job was claimed. */
interface Failed {
  error: unknown;
  ranMs: number;
}

/** What a worker does between two rounds: rests, and then sleeps until it is woken. */
interface Pause {
  idleMs: number;
  restMs?: number;
}

/** Runs one consumer's jobs in this process: claims them, calls the handler, ends them, and renews their leases. */
export class Worker {
  readonly bell = new Bell();
  private readonly running = new Map<string, Lease>();
  private returned: Returned[] = [];
  private readonly concurrency: number;
  private isStopping = false;
  private loop: Promise<void> = Promise.resolve();
  private renewal: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly deps: WorkerDeps,
    private readonly spec: ConsumerSpec<unknown>,
  ) {
    this.concurrency = spec.concurrency ?? 8;
  }

  start(): void {
    this.loop = this.run();
    this.renewal = setInterval(() => void this.renew(), Lease.renewalMs(this.deps.leaseMs));
  }

  /** Claims nothing new and waits for running jobs. After `patienceMs` it aborts them; their leases run out. */
  async stop(patienceMs: number): Promise<void> {
    this.isStopping = true;
    this.bell.ring();
    await atMost(patienceMs, this.loop);
    for (const lease of this.running.values()) lease.end(new RetryLater(message('failures.stopping'), 0));
    await atMost(patienceMs / 4, this.loop);
    this.isOver = true;
    this.bell.ring();
    await this.loop;
    clearInterval(this.renewal);
  }

  get isBusy(): boolean {
    return this.running.size >= this.concurrency;
  }

  /** Jobs here whose handlers have begun no step and no call for longer than they may, and since when the first has not. */
  hanging(): { consumer: string; since: Date; count: number } | null {
    const { consumer, stillMs = usualStillMs } = this.spec;
    const still = [...this.running.values()].map((lease) => lease.stillMs()).filter((ms) => ms > stillMs);
    if (still.length === 0) return null;
    return { consumer, since: new Date(Date.now() - Math.max(...still)), count: still.length };
  }

  private async run(): Promise<void> {
    while (!this.isOver && !(this.isStopping && this.running.size === 0)) {
      const ended = this.returned.splice(0);
      const free = this.isStopping ? 0 : this.concurrency - this.running.size + ended.length;
      try {
        const pause =
          ended.length > 0 || free > 0 ? await this.runRound(ended, free) : { idleMs: longestSleepMs };
        await this.bell.wait(pause.idleMs, pause.restMs);
      } catch (error) {
        this.returned.unshift(...ended);
        this.deps.log.warn(
          { error, consumer: this.spec.consumer },
          'cannot end or claim work, trying again in a second',
        );
        await this.bell.wait(1_000);
      }
    }
  }

  /**
   * One round trip: ends the jobs whose handlers returned, and claims others up to the free concurrency. Returns how
   * long there is nothing to do; at full concurrency the next round follows as soon as one handler returns.
   */
  private async runRound(ended: readonly Returned[], free: number): Promise<Pause> {
    const { inbox, leaseMs } = this.deps;
    const { consumer } = this.spec;
    const askedAt = performance.now();
    const claims = ended.map(({ claim }) => claim);
    const round = await inbox.finishAndClaim(consumer, claims, free, leaseMs);
    for (const { claim, resolve, reject } of ended) {
      this.running.delete(claim.fence);
      if (round.ended.has(claim.id)) resolve();
      else reject(new LeaseLost(consumer, claim.id));
    }
    for (const claim of round.claims) void this.handle(claim, askedAt);
    const moved = ended.length + round.claims.length;
    const restMs = round.claims.length === free ? 0 : restAfter(moved);
    if (this.isStopping) return { idleMs: 0, restMs };
    const dueMs = round.dueMs ?? longestSleepMs;
    if (dueMs <= 0) return { idleMs: moved === 0 ? lockedLaneRestMs : 0, restMs };
    return { idleMs: Math.min(longestSleepMs, dueMs), restMs };
  }

  /** Resolves once the row is done; rejects with `LeaseLost` when another worker has it. */
  private done(claim: Claim): Promise<void> {
    return new Promise((resolve, reject) => {
      this.returned.push({ claim, resolve, reject });
      this.bell.ring();
    });
  }

  private async handle(claim: Claim, askedAt: number): Promise<void> {
    const { consumer } = this.spec;
    const lease = new Lease(claim, consumer, this.deps.leaseMs, askedAt);
    this.running.set(claim.fence, lease);
    const { key, attempt } = claim;
    const log = this.deps.log.child({ consumer, key, attempt, ...traceOf(claim) });
    try {
      const { job, isFinished } = createJob({ ...this.deps, log }, consumer, lease);
      await causedBy(claim.id, () => this.spec.handle(job));
      if (!isFinished()) await this.done(claim);
      log.info('done');
      this.deps.metrics.count(consumer, 'done');
      if (this.deps.when()) await this.discardGivenUp(claim, log);
    } catch (error) {
      await this.fail(claim, { error, ranMs: performance.now() - askedAt }, log);
    } finally {
      // A job that `inbox_round` ended is not in `running` any more, and another job may have its place.
      if (this.running.delete(claim.fence)) this.bell.ring();
    }
  }

  /** A run of periodic work has done what earlier runs gave up that asked for the same. A failure leaves that to the next run. */
  private async discardGivenUp(claim: Claim, log: Logger): Promise<void> {
    const { inbox, source, alarms } = this.deps;
    const { consumer } = this.spec;
    try {
      await inTransaction(source, async (tx) => {
        const groups = await inbox.discardOlder(tx, consumer, claim);
        if (groups.length > 0) await alarms.reviewDead(tx, groups, false);
      });
    } catch (error) {
      log.warn({ error }, 'cannot discard what earlier runs gave up, the next run tries it');
    }
  }

  /** When the failure cannot be recorded, the row stays leased: it is claimed again when the lease expires. */
  private async fail(claim: Claim, failed: Failed, log: Logger): Promise<void> {
    const { error } = failed;
    const { metrics } = this.deps;
    const { consumer } = this.spec;
    try {
      const when = this.deps.when();
      const judgement = judgeFailure(
        error,
        claim.failures,
        when && 'everyMs' in when ? when.everyMs : undefined,
      );
      if (!(await this.record(claim, judgement, failed))) {
        metrics.count(consumer, 'lost');
        log.warn({ error }, 'the lease was lost: another worker takes the job over');
      } else if (judgement.kind === 'dead') {
        metrics.count(consumer, 'dead');
        log.error({ error, verdict: judgement }, 'dead letter');
      } else {
        const { sooner, ...verdict } = judgement;
        metrics.count(consumer, 'retry');
        log.warn({ error, verdict }, 'will be tried again');
        if (sooner) void sooner.then(() => this.retrySooner(claim, log));
      }
    } catch (failure) {
      log.warn(
        { error: failure, cause: say(describeFailure(error), 'en') },
        'cannot record the failure, the lease will run out',
      );
    }
  }

  /** A failure here loses nothing: the job is retried at its `run_at`. */
  private async retrySooner(claim: Claim, log: Logger): Promise<void> {
    if (this.isStopping) return;
    try {
      await this.deps.inbox.retrySooner(this.spec.consumer, claim);
      this.bell.ring();
    } catch (error) {
      log.warn({ error }, 'cannot bring the job back sooner');
    }
  }

  /** False when the lease was lost, so that nothing was written. */
  private async record(claim: Claim, judgement: Judgement, { error, ranMs }: Failed): Promise<boolean> {
    const { inbox, source, alarms } = this.deps;
    const { consumer } = this.spec;
    if (judgement.kind === 'retry')
      return inbox.retry(consumer, claim, judgement, { reason: describeFailure(error), ranMs });
    return inTransaction(source, async (tx) => {
      const letter = { state: 'dead', reason: judgement.reason } as const;
      if (!(await inbox.finish(tx, consumer, claim, letter))) return false;
      await inbox.discardOlder(tx, consumer, claim);
      const { payload, correlationId } = claim;
      await this.spec.givenUp?.(tx, { payload, correlationId, reason: letter.reason });
      await alarms.reportDead(tx, consumer, claim);
      return true;
    });
  }

  private async renew(): Promise<void> {
    const running = [...this.running.values()];
    if (running.length === 0) return;
    const { inbox, leaseMs, log } = this.deps;
    const askedAt = performance.now();
    try {
      const claims = running.map(({ claim }) => claim);
      const renewed = await inbox.renew(this.spec.consumer, claims, leaseMs);
      for (const lease of running) {
        if (renewed.has(lease.claim.fence)) lease.renewed(askedAt);
        else lease.lose();
      }
    } catch (error) {
      log.warn({ error, consumer: this.spec.consumer }, 'cannot renew leases');
      for (const lease of running) if (lease.isOver()) lease.lose();
    }
  }
}

/** Waits for the work's end, but no longer than `ms`. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
