import { BusModule } from '@hub/bus';
import type { Locale } from '@hub/messages';
import { Module, type DynamicModule } from '@nestjs/common';
import { AbsentCard } from './absence/absent-card.entity.js';
import { AbsentCardRepository } from './absence/absent-card.repository.js';
import { ConfirmAbsence } from './absence/confirm-absence.js';
import { ReadCards } from './absence/read-cards.js';
import { RecentCards } from './absence/recent-cards.js';
import { AccountFacts } from './account-facts.js';
import { AgainController } from './again/again.controller.js';
import { BringOn } from './again/bring-on.js';
import { CorrectContact } from './correction/correct-contact.js';
import { CorrectCopy } from './correction/correct-copy.js';
import { FollowAccount } from './again/follow-account.js';
import { FollowBranch } from './again/follow-branch.js';
import { FollowRules } from './again/follow-rules.js';
import { HastenLeads } from './again/hasten-leads.js';
import { HastenTransfers } from './again/hasten-transfers.js';
import { CallNote } from './call/call-note.entity.js';
import { CallNoteRepository } from './call/call-note.repository.js';
import { CarryCalls } from './call/carry-calls.js';
import { FindCalls } from './call/find-calls.js';
import { CARD_LOCALE } from './card-locale.js';
import { AskChecks } from './custody/ask-checks.js';
import { AskReRoute } from './custody/ask-re-route.js';
import { BeginLeg } from './custody/begin-leg.js';
import { ChooseBranch } from './custody/choose-branch.js';
import { CheckMirrors } from './custody/check-mirrors.js';
import { ChoicesInFeed } from './custody/choices-in-feed.js';
import { CloseBranchLead } from './custody/close-branch-lead.js';
import { CustodyConsumer } from './custody/custody.consumer.js';
import { EndLeg } from './custody/end-leg.js';
import { FollowChoice } from './custody/follow-choice.js';
import { FollowMerge } from './custody/follow-merge.js';
import { FollowStanding } from './custody/follow-standing.js';
import { FollowLeg } from './custody/follow-leg.js';
import { KnownNames } from './custody/known-names.js';
import { LeaveBranch } from './custody/leave-branch.js';
import { LegRepository } from './custody/leg.repository.js';
import { LoadLeaving } from './custody/load-leaving.js';
import { LoadMirror } from './custody/load-mirror.js';
import { EnqueueChecks } from './custody/enqueue-checks.js';
import { MirrorLeg } from './custody/mirror-leg.js';
import { Mirror } from './custody/mirror.entity.js';
import { MirrorRepository } from './custody/mirror.repository.js';
import { AskedLead } from './again/asked-lead.js';
import { FreePlace } from './custody/free-place.js';
import { LeavingPlaces } from './custody/leaving-place.js';
import { NoteLeaving } from './custody/note-leaving.js';
import { ReadChoice } from './custody/read-choice.js';
import { ReadHand } from './custody/read-hand.js';
import { ReadClosed } from './custody/read-closed.js';
import { RecordLeaving } from './custody/record-leaving.js';
import { FindReopened } from './custody/find-reopened.js';
import { ResumeLeg } from './custody/resume-leg.js';
import { ResumeReopened } from './custody/resume-reopened.js';
import { RetryInHand } from './custody/retry-in-hand.js';
import { GoOn } from './custody/go-on.js';
import { ReadTrail } from './custody/read-trail.js';
import { ReRoute } from './custody/re-route.entity.js';
import { ReRouteController } from './custody/re-route.controller.js';
import { ReRouteRepository } from './custody/re-route.repository.js';
import { RefusedWork } from './custody/refused-work.js';
import { TryLeaving } from './custody/try-leaving.js';
import { ReadRejection } from './custody/read-rejection.js';
import { RuleOfMirrors } from './custody/rule-of-mirrors.js';
import { ApplyLegDecision } from './custody/apply-leg-decision.js';
import { SendToBranch } from './custody/send-to-branch.js';
import { TrailController } from './custody/trail.controller.js';
import { TryInHand } from './custody/try-in-hand.js';
import { WatchUntaken } from './custody/watch-untaken.js';
import { OverwrittenChoices } from './custody/overwritten-choices.js';
import { RestoreChoices } from './custody/restore-choices.js';
import { WriteMirror } from './custody/write-mirror.js';
import { CustodyController } from './custody.controller.js';
import { BeginEscalation } from './escalation/begin-escalation.js';
import { BringEscalationOn } from './escalation/bring-escalation-on.js';
import { BranchPipelines } from './escalation/branch-pipelines.js';
import { CheckEscalations } from './escalation/check-escalations.js';
import { Escalate } from './escalation/escalate.js';
import { EscalationActs } from './escalation/escalation-acts.js';
import { EscalationContexts } from './escalation/escalation-context.js';
import { EscalationPlaces } from './escalation/escalation-places.js';
import { ReadEscalationSetting } from './escalation/escalation-setting.js';
import { Escalation } from './escalation/escalation.entity.js';
import { EscalationRepository } from './escalation/escalation.repository.js';
import { EscalationsController } from './escalation/escalations.controller.js';
import { JudgeEscalation } from './escalation/judge-escalation.js';
import { LoadEscalation } from './escalation/load-escalation.js';
import { OpenEscalation } from './escalation/open-escalation.js';
import { RunActs } from './escalation/run-acts.js';
import { WatchAcceptance } from './escalation/watch-acceptance.js';
import { ForgetAccount } from './forget-account.js';
import { CarryTransfer } from './lead/carry-transfer.js';
import { Decision } from './lead/decision.entity.js';
import { DecisionRepository } from './lead/decision.repository.js';
import { FollowTransfer } from './lead/follow-transfer.js';
import { JudgeLead } from './lead/judge-lead.js';
import { JudgedLead } from './lead/judged-lead.entity.js';
import { JudgedLeadRepository } from './lead/judged-lead.repository.js';
import { KnownClients } from './lead/known-clients.js';
import { LeadPast } from './lead/lead-past.js';
import { LoadSetting } from './lead/load-setting.js';
import { OpenLoads } from './lead/open-loads.js';
import { ReadLeadFacts } from './lead/read-lead-facts.js';
import { RotationRepository } from './lead/rotation.repository.js';
import { RouteInbound } from './lead/route-inbound.js';
import { WakeLeads } from './lead/wake-leads.js';
import { LeadConsumer } from './lead/lead.consumer.js';
import { LeadTraces } from './lead/lead-traces.js';
import { RecordDecision } from './lead/record-decision.js';
import { EnqueueBranchList } from './lists/enqueue-branch-list.js';
import { BranchListConsumer } from './lists/branch-list.consumer.js';
import { BranchList } from './lists/branch-list.entity.js';
import { BranchListRepository } from './lists/branch-list.repository.js';
import { CheckReleased } from './lists/check-released.js';
import { KeepBranchList } from './lists/keep-branch-list.js';
import { RecordBranchList } from './lists/record-branch-list.js';
import { WantedLists } from './lists/wanted-lists.js';
import { FindHandedOver } from './merge/find-handed-over.js';
import { RoutingStamp } from './lead/routing-stamp.js';
import { FindChanging } from './re-judge/find-changing.js';
import { ReJudgeLead } from './re-judge/re-judge-lead.entity.js';
import { ReJudgeLeadRepository } from './re-judge/re-judge-lead.repository.js';
import { ReJudgeList } from './re-judge/re-judge-list.js';
import { LoadKnown } from './re-judge/load-known.js';
import { OpenAsk } from './re-judge/open-ask.entity.js';
import { OpenAskRepository } from './re-judge/open-ask.repository.js';
import { Quotas } from './quota/quotas.js';
import { TakePlace } from './quota/take-place.js';
import { TransferStatesResponder } from './quota/transfer-states.responder.js';
import { ReJudgeController } from './re-judge/re-judge.controller.js';
import { ReJudge } from './re-judge/re-judge.js';
import { ReadIntake } from './re-judge/read-intake.js';
import { ReleaseLeads } from './re-judge/release-leads.js';
import { ReviewReJudgeList } from './re-judge/review-re-judge-list.js';
import { SweepIntake } from './re-judge/sweep-intake.js';
import { ReadPlaces } from './region/read-places.js';
import { RegionWords } from './region/region-words.entity.js';
import { RegionWordsRepository } from './region/region-words.repository.js';
import { RegionsController } from './region/regions.controller.js';
import { CheckRules } from './rules/check-rules.js';
import { LoadLintFacts } from './rules/load-lint-facts.js';
import { RulesTrialController } from './rules/rules-trial.controller.js';
import { ShareReading } from './lead/share-reading.js';
import { SimulateLead } from './rules/simulate-lead.js';
import { RoutingRulesController } from './rules/routing-rules.controller.js';
import { RoutingRules } from './rules/routing-rules.entity.js';
import { RoutingRulesRepository } from './rules/routing-rules.repository.js';
import { SaveRules } from './rules/save-rules.js';
import { UsesResponder } from './rules/uses.responder.js';
import { ExamineLead } from './lead/examine-lead.js';
import { RecordJudgement } from './lead/record-judgement.js';
import { ForeseeJudgement } from './re-judge/foresee-judgement.js';
import { ReadLegFacts } from './custody/read-leg-facts.js';
import { ReadWrittenFacts } from './rules/read-written-facts.js';
import { PointTransfer } from './transfer/point-transfer.js';
import { RouteTransfer } from './transfer/route-transfer.js';
import { WithdrawTransfer } from './transfer/withdraw-transfer.js';
import { AimTransfer } from './transfer/aim-transfer.js';
import { BranchDirectory } from './transfer/branch-directory.js';
import { ContactIntent } from './transfer/contact-intent.entity.js';
import { ContactIntentRepository } from './transfer/contact-intent.repository.js';
import { CarryLateContact } from './transfer/carry-late-contact.js';
import { FollowContact } from './transfer/follow-contact.js';
import { InspectTarget } from './transfer/inspect-target.js';
import { ReceiveLeads } from './receive/receive-lead.js';
import { ReceiveSetting } from './receive/receive-setting.js';
import { ReceiveController } from './receive/receive.controller.js';
import { ReceivedLead } from './receive/received-lead.entity.js';
import { ReceivedLeadRepository } from './receive/received-lead.repository.js';
import { PurgeContactIntents } from './transfer/purge-contact-intents.js';
import { RecordStep } from './transfer/record-step.js';
import { TargetTroubles } from './transfer/target-troubles.js';
import { TransferContexts } from './transfer/transfer-context.js';
import { TransferLead } from './transfer/transfer-lead.js';
import { EndOwnerTask } from './transfer/end-owner-task.js';
import { TransferTraces } from './transfer/transfer-traces.js';
import { Transfer } from './transfer/transfer.entity.js';
import { TransferRepository } from './transfer/transfer.repository.js';
import { FindWaiting } from './waiting/find-waiting.js';
import { OperateLead } from './waiting/operate-lead.js';
import { OperatorActs } from './waiting/operator-acts.js';
import { OperatorController } from './waiting/operator.controller.js';
import { OperatorRecord } from './waiting/operator-record.js';
import { ReviewCustody } from './waiting/review-custody.js';
import { ReviewWaiting } from './waiting/review-waiting.js';
import { WaitingRepository } from './waiting/waiting.repository.js';
import { WaitingResponder } from './waiting/waiting.responder.js';

