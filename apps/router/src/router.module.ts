import { BusModule } from '@hub/bus';
import type { Locale } from '@hub/messages';
import { Module, type DynamicModule } from '@nestjs/common';
import { CARD_LOCALE } from './card-locale.js';
import { CustodyController } from './custody.controller.js';
import { ForgetAccount } from './forget-account.js';
import { Decision } from './lead/decision.entity.js';
import { DecisionRepository } from './lead/decision.repository.js';
import { LeadConsumer } from './lead/lead.consumer.js';
import { LoadRouting } from './lead/load-routing.js';
import { RoutingRulesController } from './rules/routing-rules.controller.js';
import { RoutingRules } from './rules/routing-rules.entity.js';
import { RoutingRulesRepository } from './rules/routing-rules.repository.js';
import { UsesResponder } from './rules/uses.responder.js';
import { ContactIntent } from './transfer/contact-intent.entity.js';
import { ContactIntentRepository } from './transfer/contact-intent.repository.js';
import { PurgeContactIntents } from './transfer/purge-contact-intents.js';
import { TransferContexts } from './transfer/transfer-context.js';
import { TransferLead } from './transfer/transfer-lead.js';
import { Transfer } from './transfer/transfer.entity.js';
import { TransferRepository } from './transfer/transfer.repository.js';

/** The tables of this service. */
export const routerEntities = [ContactIntent, Decision, RoutingRules, Transfer];

/** The router. Needs the global providers of the process, of libs/accounts and of libs/amocrm. */
@Module({})
export class RouterModule {
  static inLanguage(locale: Locale): DynamicModule {
    return {
      module: RouterModule,
      imports: [BusModule.forService('router')],
      controllers: [CustodyController, RoutingRulesController, UsesResponder],
      providers: [
        { provide: CARD_LOCALE, useValue: locale },
        ContactIntentRepository,
        DecisionRepository,
        ForgetAccount,
        LeadConsumer,
        LoadRouting,
        PurgeContactIntents,
        RoutingRulesRepository,
        TransferContexts,
        TransferLead,
        TransferRepository,
      ],
    };
  }
}
