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
import { RefusedSettings } from './claim/refused-settings.js';
import { ResolveClaim } from './claim/resolve-claim.js';
import { EligibilityController } from './eligibility/eligibility.controller.js';
import { PreviewController } from './eligibility/preview.controller.js';
import { JudgeUser } from './eligibility/judge-user.js';
import { Facts } from './facts/facts.js';
import { JournalFacts } from './facts/journal-facts.js';
import { ReservationsResponder } from './reserved/reservations.responder.js';
import { JudgeQuotas } from './quota/judge-quotas.js';
import { Quota } from './quota/quota.entity.js';
import { QuotaRepository } from './quota/quota.repository.js';
import { QuotasController } from './quota/quotas.controller.js';
import { Reservation } from './quota/reservation.entity.js';
import { ReservationRepository } from './quota/reservation.repository.js';
import { ReserveLead } from './quota/reserve-lead.js';
import { ReviewReservations } from './quota/review-reservations.js';
import { ReservationController } from './quota/reservation.controller.js';
import { ResolveReservation } from './quota/resolve-reservation.js';
import { MakeReport } from './report/make-report.js';
import { PressesRepository } from './report/presses.repository.js';
import { ReportController } from './report/report.controller.js';
import { OverviewController } from './overview/overview.controller.js';
import { Exchange } from './settings/exchange.entity.js';
import { ExchangeRepository } from './settings/exchange.repository.js';
import { SettingsController } from './settings/settings.controller.js';
import { UsesResponder } from './settings/uses.responder.js';
import { LimitsController } from './settings/limits.controller.js';
import { MendedBySettings } from './settings/mended-by-settings.js';
import { SaveLimits } from './settings/save-limits.js';
import { WatchSettings } from './settings/watch-settings.js';
import { UserLimitsRow } from './settings/user-limits.entity.js';
import { SetAside } from './stock/set-aside.entity.js';
import { OfferAgain } from './stock/offer-again.js';
import { StockRepository } from './stock/stock.repository.js';
import { WatchRefused } from './stock/watch-refused.js';
import { WaitingResponder } from './stock/waiting.responder.js';
import { TableController } from './table/table.controller.js';

/** The tables of this service. */
export const limitsEntities = [Claim, Exchange, Quota, Reservation, SetAside, UserLimitsRow];

/** The limits service. Needs the global providers of the process, of libs/accounts, libs/amocrm and libs/journal. */
@Module({
  imports: [BusModule.forService('limits')],
  controllers: [
    ClaimsController,
    EligibilityController,
    LimitsController,
    PreviewController,
    QuotasController,
    ReportController,
    ReservationsResponder,
    OverviewController,
    SettingsController,
    ReservationController,
    TableController,
    UsesResponder,
    WaitingResponder,
  ],
  providers: [
    ClaimLead,
    ClaimRepository,
    ExchangeRepository,
    FinishClaim,
    ForgetAccount,
    HandOverLinked,
    JudgeQuotas,
    JudgeUser,
    { provide: Facts, useClass: JournalFacts },
    MakeClaim,
    MakeReport,
    MendedBySettings,
    OfferAgain,
    PressesRepository,
    QuotaRepository,
    RefusedSettings,
    ReservationRepository,
    ReserveLead,
    ReviewReservations,
    SaveLimits,
    ResolveClaim,
    ResolveReservation,
    StockRepository,
    WatchRefused,
    WatchSettings,
  ],
})
export class LimitsModule {}
