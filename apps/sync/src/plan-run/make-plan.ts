import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import type { MakePlan } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { batchCalls } from '../apply/batch-calls.js';
import type { Plan } from '../plan/plan.js';
import { idleTargets, wrongNames } from './check-options.js';
import { irrevocableIn } from './irrevocable.js';
import { kindNamed } from './kind-named.js';
import { listedPlan } from './listed-plan.js';
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
   * Ends the account's plans of people that nobody approved. Throws a `Problem`: 404 for an unknown account or release, 422 for
   * targets that match nothing, 502 for an answer that cannot be true. Throws `RetryLater` while it is not
   * known what settings name in the account, and the client's errors.
   */
  async make(request: MakePlan, correlationId: string): Promise<PlanRun> {
    const { configuration } = await this.basis.release(request.releaseId);
    refuse(wrongNames(request, configuration));
    const run = await this.look({ ...request, options: optionsOf(request) }, { correlationId });
    refuse(idleTargets(request, run.plan));
    await inTransaction(this.source, (tx) => this.keep(tx, run));
    return run;
  }

  /** Reads the account and plans its way, as `make` does; keeps nothing. */
  async look(
    asked: Pick<PlanRun, 'accountId' | 'releaseId' | 'options'>,
    { correlationId, signal }: { correlationId: string; signal?: AbortSignal },
  ): Promise<PlanRun> {
    const { accountId, releaseId } = asked;
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const { number, groupId } = await this.basis.release(releaseId);
    if (groupId !== account.groupId)
      throw new Problem(422, message('problems.release-of-other-group', { number }));
    const amo = this.clients.forAccount(accountId, 'bulk', signal);
    const basis = await this.basis.load(asked, correlationId);
    const look = await lookAtAccount(amo, basis).catch(refuseUnreadable);
    const { plan, snapshot } = look;
    const only = narrowedTo(snapshot, basis);
    const options = { ...look.options, ...(only ? { only } : {}), exceptions: basis.exceptions };
    const now = new Date();
    return {
      id: randomUUID(),
      accountId,
      releaseId,
      rolloutId: null,
      state: 'planned',
      reason: null,
      plan,
      listed: listedPlan(plan),
      irrevocable: await this.irrevocable(accountId, plan),
      options,
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
  }

  /**
   * Keeps a plan and ends the account's plans that nobody approved: a person's plan those of people, a rollout's those
   * of rollouts. Both stand beside each other until one is approved.
   */
  async keep(tx: EntityManager, run: PlanRun): Promise<void> {
    const { accountId, id: exceptId, madeAt } = run;
    const madeBy = run.rolloutId === null ? 'people' : 'rollouts';
    const others = { accountId, states: ['planned'], exceptId, madeBy } as const;
    await this.runs.outdate(tx, others, message('outcomes.newer-plan'), madeAt);
    await this.runs.add(tx, run);
  }

  private async irrevocable(accountId: string, plan: Plan): Promise<Message[]> {
    return plan.counts.create === 0 ? [] : irrevocableIn(plan, await this.runs.listDeleted(accountId));
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
