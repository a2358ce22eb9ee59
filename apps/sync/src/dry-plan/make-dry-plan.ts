import { AccountRepository, type Account } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { describeFailure, Problem, VerdictError } from '@hub/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DryFinding } from './dry-plan.entity.js';
import { DryPlanRepository } from './dry-plan.repository.js';
import { betweenMs } from './dry-plan-view.js';
import { ReadDryPlan } from './read-dry-plan.js';

const consumer = 'sync.dry-plan';

interface DryPlanJob {
  readonly accountId: string;
}

/** A passing failure is retried this often; then it is shown to the requester, who may ask again. */
const attempts = 3;

/** Dry plans are jobs, one of each account at a time. */
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
    this.bus.consume<DryPlanJob>({ consumer, concurrency: 4, handle: (job) => this.make(job) });
  }

  /** Has one made, unless one was asked for within the last ten minutes. */
  async ask(accountId: string, correlationId: string, now: Date): Promise<void> {
    const earliest = new Date(now.getTime() - betweenMs);
    await inTransaction(this.source, async (tx) => {
      if (!(await this.plans.ask(tx, accountId, { now, earliest }))) return;
      const job: DryPlanJob = { accountId };
      await this.bus.enqueue(tx, consumer, job, { key: accountId, correlationId });
    });
  }

  private async make(job: Job<DryPlanJob>): Promise<void> {
    const { accountId } = job.payload;
    const account = await this.accounts.find(accountId);
    if (!account) return;
    const found = await this.tryReading(account, job);
    await job.finish((tx) =>
      'found' in found
        ? this.plans.record(tx, accountId, found.found, new Date())
        : this.plans.fail(tx, accountId, describeFailure(found.error)),
    );
  }

  /** Throws what may pass soon, and unexpected errors. */
  private async tryReading(
    account: Account,
    job: Job<DryPlanJob>,
  ): Promise<{ found: DryFinding } | { error: unknown }> {
    try {
      return { found: await this.reading.read(account, job) };
    } catch (error) {
      if (!(error instanceof VerdictError) && !(error instanceof Problem)) throw error;
      const isPassing = error instanceof VerdictError && error.verdict.kind === 'retry';
      if (isPassing && job.attempt < attempts) throw error;
      return { error };
    }
  }
}
