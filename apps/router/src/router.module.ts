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
import { againProviders } from './again/again.providers.js';
import { CallNote } from './call/call-note.entity.js';
import { CallNoteRepository } from './call/call-note.repository.js';
import { CarryCalls } from './call/carry-calls.js';
import { FindCalls } from './call/find-calls.js';
import { CARD_LOCALE } from './card-locale.js';
import { CorrectContact } from './correction/correct-contact.js';
import { CorrectCopy } from './correction/correct-copy.js';
import { UntakenTransfers } from './correction/untaken-transfers.js';
import { CustodyController } from './custody.controller.js';
import { custodyProviders } from './custody/custody.providers.js';
import { Mirror } from './custody/mirror.entity.js';
import { ReRouteController } from './custody/re-route.controller.js';
import { ReRoute } from './custody/re-route.entity.js';
import { TrailController } from './custody/trail.controller.js';
import { Escalation } from './escalation/escalation.entity.js';
import { escalationProviders } from './escalation/escalation.providers.js';
import { EscalationsController } from './escalation/escalations.controller.js';
import { ForgetAccount } from './forget-account.js';
import { Decision } from './lead/decision.entity.js';
import { JudgedLead } from './lead/judged-lead.entity.js';
import { leadProviders } from './lead/lead.providers.js';
import { BranchList } from './lists/branch-list.entity.js';
import { listsProviders } from './lists/lists.providers.js';
import { FindHandedOver } from './merge/find-handed-over.js';
import { Quotas } from './quota/quotas.js';
import { TakePlace } from './quota/take-place.js';
import { TransferStatesResponder } from './quota/transfer-states.responder.js';
import { OpenAsk } from './re-judge/open-ask.entity.js';
import { ReJudgeLead } from './re-judge/re-judge-lead.entity.js';
import { ReJudgeController } from './re-judge/re-judge.controller.js';
import { reJudgeProviders } from './re-judge/re-judge.providers.js';
import { ReceiveLeads } from './receive/receive-lead.js';
import { ReceiveSetting } from './receive/receive-setting.js';
import { ReceiveController } from './receive/receive.controller.js';
import { ReceivedLead } from './receive/received-lead.entity.js';
import { ReceivedLeadRepository } from './receive/received-lead.repository.js';
import { ReadPlaces } from './region/read-places.js';
import { RegionWords } from './region/region-words.entity.js';
import { RegionWordsRepository } from './region/region-words.repository.js';
import { RegionsController } from './region/regions.controller.js';
import { RouterTraces } from './router-traces.js';
import { RoutingRulesController } from './rules/routing-rules.controller.js';
import { RoutingRules } from './rules/routing-rules.entity.js';
import { RulesTrialController } from './rules/rules-trial.controller.js';
import { rulesProviders } from './rules/rules.providers.js';
import { UsesResponder } from './rules/uses.responder.js';
import { ContactIntent } from './transfer/contact-intent.entity.js';
import { Transfer } from './transfer/transfer.entity.js';
import { transferProviders } from './transfer/transfer.providers.js';
import { OperatorController } from './waiting/operator.controller.js';
import { waitingProviders } from './waiting/waiting.providers.js';
import { WaitingResponder } from './waiting/waiting.responder.js';

/** The tables of this service. */
export const routerEntities = [
  AbsentCard,
  BranchList,
  CallNote,
  ContactIntent,
  Decision,
  Escalation,
  JudgedLead,
  Mirror,
  OpenAsk,
  ReceivedLead,
  RegionWords,
  ReJudgeLead,
  ReRoute,
  RoutingRules,
  Transfer,
];

/**
 * The router. Needs the global providers of the process, of libs/accounts, libs/amocrm and libs/journal. A folder with many
 * providers lists them itself (`*.providers.ts`).
 */
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
        RegionsController,
        ReJudgeController,
        ReRouteController,
        RoutingRulesController,
        RulesTrialController,
        TrailController,
        TransferStatesResponder,
        UsesResponder,
        WaitingResponder,
      ],
      providers: [
        { provide: CARD_LOCALE, useValue: locale },
        ...againProviders,
        ...custodyProviders,
        ...escalationProviders,
        ...leadProviders,
        ...listsProviders,
        ...reJudgeProviders,
        ...rulesProviders,
        ...transferProviders,
        ...waitingProviders,
        AbsentCardRepository,
        AccountFacts,
        CallNoteRepository,
        CarryCalls,
        ConfirmAbsence,
        CorrectContact,
        CorrectCopy,
        UntakenTransfers,
        FindCalls,
        FindHandedOver,
        ForgetAccount,
        Quotas,
        ReadCards,
        ReadPlaces,
        ReceivedLeadRepository,
        ReceiveLeads,
        ReceiveSetting,
        RecentCards,
        RegionWordsRepository,
        RouterTraces,
        TakePlace,
      ],
    };
  }
}
