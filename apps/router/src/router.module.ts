import { BusModule } from '@hub/bus';
import type { Locale } from '@hub/messages';
import { Module, type DynamicModule } from '@nestjs/common';
import { AbsentCard } from './absence/absent-card.entity.js';
import { AbsentCardRepository } from './absence/absent-card.repository.js';
import { ConfirmAbsence } from './absence/confirm-absence.js';
import { ReadCards } from './absence/read-cards.js';
import { RecentLeads } from './absence/recent-leads.js';
import { AccountFacts } from './account-facts.js';
import { AgainController } from './again/again.controller.js';
import { BringOn } from './again/bring-on.js';
import { FollowAccount } from './again/follow-account.js';
import { FollowBranch } from './again/follow-branch.js';
import { FollowRules } from './again/follow-rules.js';
import { HastenLeads } from './again/hasten-leads.js';
import { HastenTransfers } from './again/hasten-transfers.js';
import { CARD_LOCALE } from './card-locale.js';
import { CustodyController } from './custody.controller.js';
import { ForgetAccount } from './forget-account.js';
import { Decision } from './lead/decision.entity.js';
import { DecisionRepository } from './lead/decision.repository.js';
import { JudgeLead } from './lead/judge-lead.js';
import { JudgedLead } from './lead/judged-lead.entity.js';
import { JudgedLeadRepository } from './lead/judged-lead.repository.js';
import { LeadPast } from './lead/lead-past.js';
import { LoadSetting } from './lead/load-setting.js';
import { OpenLoads } from './lead/open-loads.js';
import { ReadLeadFacts } from './lead/read-lead-facts.js';
import { TurnRepository } from './lead/turn.repository.js';
import { WakeLeads } from './lead/wake-leads.js';
import { LeadConsumer } from './lead/lead.consumer.js';
import { LeadTraces } from './lead/lead-traces.js';
import { LoadRouting } from './lead/load-routing.js';
import { RecordDecision } from './lead/record-decision.js';
import { FindHandedOver } from './merge/find-handed-over.js';
import { RoutingStamp } from './lead/routing-stamp.js';
import { FindChanging } from './re-judge/find-changing.js';
import { HeldLead } from './re-judge/held-lead.entity.js';
import { HeldLeadRepository } from './re-judge/held-lead.repository.js';
import { HoldLeads } from './re-judge/hold-leads.js';
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
import { ReviewHeld } from './re-judge/review-held.js';
import { SweepIntake } from './re-judge/sweep-intake.js';
import { ReadPlaces } from './region/read-places.js';
import { RegionWords } from './region/region-words.entity.js';
import { RegionWordsRepository } from './region/region-words.repository.js';
import { RegionsController } from './region/regions.controller.js';
import { CheckRules } from './rules/check-rules.js';
import { RulesDeskController } from './rules/rules-desk.controller.js';
import { SimulateLead } from './rules/simulate-lead.js';
import { RoutingRulesController } from './rules/routing-rules.controller.js';
import { RoutingRules } from './rules/routing-rules.entity.js';
import { RoutingRulesRepository } from './rules/routing-rules.repository.js';
import { SaveRules } from './rules/save-rules.js';
import { UsesResponder } from './rules/uses.responder.js';
import { AimTransfer } from './transfer/aim-transfer.js';
import { ContactIntent } from './transfer/contact-intent.entity.js';
import { ContactIntentRepository } from './transfer/contact-intent.repository.js';
import { FollowContact } from './transfer/follow-contact.js';
import { InspectTarget } from './transfer/inspect-target.js';
import { PurgeContactIntents } from './transfer/purge-contact-intents.js';
import { TargetTroubles } from './transfer/target-troubles.js';
import { TransferContexts } from './transfer/transfer-context.js';
import { TransferLead } from './transfer/transfer-lead.js';
import { Transfer } from './transfer/transfer.entity.js';
import { TransferRepository } from './transfer/transfer.repository.js';
import { FindWaiting } from './waiting/find-waiting.js';
import { ReviewWaiting } from './waiting/review-waiting.js';
import { WaitingRepository } from './waiting/waiting.repository.js';
import { WaitingResponder } from './waiting/waiting.responder.js';

/** The tables of this service. */
export const routerEntities = [
  AbsentCard,
  ContactIntent,
  Decision,
  HeldLead,
  JudgedLead,
  OpenAsk,
  RegionWords,
  RoutingRules,
  Transfer,
];

/** The router. Needs the global providers of the process, of libs/accounts and of libs/amocrm. */
@Module({})
export class RouterModule {
  static inLanguage(locale: Locale): DynamicModule {
    return {
      module: RouterModule,
      imports: [BusModule.forService('router')],
      controllers: [
        AgainController,
        CustodyController,
        ReJudgeController,
        RegionsController,
        RoutingRulesController,
        TransferStatesResponder,
        RulesDeskController,
        UsesResponder,
        WaitingResponder,
      ],
      providers: [
        { provide: CARD_LOCALE, useValue: locale },
        AbsentCardRepository,
        AccountFacts,
        AimTransfer,
        BringOn,
        CheckRules,
        ConfirmAbsence,
        ContactIntentRepository,
        DecisionRepository,
        FindChanging,
        FindHandedOver,
        FindWaiting,
        FollowAccount,
        FollowBranch,
        FollowContact,
        FollowRules,
        ForgetAccount,
        HastenLeads,
        HastenTransfers,
        HeldLeadRepository,
        HoldLeads,
        InspectTarget,
        JudgedLeadRepository,
        JudgeLead,
        LeadConsumer,
        LeadPast,
        LeadTraces,
        LoadKnown,
        LoadRouting,
        LoadSetting,
        OpenAskRepository,
        OpenLoads,
        PurgeContactIntents,
        Quotas,
        ReadCards,
        ReadIntake,
        ReadLeadFacts,
        RecentLeads,
        RecordDecision,
        ReJudge,
        ReleaseLeads,
        ReviewHeld,
        ReviewWaiting,
        ReadPlaces,
        RegionWordsRepository,
        RoutingRulesRepository,
        RoutingStamp,
        SaveRules,
        SimulateLead,
        SweepIntake,
        TakePlace,
        TargetTroubles,
        TransferContexts,
        TransferLead,
        TransferRepository,
        TurnRepository,
        WaitingRepository,
        WakeLeads,
      ],
    };
  }
}
