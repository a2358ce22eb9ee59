import { BusModule } from '@hub/bus';
import { Module, type DynamicModule } from '@nestjs/common';
import { ApplyConsumer } from './apply/apply.consumer.js';
import { ApplyRunRepository } from './apply/apply-run.repository.js';
import { ApplyPlan } from './apply/apply-plan.js';
import { MovedDeal } from './apply/moved-deal.entity.js';
import { AnswerBots } from './bot/answer-bots.js';
import { BotDeliveryEntity } from './bot/bot-delivery.entity.js';
import { BotDeliveryResponder } from './bot/bot-delivery.responder.js';
import { BotTaskConsumer } from './bot/bot-task.consumer.js';
import { BotAnswerEntity, BotEntity, BotVersionEntity } from './bot/bot.entity.js';
import { BotRepository } from './bot/bot.repository.js';
import { BotResponder } from './bot/bot.responder.js';
import { DeliverBots } from './bot/deliver-bot.js';
import { LoadBot } from './bot/load-bot.js';
import { TakeBot } from './bot/take-bot.js';
import { BlueprintResponder } from './blueprint/blueprint.responder.js';
import { ChecklistResponder } from './checklist/checklist.responder.js';
import { LoadChecklists } from './checklist/load-checklists.js';
import { VerifySteps } from './checklist/verify-steps.js';
import { AnswerDrift } from './drift/answer-drift.js';
import { AskDrift } from './drift/ask-drift.js';
import { BroughtRepository } from './drift/brought.repository.js';
import { DriftAccount } from './drift/drift-account.entity.js';
import { DriftFinding } from './drift/drift-finding.entity.js';
import { DriftRepository } from './drift/drift.repository.js';
import { DriftResponder } from './drift/drift.responder.js';
import { DRIFT_NIGHT, DriftSchedule } from './drift/drift-schedule.js';
import { DueAccounts } from './drift/due-accounts.js';
import { CheckDrift } from './drift/check-drift.js';
import { ReadDrift } from './drift/read-drift.js';
import { RecordDrift } from './drift/record-drift.js';
import { AccountException } from './exception/account-exception.entity.js';
import { AllowDifference } from './exception/allow-difference.js';
import { DryPlan } from './dry-plan/dry-plan.entity.js';
import { DryPlanRepository } from './dry-plan/dry-plan.repository.js';
import { DryPlanResponder } from './dry-plan/dry-plan.responder.js';
import { MakeDryPlan } from './dry-plan/make-dry-plan.js';
import { ReadDryPlan } from './dry-plan/read-dry-plan.js';
import { ExceptionEnds } from './exception/exception-ends.js';
import { ExceptionRepository } from './exception/exception.repository.js';
import { ExceptionResponder } from './exception/exception.responder.js';
import { FieldMapResponder } from './field-map/field-map.responder.js';
import { HqFields } from './field-map/hq-fields.js';
import { ForgetAccount } from './forget-account.js';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { LedgerResponder } from './ledger/ledger.responder.js';
import { ManagedObject } from './ledger/managed-object.entity.js';
import { BringList } from './list/bring-list.js';
import { CompareList } from './list/compare-list.js';
import { ListLease } from './list/list-lease.js';
import { ListWrite } from './list/list-write.entity.js';
import { ListResponder } from './list/list.responder.js';
import { LoadUses } from './plan-run/load-uses.js';
import { UsesResponder } from './plan-run/uses.responder.js';
import { PlanMaker } from './plan-run/make-plan.js';
import { PlanControl } from './plan-run/plan-control.js';
import { PlanSourcesLoader } from './plan-run/plan-sources.js';
import { PlanResponder } from './plan-run/plan.responder.js';
import { PlanRun } from './plan-run/plan-run.entity.js';
import { PlanRunRepository } from './plan-run/plan-run.repository.js';
import { ReleaseMaker } from './release/make-release.js';
import { ReleaseEntity } from './release/release.entity.js';
import { ReleaseRepository } from './release/release.repository.js';
import { ReleaseResponder } from './release/release.responder.js';
import { AdvanceRollout } from './rollout/advance-rollout.js';
import { DeliverCarriedBots } from './rollout/deliver-carried-bots.js';
import { RolloutMaker } from './rollout/make-rollout.js';
import { MeasureIntake } from './rollout/measure-intake.js';
import { NamedTargets } from './rollout/name-targets.js';
import { PlanForRollout } from './rollout/plan-for-rollout.js';
import { RolloutActsResponder } from './rollout/rollout-acts.responder.js';
import { RolloutConsumer } from './rollout/rollout.consumer.js';
import { PlanDrafter } from './plan-run/plan-drafter.js';
import { MovedDealsRepository } from './apply/moved-deals.repository.js';
import { PlanActsResponder } from './plan-run/plan-acts.responder.js';
import { CountForPlan } from './plan-run/count-for-plan.js';
import { CardCount } from './snapshot/card-count.entity.js';
import { Rollout, RolloutAccount } from './rollout/rollout.entity.js';
import { RolloutRepository } from './rollout/rollout.repository.js';
import { RolloutResponder } from './rollout/rollout.responder.js';

