import type { EscalationPage, EscalationQuery } from './escalations.js';
import type { CustodyQuery, CustodyView } from './custody.js';
import type { DeadLetterRequests } from './dead-letters.js';
import type {
  AccountQuery,
  ClaimAnswer,
  ClaimRequest,
  EligibilityQuery,
  EligibilityView,
  ExchangeLimitsView,
  ExchangeOverview,
  ExchangeSettingsView,
  ImportLimits,
  LimitsTable,
  LimitsTableQuery,
  SaveExchangeLimits,
  SaveExchangeSettings,
} from './limits.js';
import type { MovedDealPage, PlanProgress } from './sync-plan-progress.js';
import type { AssignLead, IgnoreLead } from './operators.js';
import type {
  ContactPath,
  JournalContactView,
  JournalView,
  LeadHistoryPath,
  LeadHistoryView,
} from './observer.js';
import type { ExchangePreview, PreviewPageRequest } from './exchange-preview.js';
import type { ReportPage, ReportRequest, ReportTable, ReportTableRequest } from './exchange-report.js';
import type {
  AskQuotas,
  ConfirmQuota,
  QuotaAnswers,
  QuotaPage,
  QuotaPath,
  QuotaQuery,
  QuotaReserved,
  QuotaSettingsView,
  QuotaResolved,
  ReserveQuota,
  SaveQuota,
  ResolveQuota,
  TransferStates,
  TransferStatesQuery,
} from './quotas.js';
import type { ReservationPage, ReservationQuery } from './reservations.js';
import type { ReceivedPath, ReceivedView, ReceiveLead } from './receive.js';
import type {
  ReadRegion,
  RegionNames,
  RegionReading,
  RegionWordsView,
  SaveRegionWords,
} from './region-words.js';
import type {
  CancelTransfer,
  DecisionPage,
  DecisionQuery,
  DecisionView,
  LeadInQueue,
  LeadPath,
  PageRequest,
  ReJudge,
  ReJudged,
  ReRouteLead,
  TransferPage,
  TransferPath,
  TransferQuery,
  TransferView,
} from './router.js';
import type {
  RoutingRulesBody,
  RoutingRulesView,
  RulesLint,
  SaveRoutingRules,
  SimulatedRouting,
  SimulateRouting,
} from './routing-rules.js';
import type {
  BlueprintBody,
  BlueprintCheck,
  BlueprintText,
  CompareReleases,
  ExportBlueprint,
  ImportBlueprintBy,
  ReleaseDifference,
} from './sync-blueprints.js';
import type {
  ChecklistPage,
  ChecklistStep,
  ListChecklist,
  StepBody,
  TickStep,
  VerifiedChecklist,
  VerifyChecklist,
} from './sync-checklist.js';
import type {
  AdoptDrift,
  DriftOfAccount,
  DriftPage,
  DriftPath,
  ExceptDrift,
  ExceptedFindings,
  FixDrift,
  ListDrift,
  ProposedFindings,
} from './sync-drift.js';
import type {
  ChangeException,
  ExceptionPage,
  ExceptionPath,
  ExceptionQuery,
  ExceptionView,
  SaveException,
} from './sync-exceptions.js';
import type {
  AnswerBot,
  BotAnswers,
  BotAnswersQuery,
  BotDifference,
  BotDifferenceRequest,
  BotOutline,
  BotPage,
  BotPath,
  BotQuery,
  BotReadiness,
  BotView,
  ChangeBot,
  OutlineRequest,
  ReadinessRequest,
  UploadBot,
} from './sync-bots.js';
import type {
  BotDelivery,
  BotDeliveryPage,
  BotDeliveryPath,
  BotDeliveryQuery,
  BotProof,
  DeclareBot,
  DeliverBot,
  PackedBotFile,
  ProveBot,
  RunBot,
  TickBot,
} from './sync-bot-deliveries.js';
import type { FieldMap, FieldMapRequest } from './sync-field-map.js';
import type { ListPath, ReleasedLists, WriteList, WrittenList } from './sync-lists.js';
import type { DryPlanAnswer, DryPlanPath, DryPlanView } from './sync-dry-plan.js';
import type { ForgetObject, LedgerPage, LedgerQuery, LedgerRow, ReadoptObject } from './sync-ledger.js';
import type {
  ListReleases,
  MakeReleaseBy,
  NewReleaseView,
  ReleasePage,
  ReleasePath,
  ReleaseView,
} from './sync-releases.js';
import type {
  ActOnRollout,
  ApproveRollout,
  ApproveRolloutAccount,
  ListRolloutAccounts,
  MakeRollout,
  RolloutPath,
  SkipRolloutAccount,
} from './sync-rollouts.js';
import type {
  RolloutAccountPage,
  RolloutAccountView,
  RolloutPage,
  RolloutProgress,
  RolloutView,
} from './sync-rollout-views.js';
import type {
  ApprovePlan,
  ChangePage,
  ConfirmStep,
  ListChanges,
  ListPlans,
  MakePlan,
  PlanPage,
  PlanPath,
  PlanView,
} from './sync.js';
import type { ObjectUses, UsesRequest } from './uses.js';

