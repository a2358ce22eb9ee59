import { AccountRepository, AlarmRepository, BranchRepository } from '@hub/accounts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

const kind = 'escalation-pipeline-missing';

/** Says which branch accounts lack the pipeline from which leads go to HQ: what is put elsewhere, nobody at HQ sees. */
@Injectable()
export class BranchPipelines {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly branches: BranchRepository,
    private readonly alarms: AlarmRepository,
  ) {}

  /** The branch accounts that can be called. */
  async listAccounts(): Promise<string[]> {
    const accounts = await this.accounts.listCallable();
    return accounts.filter(({ roles }) => roles.includes('branch')).map(({ id }) => id);
  }

  /** Keeps the alarm of an account while it has none of that name and an active branch, and clears it else. */
  async review(
    tx: EntityManager,
    accountId: string,
    { name, isThere }: { name: string; isThere: boolean },
  ): Promise<void> {
    const now = new Date();
    const branch = isThere
      ? undefined
      : (await this.branches.listByAccount(accountId)).find(({ state }) => state === 'active');
    if (!branch) return this.alarms.clear(tx, kind, accountId, now);
    const facts = { branch: branch.name, name };
    await this.alarms.keep(tx, { kind, subject: accountId, accountId, facts }, now);
  }

  /** Only these accounts are checked: none where branches do not give leads to HQ any more. */
  async clearOthers(tx: EntityManager, accountIds: readonly string[]): Promise<void> {
    await this.alarms.clearOthers(tx, kind, { prefix: '', subjects: accountIds }, new Date());
  }
}
