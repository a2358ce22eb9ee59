export {
  DeadLetterFilter,
  DeadLetterPage,
  DeadLetterQuery,
  DeadLetterRef,
  DeadLettersReplayed,
  DeadLetterView,
  type BusService,
} from './dead-letters.js';
export {
  eventConsumers,
  eventVersions,
  type AccountRemoved,
  type BranchChanged,
  type AccountUsable,
  type CrmChanged,
  type CrmEntity,
  type Events,
  type Subject,
} from './events.js';
export {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  JsonField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
  TextListField,
  ZoneField,
} from './fields.js';
export {
  AccountQuery,
  BlockView,
  ClaimAnswer,
  ClaimBody,
  ClaimRequest,
  ExchangeLimits,
  ExchangeLimitsView,
  ExchangeSettings,
  ExchangeSettingsView,
  SaveExchangeLimits,
  SaveExchangeSettings,
  StageRef,
  UserLimits,
} from './limits.js';
export {
  decodeCursor,
  encodeCursor,
  forgedCursor,
  pageInMemory,
  pageOf,
  type CursorShape,
  type Page,
} from './paging.js';
export { MessageField } from './message-field.js';
export { parseRequest } from './parse-request.js';
export type { Requests, RequestSubject } from './requests.js';
export {
  CancelBody,
  CancelTransfer,
  DecisionPage,
  DecisionQuery,
  DecisionView,
  LeadInQueue,
  LeadPath,
  PageRequest,
  RoutingRulesBody,
  RoutingRulesView,
  SaveRoutingRules,
  TransferPage,
  TransferPath,
  TransferQuery,
  TransferView,
  type DecisionKind,
  type TransferState,
} from './router.js';
export { NeededField, NeededPipeline, ReleaseNeeds, ReleaseNeedsRequest } from './sync-needs.js';
export {
  FieldGap,
  FieldMap,
  FieldMapEntry,
  FieldMapRequest,
  TRANSFER_FIELD_CODE,
  type Linking,
} from './sync-field-map.js';
export {
  BlueprintBody,
  BlueprintCheck,
  BlueprintText,
  CompareReleases,
  CompareTo,
  ExportBlueprint,
  ImportBlueprint,
  ReleaseDifference,
} from './sync-blueprints.js';
export {
  AdoptDrift,
  AdoptDriftBody,
  DriftFindingView,
  DriftOfAccount,
  DriftPage,
  DriftPath,
  DriftQuery,
  ExceptDrift,
  ExceptDriftBody,
  ExceptedFindings,
  FixDrift,
  ListDrift,
  ProposedFindings,
} from './sync-drift.js';
export {
  ChangeException,
  ExceptionBody,
  ExceptionChangeBody,
  ExceptionPage,
  ExceptionPath,
  ExceptionQuery,
  ExceptionView,
  SaveException,
} from './sync-exceptions.js';
export { ForgetObject, LedgerPage, LedgerQuery, LedgerRow, ReadoptObject } from './sync-ledger.js';
export { MakeRelease, NewReleaseView, ReleasePage, ReleasePath, ReleaseView } from './sync-releases.js';
export {
  ApprovePlan,
  ApprovePlanBody,
  ChangePage,
  ConfirmStep,
  ConfirmStepBody,
  ListChanges,
  ListPlans,
  MakePlan,
  MissingObject,
  PlanChange,
  PlanPage,
  PlanSummary,
  PlanPath,
  PlanProgress,
  planStates,
  PlanView,
  type PlanState,
} from './sync.js';
export { ObjectUse, ObjectUses, UsesRequest, type UseName } from './uses.js';
export { waitingCauses, WaitingPage, WaitingQuery, WaitingRow, type WaitingCause } from './waiting.js';
export { isRunning, progressOf } from './plan-progress.js';
