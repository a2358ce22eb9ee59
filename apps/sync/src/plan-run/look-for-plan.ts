import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { batchCalls } from '../apply/batch-calls.js';
import { isRemoval, type Plan } from '../plan/plan.js';
import { refuseUnreadable } from '../snapshot/unreadable.js';
import { irrevocableIn } from './irrevocable.js';
import { listedPlan } from './listed-plan.js';
import {
  countedForPlan,
  lookAtAccount,
  lookKept,
  narrowedTo,
  planAgain,
  type Look,
} from './look-at-account.js';
import { PlanBasisLoader, type PlanBasis } from './plan-basis.js';
import type { PlanRun } from './plan-run.entity.js';
import { PlanRunRepository, type MadeRun } from './plan-run.repository.js';

/** What a plan is asked for with. */
type Asked = Pick<PlanRun, 'accountId' | 'releaseId' | 'options'>;

interface Asking {
  readonly correlationId: string;
  readonly signal?: AbortSignal;
}

/** A look at an account, and what its plan is made from besides. */
interface BasedLook {
  readonly look: Look;
  readonly basis: PlanBasis;
}

/** Looks at accounts to plan for them. Keeps nothing, neither here nor there. */
@Injectable()
export class LookForPlan {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(PlanBasisLoader) private readonly basis: PlanBasisLoader,
  ) {}

  /** Reads the lists of the account. Throws as `PlanMaker.make` does. */
  async look(asked: Asked, { correlationId, signal }: Asking): Promise<BasedLook> {
    const { accountId, releaseId } = asked;
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const { number, groupId } = await this.basis.release(releaseId);
    if (groupId !== account.groupId)
      throw new Problem(422, message('problems.release-of-other-group', { number }));
    const amo = this.clients.forAccount(accountId, 'bulk', signal);
    const asking = await this.basis.load(asked, correlationId);
    const first = await lookAtAccount(amo, asking).catch(refuseUnreadable);
    const targets = targetsIn(first.plan, asked.options.dealTargets ?? {});
    const migrationTargets = { ...asked.options.migrationTargets, ...targets };
    const basis = { ...asking, options: { ...asking.options, migrationTargets } };
    return { look: Object.keys(targets).length > 0 ? planAgain(first, basis) : first, basis };
  }

  /** The plan with all counted, however many cards that takes. */
  async lookAndCount(asked: Asked, asking: Asking): Promise<MadeRun> {
    const { look, basis } = await this.look(asked, asking);
    return this.runOf(asked, { look: await countedForPlan(look, basis), basis });
  }

  /** The kept plan with all counted; the lists of the account are as they were when it was made. */
  async countFor(run: PlanRun, { correlationId, signal }: Asking): Promise<MadeRun> {
    const amo = this.clients.forAccount(run.accountId, 'bulk', signal);
    const basis = await this.basis.load(run, correlationId);
    const look = run.seen ? await lookKept(amo, basis, run.seen.snapshot) : await lookAtAccount(amo, basis);
    return { ...(await this.runOf(run, { look: await countedForPlan(look, basis), basis })), id: run.id };
  }

  /** A new plan of what was seen. */
  async runOf({ accountId, releaseId }: Asked, { look, basis }: BasedLook): Promise<MadeRun> {
    const { plan, snapshot, counter } = look;
    const only = narrowedTo(snapshot, basis);
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
      seen: { snapshot, countedFrom: counter.countsFrom.toISOString() },
      tallies: counter.tallies,
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
