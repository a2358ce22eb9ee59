import { AccountRepository, type Account } from '@hub/accounts';
import { Reply, type ReplyAbout } from '@hub/bus';
import { DryPlanPath, type DryPlanAnswer, type DryPlanView } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { ReleaseRepository } from '../release/release.repository.js';
import { dryPlanView } from './dry-plan-view.js';
import { DryPlanRepository } from './dry-plan.repository.js';
import { MakeDryPlan, refuseNotCallable } from './make-dry-plan.js';

/** Says how the newest release for an account would fit it, before anything is planned in earnest. */
@Controller()
export class DryPlanResponder {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(DryPlanRepository) private readonly plans: DryPlanRepository,
    @Inject(MakeDryPlan) private readonly making: MakeDryPlan,
  ) {}

  /** Making one is a job: this answers at once, and `state` leaves `waiting` when the job ends. */
  @Reply('sync.dry-plans.ask')
  async ask({ accountId }: DryPlanPath, { correlationId }: ReplyAbout): Promise<DryPlanAnswer> {
    const account = await this.account(accountId);
    refuseNotCallable(account);
    const newest = await this.releases.findNewestOf(account.groupId);
    const isStarted = newest !== null && (await this.making.ask(accountId, correlationId, new Date()));
    return { ...(await this.view(account)), isStarted };
  }

  /** Makes no call and starts nothing. */
  @Reply('sync.dry-plans.show')
  async show({ accountId }: DryPlanPath): Promise<DryPlanView> {
    return this.view(await this.account(accountId));
  }

  private async view(account: Account): Promise<DryPlanView> {
    const { id: accountId, groupId } = account;
    const [newest, row] = await Promise.all([
      this.releases.findNewestOf(groupId),
      this.plans.find(accountId),
    ]);
    return dryPlanView({ accountId, account, row, newest, now: new Date() });
  }

  private async account(accountId: string): Promise<Account> {
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    return account;
  }
}