/** The tables of this service. */
export const routerEntities = [
  AbsentCard,
  BranchList,
  CallNote,
  ContactIntent,
  Decision,
  Escalation,
  ReJudgeLead,
  JudgedLead,
  Mirror,
  OpenAsk,
  ReceivedLead,
  ReRoute,
  RegionWords,
  RoutingRules,
  Transfer,
];

/** The router. Needs the global providers of the process, of libs/accounts, libs/amocrm and libs/journal. */
@Module({})
export class RouterModule {
  static inLanguage(locale: Locale): DynamicModule {
    return {
      module: RouterModule,
      imports: [BusModule.forService('router')],
      controllers: [
        AgainController,
        CustodyController,
        EscalationsController,
        OperatorController,
        ReceiveController,
        ReJudgeController,
        ReRouteController,
        RegionsController,
        RoutingRulesController,
        TransferStatesResponder,
        RulesTrialController,
        TrailController,
        UsesResponder,
        WaitingResponder,
      ],
      providers: [
        { provide: CARD_LOCALE, useValue: locale },
        AbsentCardRepository,
        AccountFacts,
        AimTransfer,
        ApplyLegDecision,
        AskChecks,
        AskReRoute,
        AskedLead,
        BeginEscalation,
        BeginLeg,
        BranchDirectory,
        BranchListConsumer,
        BranchListRepository,
        BringOn,
        CarryTransfer,
        KeepBranchList,
        RecordBranchList,
        WantedLists,
        CheckReleased,
        CheckRules,
        LoadLintFacts,
        BranchPipelines,
        CheckEscalations,
        CheckMirrors,
        ChoicesInFeed,
        ChooseBranch,
        CloseBranchLead,
        ConfirmAbsence,
        ContactIntentRepository,
        CustodyConsumer,
        ExamineLead,
        DecisionRepository,
        EndLeg,
        BringEscalationOn,
        Escalate,
        EndOwnerTask,
        EnqueueBranchList,
        EnqueueChecks,
        EscalationActs,
        EscalationContexts,
        EscalationPlaces,
        EscalationRepository,
        FindChanging,
        FindHandedOver,
        FindWaiting,
        CallNoteRepository,
        CarryCalls,
        CorrectContact,
        CorrectCopy,
        FindCalls,
        FollowAccount,
        FollowBranch,
        FollowChoice,
        FollowStanding,
        CarryLateContact,
        FollowContact,
        FollowLeg,
        FollowMerge,
        FollowRules,
        FollowTransfer,
        ForeseeJudgement,
        ForgetAccount,
        FreePlace,
        GoOn,
        HastenLeads,
        HastenTransfers,
        InspectTarget,
        JudgeEscalation,
        JudgeLead,
        JudgedLeadRepository,
        KnownNames,
        LeadConsumer,
        KnownClients,
        LeadPast,
        LeadTraces,
        LeaveBranch,
        LeavingPlaces,
        LegRepository,
        LoadEscalation,
        LoadKnown,
        LoadLeaving,
        LoadMirror,
        LoadSetting,
        MirrorLeg,
        MirrorRepository,
        NoteLeaving,
        OpenAskRepository,
        OpenEscalation,
        OpenLoads,
        OperateLead,
        OperatorActs,
        OperatorRecord,
        PointTransfer,
        PurgeContactIntents,
        Quotas,
        ReJudge,
        ReJudgeLeadRepository,
        ReJudgeList,
        ReRouteRepository,
        RefusedWork,
        TryLeaving,
        ReadCards,
        ReadChoice,
        ReadClosed,
        ReadHand,
        ReadEscalationSetting,
        ReadIntake,
        ReadLeadFacts,
        ReadLegFacts,
        ReadPlaces,
        ReadRejection,
        ReadTrail,
        ReadWrittenFacts,
        ReceiveLeads,
        ReceiveSetting,
        ReceivedLeadRepository,
        RecordStep,
        RecentCards,
        RecordDecision,
        RecordJudgement,
        RecordLeaving,
        RegionWordsRepository,
        ReleaseLeads,
        RetryInHand,
        FindReopened,
        ResumeLeg,
        ResumeReopened,
        ReviewCustody,
        ReviewReJudgeList,
        ReviewWaiting,
        RotationRepository,
        RouteInbound,
        RouteTransfer,
        RoutingRulesRepository,
        RoutingStamp,
        RuleOfMirrors,
        RunActs,
        SaveRules,
        SendToBranch,
        ShareReading,
        SimulateLead,
        SweepIntake,
        TakePlace,
        TargetTroubles,
        TransferContexts,
        TransferLead,
        TransferRepository,
        TransferTraces,
        TryInHand,
        WaitingRepository,
        WakeLeads,
        WatchAcceptance,
        WatchUntaken,
        WithdrawTransfer,
        WriteMirror,
        OverwrittenChoices,
        RestoreChoices,
      ],
    };
  }
}
