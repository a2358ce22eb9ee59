import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import type { MakePlan } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { batchCalls } from '../apply/batch-calls.js';
import { idleTargets, wrongNames } from './check-options.js';
import { kindNamed } from './kind-named.js';
import { lookAtAccount, narrowedTo } from './look-at-account.js';
import { PlanBasisLoader } from './plan-basis.js';
import type { PlanOptions, PlanRun } from './plan-run.entity.js';
import { PlanRunRepository } from './plan-run.repository.js';
import { refuseUnreadable } from '../snapshot/unreadable.js';

/** Makes plans. Reads the account and writes nothing there. */
@Injectable()
export class PlanMaker {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(PlanBasisLoader) private readonly basis: PlanBasisLoader,
  ) {}

  /**
   * Ends the account's plans that nobody approved. Throws a `Problem`: 404 for an unknown account or release, 422 for
   * targets and chosen objects that match nothing, 502 for an answer that cannot be true. Throws `RetryLater` while it is not
   * known what settings name in the account, and the client's errors.
   */
  async make(request: MakePlan, correlationId: string): Promise<PlanRun> {
    const { accountId, releaseId } = request;
    if (!(await this.accounts.find(accountId))) throw new Problem(404, message('problems.no-such-account'));
    const asked = optionsOf(request);
    const basis = await this.basis.load({ accountId, releaseId, options: asked }, correlationId);
    const amo = this.clients.forAccount(accountId, 'bulk');
    refuse(wrongNames(request, basis.configuration));
    const { plan, snapshot } = await lookAtAccount(amo, basis).catch(refuseUnreadable);
    const only = narrowedTo(snapshot, basis);
    refuse(idleTargets(request, plan));
    const now = new Date();
    const run: PlanRun = {
      id: randomUUID(),
      accountId,
      releaseId,
      state: 'planned',
      reason: '',
      plan,
      options: { ...asked, ...(only ? { only } : {}), exceptions: basis.exceptions },
      hasBegun: false,
      inFlight: null,
      outcomes: {},
      order: null,
      callsPlanned: batchCalls(plan).length,
      callsDone: 0,
      approvedBy: null,
      forcedBy: null,
      madeAt: now,
      changedAt: now,
    };
    await inTransaction(this.source, async (tx) => {
      await this.runs.outdate(
        tx,
        { accountId, states: ['planned'], exceptId: run.id },
        'A newer plan was made',
        now,
      );
      await this.runs.add(tx, run);
    });
    return run;
  }
}

/** Throws a 422 `Problem` that names the wrong fields, if there are any. */
function refuse(errors: FieldError[]): void {
  if (errors.length > 0) throw new Problem(422, message('sync.plan-input'), errors);
}

/** Throws a 422 `Problem` for a chosen object that names no kind. */
function optionsOf({ prune, migrationTargets, limits, only }: MakePlan): PlanOptions {
  return {
    prune: prune ?? false,
    migrationTargets: Object.fromEntries((migrationTargets ?? []).map(({ from, to }) => [from, to])),
    ...(only ? { only: only.map(({ kind, key }) => ({ kind: kindNamed(kind), key })) } : {}),
    ...(limits
      ? { limits: Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== null)) }
      : {}),
  };
}