import type { SyncConfig } from './sync.config.js';

/** The tables of this service. */
export const syncEntities = [
  AccountException,
  BotAnswerEntity,
  BotDeliveryEntity,
  BotEntity,
  BotVersionEntity,
  CardCount,
  DriftAccount,
  DriftFinding,
  DryPlan,
  ListWrite,
  ManagedObject,
  MovedDeal,
  PlanRun,
  ReleaseEntity,
  Rollout,
  RolloutAccount,
];

/** The sync service. Needs the global providers of the process, of libs/accounts and of libs/amocrm. */
@Module({
  imports: [BusModule.forService('sync')],
  controllers: [
    BlueprintResponder,
    BotDeliveryResponder,
    BotResponder,
    ChecklistResponder,
    DriftResponder,
    DryPlanResponder,
    ExceptionResponder,
    FieldMapResponder,
    LedgerResponder,
    ListResponder,
    UsesResponder,
    PlanActsResponder,
    PlanResponder,
    ReleaseResponder,
    RolloutActsResponder,
    RolloutResponder,
  ],
  providers: [
    AdvanceRollout,
    AllowDifference,
    AnswerBots,
    AnswerDrift,
    ApplyConsumer,
    ApplyPlan,
    ApplyRunRepository,
    AskDrift,
    BotRepository,
    BotTaskConsumer,
    BringList,
    ListLease,
    BroughtRepository,
    CompareList,
    CountForPlan,
    DeliverBots,
    DeliverCarriedBots,
    DriftRepository,
    DriftSchedule,
    DryPlanRepository,
    DueAccounts,
    ExceptionEnds,
    ExceptionRepository,
    ForgetAccount,
    HqFields,
    LedgerRepository,
    LoadBot,
    LoadChecklists,
    LoadUses,
    CheckDrift,
    PlanDrafter,
    MakeDryPlan,
    MeasureIntake,
    MovedDealsRepository,
    NamedTargets,
    PlanSourcesLoader,
    PlanControl,
    PlanForRollout,
    PlanMaker,
    PlanRunRepository,
    ReadDrift,
    ReadDryPlan,
    RecordDrift,
    ReleaseMaker,
    ReleaseRepository,
    RolloutConsumer,
    RolloutMaker,
    RolloutRepository,
    TakeBot,
    VerifySteps,
  ],
})
export class SyncModule {
  /** With the night in which accounts are checked for drift; without it the module checks none by itself. */
  static of({
    DRIFT_EVERY_DAYS: everyDays,
    DRIFT_FROM_HOUR: fromHour,
    DRIFT_HOURS: hours,
  }: SyncConfig): DynamicModule {
    const night = everyDays === 0 ? null : { everyDays, fromHour, hours };
    return { module: SyncModule, providers: [{ provide: DRIFT_NIGHT, useValue: night }] };
  }
}
