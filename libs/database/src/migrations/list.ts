import type { MigrationInterface } from 'typeorm';
import { CreateAccounts1764000820001 } from './1764000820001-create-accounts.js';
import { CreateGateway1764000820002 } from './1764000820002-create-gateway.js';
import { CreateJournal1764000820003 } from './1764000820003-create-journal.js';
import { CreateLimits1764000820004 } from './1764000820004-create-limits.js';
import { CreateObserver1764000820005 } from './1764000820005-create-observer.js';
import { CreateRouter1764000820006 } from './1764000820006-create-router.js';
import { CreateSync1764000820007 } from './1764000820007-create-sync.js';

/** Each makes one schema, and needs no other. */
export const firstMigrations: readonly (new () => MigrationInterface)[] = [
  CreateAccounts1764000820001,
  CreateGateway1764000820002,
  CreateJournal1764000820003,
  CreateLimits1764000820004,
  CreateObserver1764000820005,
  CreateRouter1764000820006,
  CreateSync1764000820007,
];

/** Every migration, oldest first; TypeORM orders them by the number in the class name. */
export const migrations: readonly (new () => MigrationInterface)[] = [...firstMigrations];
import { CreateSchemas1700000000000 } from './1700000000000-create-schemas.js';
import { CreateBus1700000100000 } from './1700000100000-create-bus.js';
import { LightenBus1700000101000 } from './1700000101000-lighten-bus.js';
import { SteadyBusPlans1700000102000 } from './1700000102000-steady-bus-plans.js';
import { OrderBusLocks1700000103000 } from './1700000103000-order-bus-locks.js';
import { SpeakDeadLetters1700000109000 } from './1700000109000-speak-dead-letters.js';
import { WakeWaitingWork1700000110000 } from './1700000110000-wake-waiting-work.js';
import { CreateAccounts1700000200000 } from './1700000200000-create-accounts.js';
import { CreateRateBudget1700000201000 } from './1700000201000-create-rate-budget.js';
import { GroupAccounts1700000202000 } from './1700000202000-group-accounts.js';
import { TakeSlotsTogether1700000203000 } from './1700000203000-take-slots-together.js';
import { KnowHubUser1700000204000 } from './1700000204000-know-hub-user.js';
import { SpeakAlarms1700000205000 } from './1700000205000-speak-alarms.js';
import { AnnounceUsableAccounts1700000206000 } from './1700000206000-announce-usable-accounts.js';
import { ProbeSecretKeys1700000207000 } from './1700000207000-probe-secret-keys.js';
import { VersionBranches1700000250000 } from './1700000250000-version-branches.js';
import { CreateGateway1700000300000 } from './1700000300000-create-gateway.js';
import { ReadWebhooksByCursor1700000301000 } from './1700000301000-read-webhooks-by-cursor.js';
import { WatchWebhooks1700000305000 } from './1700000305000-watch-webhooks.js';
import { SpendConnectLinks1700000350000 } from './1700000350000-spend-connect-links.js';
import { CreateSync1700000400000 } from './1700000400000-create-sync.js';
import { KeepOutcomes1700000401000 } from './1700000401000-keep-outcomes.js';
import { SpeakPlans1700000409000 } from './1700000409000-speak-plans.js';
import { CreateRouter1700000500000 } from './1700000500000-create-router.js';
import { RecordIntents1700000501000 } from './1700000501000-record-intents.js';
import { FollowDecisions1700000502000 } from './1700000502000-follow-decisions.js';
import { FreeClosedNames1700000503000 } from './1700000503000-free-closed-names.js';
import { JudgeAgain1700000504000 } from './1700000504000-judge-again.js';
import { SpeakTransfers1700000509000 } from './1700000509000-speak-transfers.js';
import { CreateLimits1700000600000 } from './1700000600000-create-limits.js';
import { RecordClaimWrites1700000601000 } from './1700000601000-record-claim-writes.js';
import { SpeakClaims1700000609000 } from './1700000609000-speak-claims.js';
import { VersionExchange1700000650000 } from './1700000650000-version-exchange.js';
import { CreateReferenceGroups1700000710000 } from './1700000710000-create-reference-groups.js';
import { CreateBots1764000520000 } from './1764000520000-create-bots.js';
import { CreateRollouts1764000530000 } from './1764000530000-create-rollouts.js';
import { KeepRegionWords1764000540000 } from './1764000540000-keep-region-words.js';
import { KeepExceptions1764000550000 } from './1764000550000-keep-exceptions.js';
import { WatchDrift1764000551000 } from './1764000551000-watch-drift.js';
import { KeepWhatPlansSaw1764000552000 } from './1764000552000-keep-what-plans-saw.js';
import { MatchByIdentity1764000561000 } from './1764000561000-match-by-identity.js';
import { MeasureIntake1764000562000 } from './1764000562000-measure-intake.js';
import { RecordMovedDeals1764000563000 } from './1764000563000-record-moved-deals.js';
import { ProveBotsByRun1764000564000 } from './1764000564000-prove-bots-by-run.js';
import { NoteTicks1764000571000 } from './1764000571000-note-ticks.js';
import { KeepSchedules1764000580000 } from './1764000580000-keep-schedules.js';
import { JoinContactAndLead1764000590000 } from './1764000590000-join-contact-and-lead.js';
import { RememberResumedBudgets1764000591000 } from './1764000591000-remember-resumed-budgets.js';
import { CreateJournal1764000600000 } from './1764000600000-create-journal.js';
import { CreateObserver1764000601000 } from './1764000601000-create-observer.js';
import { HoldLimitsAsBounds1764000610000 } from './1764000610000-hold-limits-as-bounds.js';
import { KeepCustody1764000620000 } from './1764000620000-keep-custody.js';
import { RouteByRules1764000630000 } from './1764000630000-route-by-rules.js';
import { ReceiveLeads1764000631000 } from './1764000631000-receive-leads.js';
import { KeepQuotas1764000640000 } from './1764000640000-keep-quotas.js';
import { TakeStockFromJournal1764000641000 } from './1764000641000-take-stock-from-journal.js';
import { ReadClaimsByTime1764000642000 } from './1764000642000-read-claims-by-time.js';
import { KeepWidgetAudience1764000650000 } from './1764000650000-keep-widget-audience.js';
import { KeepForSoLong1764000670000 } from './1764000670000-keep-for-so-long.js';
import { RememberShownBranch1764000680000 } from './1764000680000-remember-shown-branch.js';
import { ClearSetAside1764000690000 } from './1764000690000-clear-set-aside.js';
import { KeepEscalations1764000700000 } from './1764000700000-keep-escalations.js';
import { TaskOwners1764000710000 } from './1764000710000-task-owners.js';
import { CarryCompanies1764000711000 } from './1764000711000-carry-companies.js';
import { KeepBranchLists1764000712000 } from './1764000712000-keep-branch-lists.js';
import { KnowWhenLeadsWereGiven1764000720000 } from './1764000720000-know-when-leads-were-given.js';
import { KnowLimitedBranches1764000721000 } from './1764000721000-know-limited-branches.js';
import { DropOwnWrite1764000730000 } from './1764000730000-drop-own-write.js';
import { FindSentLeads1764000740000 } from './1764000740000-find-sent-leads.js';
import { CountCardsOnceADay1764000750000 } from './1764000750000-count-cards-once-a-day.js';
import { CountDealsByIndex1764000760000 } from './1764000760000-count-deals-by-index.js';
import { KeepRegionLists1764000770000 } from './1764000770000-keep-region-lists.js';
import { ShareReadings1764000780000 } from './1764000780000-share-readings.js';
import { RememberWhenBudgetsStopped1764000820000 } from './1764000820000-remember-when-budgets-stopped.js';
import { KeepDryPlans1764000856000 } from './1764000856000-keep-dry-plans.js';
export const migrations: readonly (new () => MigrationInterface)[] = [
  CreateSchemas1700000000000,
  CreateBus1700000100000,
  LightenBus1700000101000,
  SteadyBusPlans1700000102000,
  OrderBusLocks1700000103000,
  SpeakDeadLetters1700000109000,
  WakeWaitingWork1700000110000,
  CreateAccounts1700000200000,
  CreateRateBudget1700000201000,
  GroupAccounts1700000202000,
  TakeSlotsTogether1700000203000,
  KnowHubUser1700000204000,
  SpeakAlarms1700000205000,
  AnnounceUsableAccounts1700000206000,
  ProbeSecretKeys1700000207000,
  VersionBranches1700000250000,
  CreateGateway1700000300000,
  ReadWebhooksByCursor1700000301000,
  WatchWebhooks1700000305000,
  SpendConnectLinks1700000350000,
  CreateSync1700000400000,
  KeepOutcomes1700000401000,
  SpeakPlans1700000409000,
  CreateRouter1700000500000,
  RecordIntents1700000501000,
  FollowDecisions1700000502000,
  FreeClosedNames1700000503000,
  JudgeAgain1700000504000,
  SpeakTransfers1700000509000,
  CreateLimits1700000600000,
  RecordClaimWrites1700000601000,
  SpeakClaims1700000609000,
  VersionExchange1700000650000,
  CreateReferenceGroups1700000710000,
  CreateBots1764000520000,
  CreateRollouts1764000530000,
  KeepRegionWords1764000540000,
  KeepExceptions1764000550000,
  WatchDrift1764000551000,
  KeepWhatPlansSaw1764000552000,
  MatchByIdentity1764000561000,
  MeasureIntake1764000562000,
  RecordMovedDeals1764000563000,
  ProveBotsByRun1764000564000,
  NoteTicks1764000571000,
  KeepSchedules1764000580000,
  JoinContactAndLead1764000590000,
  RememberResumedBudgets1764000591000,
  CreateJournal1764000600000,
  CreateObserver1764000601000,
  HoldLimitsAsBounds1764000610000,
  KeepCustody1764000620000,
  RouteByRules1764000630000,
  ReceiveLeads1764000631000,
  KeepQuotas1764000640000,
  TakeStockFromJournal1764000641000,
  ReadClaimsByTime1764000642000,
  KeepWidgetAudience1764000650000,
  KeepForSoLong1764000670000,
  RememberShownBranch1764000680000,
  ClearSetAside1764000690000,
  KeepEscalations1764000700000,
  TaskOwners1764000710000,
  CarryCompanies1764000711000,
  KeepBranchLists1764000712000,
  KnowWhenLeadsWereGiven1764000720000,
  KnowLimitedBranches1764000721000,
  DropOwnWrite1764000730000,
  FindSentLeads1764000740000,
  CountCardsOnceADay1764000750000,
  CountDealsByIndex1764000760000,
  KeepRegionLists1764000770000,
  ShareReadings1764000780000,
  RememberWhenBudgetsStopped1764000820000,
  KeepDryPlans1764000856000,