import type { WaitingPage, WaitingQuery } from './waiting.js';

/**
 * Every request one service may ask of another: subject → request and reply. The first word of a subject is the
 * service that answers. One line per request; the classes live in the file named after that service.
 */
export interface Requests extends DeadLetterRequests {
  'sync.ping': { request: Record<string, never>; reply: { ok: true } };
  'sync.releases.make': { request: MakeReleaseBy; reply: NewReleaseView };
  'sync.releases.list': { request: ListReleases; reply: ReleasePage };
  'sync.releases.show': { request: ReleasePath; reply: ReleaseView };
  'sync.releases.compare': { request: CompareReleases; reply: ReleaseDifference };
  'sync.uses': { request: UsesRequest; reply: ObjectUses };
  'sync.dry-plans.ask': { request: DryPlanPath; reply: DryPlanAnswer };
  'sync.dry-plans.show': { request: DryPlanPath; reply: DryPlanView };
  'sync.blueprints.validate': { request: BlueprintBody; reply: BlueprintCheck };
  'sync.blueprints.import': { request: ImportBlueprintBy; reply: NewReleaseView };
  'sync.blueprints.export': { request: ExportBlueprint; reply: BlueprintText };
  'sync.plans.make': { request: MakePlan; reply: PlanView };
  'sync.plans.list': { request: ListPlans; reply: PlanPage };
  'sync.plans.show': { request: PlanPath; reply: PlanView };
  'sync.plans.moved-deals': { request: ListChanges; reply: MovedDealPage };
  'sync.plans.changes': { request: ListChanges; reply: ChangePage };
  'sync.plans.approve': { request: ApprovePlan; reply: PlanView };
  'sync.plans.apply': { request: PlanPath; reply: PlanProgress };
  'sync.plans.pause': { request: PlanPath; reply: PlanProgress };
  'sync.plans.cancel': { request: PlanPath; reply: PlanProgress };
  'sync.plans.confirm': { request: ConfirmStep; reply: PlanView };
  'sync.rollouts.make': { request: MakeRollout; reply: RolloutView };
  'sync.rollouts.list': { request: PageRequest; reply: RolloutPage };
  'sync.rollouts.show': { request: RolloutPath; reply: RolloutView };
  'sync.rollouts.progress': { request: RolloutPath; reply: RolloutProgress };
  'sync.rollouts.accounts': { request: ListRolloutAccounts; reply: RolloutAccountPage };
  'sync.rollouts.approve': { request: ApproveRollout; reply: RolloutProgress };
  'sync.rollouts.approve-account': { request: ApproveRolloutAccount; reply: RolloutAccountView };
  'sync.rollouts.skip-account': { request: SkipRolloutAccount; reply: RolloutAccountView };
  'sync.rollouts.pause': { request: ActOnRollout; reply: RolloutProgress };
  'sync.rollouts.resume': { request: ActOnRollout; reply: RolloutProgress };
  'sync.rollouts.stop': { request: ActOnRollout; reply: RolloutProgress };
  'sync.rollouts.retry': { request: ActOnRollout; reply: RolloutProgress };
  'sync.ledger.forget': { request: ForgetObject; reply: LedgerRow };
  'sync.ledger.readopt': { request: ReadoptObject; reply: LedgerRow };
  'sync.ledger.list': { request: LedgerQuery; reply: LedgerPage };
  'sync.checklist.list': { request: ListChecklist; reply: ChecklistPage };
  'sync.checklist.tick': { request: TickStep; reply: ChecklistStep };
  'sync.checklist.untick': { request: StepBody; reply: ChecklistStep };
  'sync.checklist.verify': { request: VerifyChecklist; reply: VerifiedChecklist };
  'sync.drift.ask': { request: DriftPath; reply: DriftOfAccount };
  'sync.drift.show': { request: DriftPath; reply: DriftOfAccount };
  'sync.drift.list': { request: ListDrift; reply: DriftPage };
  'sync.drift.fix': { request: FixDrift; reply: PlanView };
  'sync.drift.adopt': { request: AdoptDrift; reply: ProposedFindings };
  'sync.drift.except': { request: ExceptDrift; reply: ExceptedFindings };
  'sync.exceptions.save': { request: SaveException; reply: ExceptionView };
  'sync.exceptions.list': { request: ExceptionQuery; reply: ExceptionPage };
  'sync.exceptions.show': { request: ExceptionPath; reply: ExceptionView };
  'sync.exceptions.change': { request: ChangeException; reply: ExceptionView };
  'sync.exceptions.remove': { request: ExceptionPath; reply: ExceptionView };
  'sync.bots.upload': { request: UploadBot; reply: BotView };
  'sync.bots.list': { request: BotQuery; reply: BotPage };
  'sync.bots.show': { request: BotPath; reply: BotView };
  'sync.bots.change': { request: ChangeBot; reply: BotView };
  'sync.bots.outline': { request: OutlineRequest; reply: BotOutline };
  'sync.bots.compare': { request: BotDifferenceRequest; reply: BotDifference };
  'sync.bots.readiness': { request: ReadinessRequest; reply: BotReadiness };
  'sync.bots.answers': { request: BotAnswersQuery; reply: BotAnswers };
  'sync.bots.answer': { request: AnswerBot; reply: BotAnswers };
  'sync.bot-deliveries.make': { request: DeliverBot; reply: BotDelivery };
  'sync.bot-deliveries.list': { request: BotDeliveryQuery; reply: BotDeliveryPage };
  'sync.bot-deliveries.show': { request: BotDeliveryPath; reply: BotDelivery };
  'sync.bot-deliveries.file': { request: BotDeliveryPath; reply: PackedBotFile };
  'sync.bot-deliveries.declare': { request: DeclareBot; reply: BotDelivery };
  'sync.bot-deliveries.tick': { request: TickBot; reply: BotDelivery };
  'sync.bot-deliveries.prove': { request: ProveBot; reply: BotProof };
  'sync.bot-deliveries.prove-run': { request: RunBot; reply: BotDelivery };
  'sync.bot-deliveries.run': { request: RunBot; reply: BotDelivery };
  'sync.bot-deliveries.stop': { request: RunBot; reply: BotDelivery };
  'sync.field-map': { request: FieldMapRequest; reply: FieldMap };
  'sync.lists.write': { request: WriteList; reply: WrittenList };
  'sync.lists.released': { request: ListPath; reply: ReleasedLists };
  'router.uses': { request: UsesRequest; reply: ObjectUses };
  'router.waiting': { request: WaitingQuery; reply: WaitingPage };
  'router.rules.show': { request: Record<string, never>; reply: RoutingRulesView };
  'router.rules.save': { request: SaveRoutingRules; reply: RoutingRulesView };
  'router.rules.lint': { request: RoutingRulesBody; reply: RulesLint };
  'router.simulate': { request: SimulateRouting; reply: SimulatedRouting };
  'router.regions.list': { request: Record<string, never>; reply: RegionNames };
  'router.regions.read': { request: ReadRegion; reply: RegionReading };
  'router.regions.words': { request: Record<string, never>; reply: RegionWordsView };
  'router.regions.save-words': { request: SaveRegionWords; reply: RegionWordsView };
  'router.decisions.list': { request: DecisionQuery; reply: DecisionPage };
  'router.decisions.re-judge': { request: ReJudge; reply: ReJudged };
  'router.leads.decide-again': { request: LeadPath; reply: LeadInQueue };
  'router.leads.receive': { request: ReceiveLead; reply: ReceivedView };
  'router.leads.received': { request: ReceivedPath; reply: ReceivedView };
  'router.leads.assign': { request: AssignLead; reply: TransferView };
  'router.leads.ignore': { request: IgnoreLead; reply: DecisionView };
  'router.transfers.list': { request: TransferQuery; reply: TransferPage };
  'router.custody.re-route': { request: ReRouteLead; reply: CustodyView };
  'router.escalations.list': { request: EscalationQuery; reply: EscalationPage };
  'router.custody.show': { request: CustodyQuery; reply: CustodyView };
  'router.transfers.show': { request: TransferPath; reply: TransferView };
  'router.transfers.states': { request: TransferStatesQuery; reply: TransferStates };
  'router.transfers.retry': { request: TransferPath; reply: TransferView };
  'router.transfers.cancel': { request: CancelTransfer; reply: TransferView };
  'observer.journal.show': { request: AccountQuery; reply: JournalView };
  'observer.journal.check': { request: AccountQuery; reply: JournalView };
  'observer.journal.contact': { request: ContactPath; reply: JournalContactView };
  'observer.journal.erase-contact': { request: ContactPath; reply: JournalContactView };
  'observer.journal.lead': { request: LeadHistoryPath; reply: LeadHistoryView };
  'limits.uses': { request: UsesRequest; reply: ObjectUses };
  'limits.reservations.list': { request: ReservationQuery; reply: ReservationPage };
  'limits.waiting': { request: WaitingQuery; reply: WaitingPage };
  'limits.settings.show': { request: AccountQuery; reply: ExchangeSettingsView };
  'limits.settings.save': { request: SaveExchangeSettings; reply: ExchangeSettingsView };
  'limits.limits.show': { request: AccountQuery; reply: ExchangeLimitsView };
  'limits.limits.save': { request: SaveExchangeLimits; reply: ExchangeLimitsView };
  'limits.table.show': { request: LimitsTableQuery; reply: LimitsTable };
  'limits.table.import': { request: ImportLimits; reply: ExchangeLimitsView };
  'limits.eligibility.show': { request: EligibilityQuery; reply: EligibilityView };
  'limits.preview.make': { request: PreviewPageRequest; reply: ExchangePreview };
  'limits.report.show': { request: ReportRequest; reply: ReportPage };
  'limits.report.table': { request: ReportTableRequest; reply: ReportTable };
  'limits.quotas.show': { request: QuotaPath; reply: QuotaSettingsView };
  'limits.quotas.save': { request: SaveQuota; reply: QuotaSettingsView };
  'limits.quotas.list': { request: QuotaQuery; reply: QuotaPage };
  'limits.quotas.ask': { request: AskQuotas; reply: QuotaAnswers };
  'limits.quotas.reserve': { request: ReserveQuota; reply: QuotaReserved };
  'limits.quotas.confirm': { request: ConfirmQuota; reply: QuotaResolved };
  'limits.quotas.release': { request: ResolveQuota; reply: QuotaResolved };
  'limits.overview.show': { request: EligibilityQuery; reply: ExchangeOverview };
  'limits.claims.make': { request: ClaimRequest; reply: ClaimAnswer };
}

export type RequestSubject = keyof Requests;
