import { BusModule } from '@hub/bus';
import { Module } from '@nestjs/common';
import { ApplyConsumer } from './apply/apply.consumer.js';
import { ApplyPlan } from './apply/apply-plan.js';
import { BlueprintResponder } from './blueprint/blueprint.responder.js';
import { AccountException } from './exception/account-exception.entity.js';
import { AllowDifference } from './exception/allow-difference.js';
import { ExceptionEnds } from './exception/exception-ends.js';
import { ExceptionRepository } from './exception/exception.repository.js';
import { ExceptionResponder } from './exception/exception.responder.js';
import { FieldMapResponder } from './field-map/field-map.responder.js';
import { HqFields } from './field-map/hq-fields.js';
import { ForgetAccount } from './forget-account.js';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { LedgerResponder } from './ledger/ledger.responder.js';
import { ManagedObject } from './ledger/managed-object.entity.js';
import { LoadUses } from './plan-run/load-uses.js';
import { UsesResponder } from './plan-run/uses.responder.js';
import { PlanMaker } from './plan-run/make-plan.js';
import { PlanBasisLoader } from './plan-run/plan-basis.js';
import { PlanResponder } from './plan-run/plan.responder.js';
import { PlanRun } from './plan-run/plan-run.entity.js';
import { PlanRunRepository } from './plan-run/plan-run.repository.js';
import { ReleaseMaker } from './release/make-release.js';
import { NeedsResponder } from './release/needs.responder.js';
import { ReleaseEntity } from './release/release.entity.js';
import { ReleaseRepository } from './release/release.repository.js';
import { ReleaseResponder } from './release/release.responder.js';

/** The tables of this service. */
export const syncEntities = [AccountException, ManagedObject, PlanRun, ReleaseEntity];

/** The sync service. Needs the global providers of the process, of libs/accounts and of libs/amocrm. */
@Module({
  imports: [BusModule.forService('sync')],
  controllers: [
    BlueprintResponder,
    ExceptionResponder,
    FieldMapResponder,
    LedgerResponder,
    NeedsResponder,
    UsesResponder,
    PlanResponder,
    ReleaseResponder,
  ],
  providers: [
    AllowDifference,
    ApplyConsumer,
    ApplyPlan,
    ExceptionEnds,
    ExceptionRepository,
    ForgetAccount,
    HqFields,
    LedgerRepository,
    LoadUses,
    PlanBasisLoader,
    PlanMaker,
    PlanRunRepository,
    ReleaseMaker,
    ReleaseRepository,
  ],
})
export class SyncModule {}
