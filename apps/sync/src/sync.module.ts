import { BusModule } from '@hub/bus';
import { Module } from '@nestjs/common';
import { ApplyConsumer } from './apply/apply.consumer.js';
import { ApplyPlan } from './apply/apply-plan.js';
import { BlueprintResponder } from './blueprint/blueprint.responder.js';
import { FieldMapResponder } from './field-map/field-map.responder.js';
import { HqFields } from './field-map/hq-fields.js';
import { ForgetAccount } from './forget-account.js';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { LedgerResponder } from './ledger/ledger.responder.js';
import { ManagedObject } from './ledger/managed-object.entity.js';
import { LoadUses } from './plan-run/load-uses.js';
import { UsesResponder } from './plan-run/uses.responder.js';
import { PlanMaker } from './plan-run/make-plan.js';
import { PlanControl } from './plan-run/plan-control.js';
import { PlanBasisLoader } from './plan-run/plan-basis.js';
import { PlanResponder } from './plan-run/plan.responder.js';
import { PlanRun } from './plan-run/plan-run.entity.js';
import { PlanRunRepository } from './plan-run/plan-run.repository.js';
import { ReleaseMaker } from './release/make-release.js';
import { NeedsResponder } from './release/needs.responder.js';
import { ReleaseEntity } from './release/release.entity.js';
import { ReleaseRepository } from './release/release.repository.js';
import { ReleaseResponder } from './release/release.responder.js';
import { AdvanceRollout } from './rollout/advance-rollout.js';
import { RolloutMaker } from './rollout/make-rollout.js';
import { PlanForRollout } from './rollout/plan-for-rollout.js';
import { RolloutActsResponder } from './rollout/rollout-acts.responder.js';
import { RolloutConsumer } from './rollout/rollout.consumer.js';
import { Rollout, RolloutAccount } from './rollout/rollout.entity.js';
import { RolloutRepository } from './rollout/rollout.repository.js';
import { RolloutResponder } from './rollout/rollout.responder.js';

/** The tables of this service. */
export const syncEntities = [ManagedObject, PlanRun, ReleaseEntity, Rollout, RolloutAccount];

/** The sync service. Needs the global providers of the process, of libs/accounts and of libs/amocrm. */
@Module({
  imports: [BusModule.forService('sync')],
  controllers: [
    BlueprintResponder,
    FieldMapResponder,
    LedgerResponder,
    NeedsResponder,
    UsesResponder,
    PlanResponder,
    ReleaseResponder,
    RolloutActsResponder,
    RolloutResponder,
  ],
  providers: [
    AdvanceRollout,
    ApplyConsumer,
    ApplyPlan,
    ForgetAccount,
    HqFields,
    LedgerRepository,
    LoadUses,
    PlanBasisLoader,
    PlanControl,
    PlanForRollout,
    PlanMaker,
    PlanRunRepository,
    ReleaseMaker,
    ReleaseRepository,
    RolloutConsumer,
    RolloutMaker,
    RolloutRepository,
  ],
})
export class SyncModule {}
