import { AccountRepository, isCallable, type Account } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { describeFailure, GiveUp, Problem, VerdictError } from '@hub/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DryFinding } from './dry-plan.entity.js';
import { DryPlanRepository } from './dry-plan.repository.js';
import { latestBefore } from './dry-plan-times.js';
import { ReadDryPlan } from './read-dry-plan.js';

const consumer = 'sync.dry-plan';

interface DryPlanJob {
  readonly accountId: string;
}

/** A passing failure is retried this often; then it is shown to the requester, who may ask again. */
const attempts = 3;
/** Nobody who waits for a dry plan waits longer for its next attempt: such a failure is the last one. */
const longestWaitMs = 60_000;

/** Dry plans are jobs, one of each account at a time. Each ends with what was found or with why it failed. */
@Injectable()
export class MakeDryPlan implements OnModuleInit {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(Bus) private readonly bus: Bus,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(DryPlanRepository) private readonly plans: DryPlanRepository,
    @Inject(ReadDryPlan) private readonly reading: ReadDryPlan,
  ) {}

  onModuleInit(): void {
    this.bus.consume<DryPlanJob>({
      consumer,
      concurrency: 4,
      handle: (job) => this.make(job),
      givenUp: (tx, { payload, reason }) => this.plans.fail(tx, payload.accountId, reason),
    });
  }

  /**
   * Starts one, unless one waits or was started lately; whether it did. Throws a 404 or 409 `Problem` for an account
   * that may not be called: an account that is being removed gets no row that would outlive it.
   */
  async ask(accountId: string, correlationId: string, now: Date): Promise<boolean> {
    return inTransaction(this.source, async (tx) => {
      refuseNotCallable(await this.accounts.lockForRead(tx, accountId));
      if (!(await this.plans.ask(tx, accountId, { now, latest: latestBefore(now) }))) return false;
      // One that was given up is tried again in place of a second one.
      const revived = await this.bus.reviveKeys(tx, consumer, [accountId]);
      const job: DryPlanJob = { accountId };
      if (revived.size === 0) await this.bus.enqueue(tx, consumer, job, { key: accountId, correlationId });
      return true;
    });
  }

  private async make(job: Job<DryPlanJob>): Promise<void> {
    const { accountId } = job.payload;
    const account = await this.accounts.find(accountId);
    if (!account) return;
    const made = isCallable(account.state)
      ? await this.tryReading(account, job)
      : { failure: notCallable(account) };
    await job.finish((tx) =>
      'found' in made
        ? this.plans.record(tx, accountId, made.found, new Date())
        : this.plans.fail(tx, accountId, made.failure),
    );
  }

  /** Throws what may pass soon; an unexpected error becomes a dead letter after the last attempt. */
  private async tryReading(
    account: Account,
    job: Job<DryPlanJob>,
  ): Promise<{ found: DryFinding } | { failure: Message }> {
    try {
      return { found: await this.reading.read(account, job) };
    } catch (error) {
      // Another process goes on with it.
      if (job.signal.aborted) throw error;
      const isLast = job.attempt >= attempts;
      if (isFinal(error) || (isLast && error instanceof VerdictError))
        return { failure: describeFailure(error) };
      throw isLast ? new GiveUp(describeFailure(error), { cause: error }) : error;
    }
  }
}

/** Throws a `Problem` for an account that is unknown (404) or that the hub may not call now (409). */
export function refuseNotCallable(account: Account | null): void {
  if (!account) throw new Problem(404, message('problems.no-such-account'));
  const { state } = account;
  if (!isCallable(state)) throw new Problem(409, message('problems.account-not-callable', { state }));
}

function notCallable({ state, stateReason }: Account): Message {
  return message('failures.not-callable', {
    state,
    reason: message('failures.reason', { reason: stateReason }),
  });
}

/** What another attempt within a minute cannot change, such as a bill that is not paid. */
function isFinal(error: unknown): boolean {
  if (error instanceof VerdictError)
    return error.verdict.kind !== 'retry' || error.verdict.afterMs > longestWaitMs;
  return error instanceof Problem;
}
