import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import type { MakePlan, PlanObject } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { batchCalls } from '../apply/batch-calls.js';
import type { Chosen } from '../plan/narrow.js';
import { isRemoval, type Plan } from '../plan/plan.js';
import { idleTargets, wrongNames } from './check-options.js';
import { irrevocableIn } from './irrevocable.js';
import { kindNamed } from './kind-named.js';
import { listedPlan } from './listed-plan.js';
import { lookAtAccount, narrowedTo, planAgain, seenIn } from './look-at-account.js';
import { PlanBasisLoader } from './plan-basis.js';
import type { PlanOptions, PlanRun } from './plan-run.entity.js';
import { isSettled } from './plan-alarms.js';
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
    const asking = await this.basis.load({ accountId, releaseId, options: asked.options }, correlationId);
    const first = await lookAtAccount(amo, asking).catch(refuseUnreadable);
    const targets = targetsIn(first.plan, asked.options.dealTargets ?? {});
    const migrationTargets = { ...asked.options.migrationTargets, ...targets };
    const basis = { ...asking, options: { ...asking.options, migrationTargets } };
    const look = Object.keys(targets).length > 0 ? planAgain(first, basis) : first;
    const { plan } = look;
    const only = narrowedTo(look.snapshot, basis);
    const options = { ...basis.options, ...(only ? { only } : {}), exceptions: basis.exceptions };
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
      seen: seenIn(look),
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
   * of rollouts. Both stand beside each other until one is approved. Throws a `Problem` when the account was removed
   * while it was planned for: nobody would forget the plan.
   */
  async keep(tx: EntityManager, run: PlanRun): Promise<void> {
    const { accountId, id: exceptId, madeAt } = run;
    const account = await this.accounts.lock(tx, accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const { name, state } = account;
    if (state === 'removed') throw new Problem(409, message('problems.account-not-written', { name, state }));
    const madeBy = run.rolloutId === null ? 'people' : 'rollouts';
    const others = { accountId, states: ['planned'], exceptId, madeBy } as const;
    await this.runs.outdate(tx, others, message('outcomes.newer-plan'), madeAt);
    await this.runs.add(tx, run);
    if (isSettled(run)) await this.runs.clearAllAlarms(tx, accountId, madeAt);
  }

  private async irrevocable(accountId: string, plan: Plan): Promise<Message[]> {
    return plan.counts.create === 0 ? [] : irrevocableIn(plan, await this.runs.listDeleted(accountId));
  }
}

/** Branch ids of what is to be deleted, and which stage takes the deals there, by the keys that were named. */
function targetsIn({ changes }: Plan, dealTargets: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    changes.flatMap((change) => {
      const to = isRemoval(change) ? dealTargets[change.key] : undefined;
      return to === undefined || change.branchId === null ? [] : [[change.branchId, to]];
    }),
  );
}

/** Throws a 422 `Problem` that names the wrong fields, if there are any. */
function refuse(errors: FieldError[]): void {
  if (errors.length > 0) throw new Problem(422, message('sync.plan-input'), errors);
}

/** Throws a 422 `Problem` for a chosen object that names no kind. */
function optionsOf({ prune, migrationTargets, limits, only, createAnyway }: MakePlan): PlanOptions {
  return {
    prune: prune ?? false,
    migrationTargets: Object.fromEntries((migrationTargets ?? []).map(({ from, to }) => [from, to])),
    ...(only ? { only: only.map(chosen) } : {}),
    ...(createAnyway ? { createAnyway: createAnyway.map(chosen) } : {}),
    ...(limits
      ? { limits: Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== null)) }
      : {}),
  };
}

const chosen = ({ kind, key }: PlanObject): Chosen => ({ kind: kindNamed(kind), key });
