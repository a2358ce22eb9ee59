import { AmoClients, ifAllowed, listUsers } from '@hub/amocrm';
import { Inject, Injectable } from '@nestjs/common';
import { VerifySteps } from '../checklist/verify-steps.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { KindName } from '../kind/kind-name.js';
import type { NeverMade } from '../ledger/forget-never-made.js';
import { neverMade } from '../ledger/never-made.js';
import type { AllowedDifference } from '../plan/ledger.js';
import { planFor } from '../plan-run/draft-plan.js';
import { scopeOf } from '../plan-run/plan-scope.js';
import { PlanSourcesLoader } from '../plan-run/plan-sources.js';
import { readSnapshot } from '../snapshot/read-snapshot.js';
import { BroughtRepository, type Brought } from './brought.repository.js';
import type { Admin } from './drift-account.entity.js';
import { findDrift, type Drift } from './find-drift.js';

/** What one reading of an account found. */
export interface DriftReading {
  readonly found: readonly Drift[];
  readonly exceptions: readonly AllowedDifference[];
  /** Kinds that the account did not give. */
  readonly unread: readonly KindName[];
  /** What calls without an answer may have made and the account does not have. */
  readonly neverMade: NeverMade['objects'];
}

/** Reads accounts for their drift: the calls of a plan that has nothing to do, with the lowest priority, and no write there. */
@Injectable()
export class ReadDrift {
  constructor(
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(PlanSourcesLoader) private readonly sources: PlanSourcesLoader,
    @Inject(BroughtRepository) private readonly plans: BroughtRepository,
    @Inject(VerifySteps) private readonly steps: VerifySteps,
  ) {}

  /**
   * Compares the account with the release it was brought to, and ticks off the steps that it shows as done. Throws the
   * client's errors.
   */
  async read(
    brought: Brought,
    { correlationId, signal }: { correlationId: string; signal: AbortSignal },
  ): Promise<DriftReading> {
    const { accountId, releaseId } = brought;
    const { left, limits } = await this.plans.findRest(brought);
    const options = { prune: false, migrationTargets: {}, limits };
    const sources = await this.sources.load({ accountId, releaseId, options }, correlationId);
    const amo = this.clients.forAccount(accountId, 'bulk', signal);
    const snapshot = await readSnapshot(amo, scopeOf(sources));
    const plan = planFor(snapshot, sources);
    await this.steps.verify(brought, { correlationId, signal }, plan);
    const { configuration: release, earlier, ledger, exceptions } = sources;
    const found = findDrift(plan, { release, ledger, left });
    const absent = neverMade([release, ...earlier], normaliseSnapshot(snapshot), ledger);
    return { found, exceptions, unread: plan.unread ?? [], neverMade: absent };
  }

  /** Who administers the account now: who changed something is not to be known. Null where users may not be read. */
  async admins(accountId: string, signal: AbortSignal): Promise<Admin[] | null> {
    const amo = this.clients.forAccount(accountId, 'bulk', signal);
    const list = await ifAllowed(() => listUsers(amo));
    const admins = list?.users.filter(({ rights }) => rights.is_admin && rights.is_active);
    return admins?.map(({ id, name }) => ({ id, name })) ?? null;
  }
}
