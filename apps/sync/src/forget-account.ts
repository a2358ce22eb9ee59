import { AlarmRepository } from '@hub/accounts';
import { Bus, forEver, type Job } from '@hub/bus';
import type { AccountRemoved } from '@hub/contracts';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DriftAccount } from './drift/drift-account.entity.js';
import { DriftFinding } from './drift/drift-finding.entity.js';
import { DryPlan } from './dry-plan/dry-plan.entity.js';
import { AccountException } from './exception/account-exception.entity.js';
import { BotDeliveryEntity } from './bot/bot-delivery.entity.js';
import { BotAnswerEntity } from './bot/bot.entity.js';
import { ManagedObject } from './ledger/managed-object.entity.js';
import { ListWrite } from './list/list-write.entity.js';
import { PlanRun } from './plan-run/plan-run.entity.js';
import { AdvanceRollout } from './rollout/advance-rollout.js';
import { CardCount } from './snapshot/card-count.entity.js';
import { RolloutRepository } from './rollout/rollout.repository.js';

/**
 * An account was off-boarded: its plans, which carry its own texts and names of people, its places in rollouts, its ledger,
 * counts of its cards, its exceptions, drift and dry plan, its answers about bots and their deliveries go, and its alarms.
 * Releases and bots that were read from it stay, because other accounts follow them.
 */
@Injectable()
export class ForgetAccount implements OnModuleInit {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
    @Inject(AdvanceRollout) private readonly advance: AdvanceRollout,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<AccountRemoved>({
      consumer: 'sync.forget',
      subject: 'account.removed',
      again: { forMs: forEver },
      handle: (job) => this.forget(job),
    });
  }

  private async forget(job: Job<AccountRemoved>): Promise<void> {
    const { accountId } = job.payload;
    await job.finish(async (tx) => {
      for (const rolloutId of await this.rollouts.forgetAccount(tx, accountId))
        await this.advance.wake(tx, rolloutId, job.correlationId);
      await tx.delete(PlanRun, { accountId });
      await tx.delete(ManagedObject, { accountId });
      await tx.delete(CardCount, { accountId });
      await tx.delete(AccountException, { accountId });
      await tx.delete(DriftFinding, { accountId });
      await tx.delete(DriftAccount, { accountId });
      await tx.delete(DryPlan, { accountId });
      await tx.delete(ListWrite, { accountId });
      await tx.delete(BotAnswerEntity, { accountId });
      await tx.delete(BotDeliveryEntity, { accountId });
      // A plan that was being carried out may have raised one since the account was removed.
      await this.alarms.eraseOf(tx, accountId);
      await this.bus.forget(tx, job.payload);
    });
  }
}
