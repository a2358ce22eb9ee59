import { BusModule } from '@hub/bus';
import { Module } from '@nestjs/common';
import { ForgetAccount } from './forget-account.js';
import { Claim } from './claim/claim.entity.js';
import { ClaimLead } from './claim/claim-lead.js';
import { ClaimRepository } from './claim/claim.repository.js';
import { ClaimsController } from './claim/claims.controller.js';
import { FinishClaim } from './claim/finish-claim.js';
import { HandOverLinked } from './claim/hand-over-linked.js';
import { MakeClaim } from './claim/make-claim.js';
import { SettleClaim } from './claim/settle-claim.js';
import { EligibilityController } from './eligibility/eligibility.controller.js';
import { JudgeUser } from './eligibility/judge-user.js';
import { Facts } from './facts/facts.js';
import { JournalFacts } from './facts/journal-facts.js';
import { OverviewController } from './overview/overview.controller.js';
import { Exchange } from './settings/exchange.entity.js';
import { ExchangeRepository } from './settings/exchange.repository.js';
import { SettingsController } from './settings/settings.controller.js';
import { UsesResponder } from './settings/uses.responder.js';
import { LimitsController } from './settings/limits.controller.js';
import { SaveLimits } from './settings/save-limits.js';
import { UserLimitsRow } from './settings/user-limits.entity.js';
import { StockLead } from './stock/lead.entity.js';
import { NightlyReading } from './stock/nightly-reading.js';
import { ReadLeads } from './stock/read-leads.js';
import { StockConsumer } from './stock/stock.consumer.js';
import { StockRepository } from './stock/stock.repository.js';
import { TableController } from './table/table.controller.js';

/** The tables of this service. */
export const limitsEntities = [Claim, Exchange, StockLead, UserLimitsRow];

/** The limits service. Needs the global providers of the process, of libs/accounts, libs/amocrm and libs/journal. */
@Module({
  imports: [BusModule.forService('limits')],
  controllers: [
    ClaimsController,
    EligibilityController,
    LimitsController,
    OverviewController,
    SettingsController,
    TableController,
    UsesResponder,
  ],
  providers: [
    ClaimLead,
    ClaimRepository,
    ExchangeRepository,
    FinishClaim,
    ForgetAccount,
    HandOverLinked,
    JudgeUser,
    { provide: Facts, useClass: JournalFacts },
    MakeClaim,
    NightlyReading,
    ReadLeads,
    SaveLimits,
    SettleClaim,
    StockConsumer,
    StockRepository,
  ],
})
export class LimitsModule {}
