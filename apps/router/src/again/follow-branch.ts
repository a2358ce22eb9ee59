import { BranchRepository } from '@hub/accounts';
import { Bus, forEver, type Job } from '@hub/bus';
import type { BranchChanged } from '@hub/contracts';
import { VerdictError } from '@hub/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountFacts } from '../account-facts.js';
import { branchFacts } from '../lead/load-setting.js';
import { InspectTarget, type Inspection } from '../transfer/inspect-target.js';
import { BringOn } from './bring-on.js';

/**
 * A branch was saved: its transfers are due at once, waiting leads are judged again, and its new target is checked in
 * the account.
 */
@Injectable()
export class FollowBranch implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly branches: BranchRepository,
    private readonly facts: AccountFacts,
    private readonly target: InspectTarget,
    private readonly on: BringOn,
  ) {}

  onModuleInit(): void {
    this.bus.consume<BranchChanged>({
      consumer: 'router.branch',
      subject: 'branch.changed',
      again: { forMs: forEver },
      handle: (job) => this.follow(job),
    });
  }

  private async follow(job: Job<BranchChanged>): Promise<void> {
    const { branchId, accountId } = job.payload;
    if (accountId !== null) this.facts.forget(accountId);
    const inspection = await this.inspect(branchId, job);
    await job.finish(async (tx) => {
      if (inspection === 'none')
        await this.target.clear(tx, branchId, ['branch-target-broken', 'branch-owner-missing'], new Date());
      else if (inspection) await this.target.report(tx, inspection, new Date());
      if (accountId !== null) await this.bus.releaseGivenUp(tx, accountId);
      await this.on.branch(tx, branchId, job.correlationId);
    });
  }

  /** `none`: the branch wants no leads now. Null: its account does not answer; each transfer inspects it again. */
  private async inspect(branchId: string, job: Job<BranchChanged>): Promise<Inspection | 'none' | null> {
    const branch = await this.branches.find(branchId);
    if (!branch) return 'none';
    const { id, name, state, target } = branchFacts(branch);
    if (!target || state === 'closed') return 'none';
    try {
      return await this.target.run({ id, name, target }, job.signal);
    } catch (error) {
      if (!(error instanceof VerdictError) || job.signal.aborted) throw error;
      return null;
    }
  }
}
