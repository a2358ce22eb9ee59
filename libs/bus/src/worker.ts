import { RetryLater, type Logger } from '@hub/platform';
import type { DataSource } from 'typeorm';
import { Bell } from './bell.js';
import type { BusMetrics } from './bus-metrics.js';
import { LeaseLost, type ConsumerSpec } from './bus.js';
import type { Claim, Inbox } from './inbox.js';
import { describe, judgeFailure, type Judgement } from './judge-failure.js';
import { Lease } from './lease.js';
import { createJob, Settler } from './run-job.js';

/** The safety net beside LISTEN/NOTIFY; also how soon a dead copy's expired leases are seen. */
const pollMs = 2_000;

export interface WorkerDeps {
  source: DataSource;
  inbox: Inbox;
  log: Logger;
  metrics: BusMetrics;
  leaseMs: number;
}

/** Runs one consumer's jobs in this process: claim, handle, settle, with the leases renewed meanwhile. */
export class Worker {
  readonly bell = new Bell();
  private readonly running = new Map<string, Lease>();
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
    this.renewal = setInterval(() => void this.renew(), Lease.renewalMs(this.deps.leaseMs));
  }

  /** Takes nothing new and waits for what runs. After `patienceMs` the jobs are told to stop, and left to their leases. */
  async stop(patienceMs: number): Promise<void> {
    this.isStopping = true;
    this.bell.ring();
    await this.loop;
    await this.idle(patienceMs);
    for (const lease of this.running.values()) lease.end(new RetryLater('The service is stopping', 0));
    await this.idle(patienceMs / 4);
    clearInterval(this.renewal);
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        const askedAt = performance.now();
        const free = this.concurrency - this.running.size;
        const claims =
          free > 0 ? await this.deps.inbox.claim(this.spec.consumer, free, this.deps.leaseMs) : [];
        for (const claim of claims) void this.handle(claim, askedAt);
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

  private async handle(claim: Claim, askedAt: number): Promise<void> {
    const { consumer } = this.spec;
    const lease = new Lease(claim, consumer, this.deps.leaseMs, askedAt);
    this.running.set(claim.fence, lease);
    const { id, key, attempt, correlationId } = claim;
    const log = this.deps.log.child({ consumer, id, key, attempt, correlationId });
    try {
      const { job, isFinished } = createJob({ ...this.deps, log }, consumer, claim, lease.signal);
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
    const { metrics } = this.deps;
    const { consumer } = this.spec;
    try {
      const judgement = error instanceof LeaseLost ? undefined : judgeFailure(error, claim.failures);
      if (!judgement || !(await this.record(claim, judgement, error))) {
        metrics.count(consumer, 'lost');
        log.warn({ error }, 'the lease was lost: another worker takes the job over');
      } else if (judgement.kind === 'dead') {
        metrics.count(consumer, 'dead');
        log.error({ error, verdict: judgement }, 'dead letter');
      } else {
        metrics.count(consumer, 'retry');
        log.warn({ error, verdict: judgement }, 'will be tried again');
      }
    } catch (failure) {
      log.warn(
        { error: failure, cause: describe(error) },
        'cannot record the failure, the lease will run out',
      );
    }
  }

  /** False when the claim holds no more, so that nothing was written. */
  private async record(claim: Claim, judgement: Judgement, error: unknown): Promise<boolean> {
    const { inbox, source } = this.deps;
    const { consumer } = this.spec;
    if (judgement.kind === 'retry') return inbox.retry(consumer, claim, judgement, describe(error));
    const { reason } = judgement;
    const ended = await inbox.settle(source.manager, consumer, [claim], { state: 'dead', reason });
    return ended.has(claim.id);
  }

  private async renew(): Promise<void> {
    const running = [...this.running.values()];
    if (running.length === 0) return;
    const { inbox, leaseMs, log } = this.deps;
    const askedAt = performance.now();
    try {
      const claims = running.map(({ claim }) => claim);
      const held = await inbox.renew(this.spec.consumer, claims, leaseMs);
      for (const lease of running) {
        if (held.has(lease.claim.fence)) lease.renewed(askedAt);
        else lease.lose();
      }
    } catch (error) {
      log.warn({ error, consumer: this.spec.consumer }, 'cannot renew leases');
      for (const lease of running) if (lease.isOver()) lease.lose();
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
