import type { Logger } from '@hub/platform';
import type { DataSource } from 'typeorm';
import { Bell } from './bell.js';
import type { BusMetrics } from './bus-metrics.js';
import { LeaseLost, type ConsumerSpec } from './bus.js';
import { createJob, Settler } from './run-job.js';
import type { Claim, Inbox } from './inbox.js';
import { describe, judgeFailure } from './judge-failure.js';

/** The safety net beside LISTEN/NOTIFY; also how soon a dead copy's expired leases are seen. */
const pollMs = 2_000;

export interface WorkerDeps {
  source: DataSource;
  inbox: Inbox;
  log: Logger;
  metrics: BusMetrics;
  leaseMs: number;
}

interface Running {
  claim: Claim;
  abort: AbortController;
  renewedAt: number;
}

/** Runs one consumer's jobs in this process: claim, handle, settle, with the leases renewed meanwhile. */
export class Worker {
  readonly bell = new Bell();
  private readonly running = new Map<string, Running>();
  private readonly settler: Settler;
  private readonly concurrency: number;
  private isStopping = false;
  private loop: Promise<void> = Promise.resolve();
  private renewal: NodeJS.Timeout | undefined;
  private onIdle: (() => void) | undefined;

  constructor(
    private readonly deps: WorkerDeps,
    private readonly spec: ConsumerSpec<unknown>,
  ) {
    this.settler = new Settler(deps.source, deps.inbox, spec.consumer);
    this.concurrency = spec.concurrency ?? 8;
  }

  start(): void {
    this.loop = this.run();
    this.renewal = setInterval(() => void this.renew(), this.deps.leaseMs / 3);
  }

  /** Takes nothing new and waits for what runs. After `patienceMs` the jobs are told to stop, and left to their leases. */
  async stop(patienceMs: number): Promise<void> {
    this.isStopping = true;
    this.bell.ring();
    await this.loop;
    await this.idle(patienceMs);
    for (const { abort } of this.running.values()) abort.abort(new Error('The service is stopping'));
    await this.idle(patienceMs / 4);
    clearInterval(this.renewal);
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        const free = this.concurrency - this.running.size;
        const claims =
          free > 0 ? await this.deps.inbox.claim(this.spec.consumer, free, this.deps.leaseMs) : [];
        for (const claim of claims) void this.handle(claim);
        if (claims.length === free) await this.bell.wait(pollMs);
        else await this.bell.wait(await this.deps.inbox.nextDueMs(this.spec.consumer, pollMs));
      } catch (error) {
        this.deps.log.warn(
          { error, consumer: this.spec.consumer },
          'cannot claim work, trying again in a second',
        );
        await this.bell.wait(1_000);
      }
    }
  }

  private async handle(claim: Claim): Promise<void> {
    const abort = new AbortController();
    this.running.set(claim.fence, { claim, abort, renewedAt: performance.now() });
    const { consumer } = this.spec;
    const { id, key, attempt, correlationId } = claim;
    const log = this.deps.log.child({ consumer, id, key, attempt, correlationId });
    try {
      const { job, isFinished } = createJob({ ...this.deps, log }, consumer, claim, abort.signal);
      await this.spec.handle(job);
      if (!isFinished()) await this.settler.done(claim);
      log.info('done');
      this.deps.metrics.count(consumer, 'done');
    } catch (error) {
      await this.fail(claim, error, log);
    } finally {
      this.running.delete(claim.fence);
      this.bell.ring();
      if (this.running.size === 0) this.onIdle?.();
    }
  }

  /** A failure that cannot be recorded leaves the row to its lease: it is claimed again when that expires. */
  private async fail(claim: Claim, error: unknown, log: Logger): Promise<void> {
    if (error instanceof LeaseLost) {
      log.warn('another worker took the job over');
      this.deps.metrics.count(this.spec.consumer, 'lost');
      return;
    }
    const { inbox, source, metrics } = this.deps;
    const judgement = judgeFailure(error, claim.attempt);
    try {
      if (judgement.kind === 'dead') {
        await inbox.settle(source.manager, this.spec.consumer, [claim], {
          state: 'dead',
          reason: judgement.reason,
        });
        metrics.count(this.spec.consumer, 'dead');
        log.error({ error, verdict: judgement }, 'dead letter');
      } else {
        await inbox.retry(this.spec.consumer, claim, judgement.afterMs, describe(error));
        metrics.count(this.spec.consumer, 'retry');
        log.warn({ error, verdict: judgement }, 'will be tried again');
      }
    } catch (failure) {
      log.warn(
        { error: failure, cause: describe(error) },
        'cannot record the failure, the lease will run out',
      );
    }
  }

  private async renew(): Promise<void> {
    const running = [...this.running.values()];
    if (running.length === 0) return;
    try {
      const held = await this.deps.inbox.renew(
        this.spec.consumer,
        running.map(({ claim }) => claim),
        this.deps.leaseMs,
      );
      for (const entry of running) {
        if (held.has(entry.claim.fence)) entry.renewedAt = performance.now();
        else entry.abort.abort(new LeaseLost(this.spec.consumer, entry.claim.id));
      }
    } catch (error) {
      this.deps.log.warn({ error, consumer: this.spec.consumer }, 'cannot renew leases');
      for (const { claim, abort, renewedAt } of running) {
        if (performance.now() - renewedAt > this.deps.leaseMs)
          abort.abort(new LeaseLost(this.spec.consumer, claim.id));
      }
    }
  }

  private async idle(patienceMs: number): Promise<void> {
    if (this.running.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
