import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { batchCalls } from '../apply/batch-calls.js';
import { isRemoval, type Plan } from '../plan/plan.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { neverMade } from '../ledger/never-made.js';
import { refuseUnreadable } from '../snapshot/unreadable.js';
import { irrevocableIn } from './irrevocable.js';
import { listedPlan } from './listed-plan.js';
import {
  countedForPlan,
  draftPlan,
  draftFromKept,
  narrowedTo,
  planAgain,
  type PlanDraft,
} from './draft-plan.js';
import { PlanSourcesLoader, type PlanSources } from './plan-sources.js';
import type { PlanRun } from './plan-run.entity.js';
import type { CountedRun, MadeRun } from './plan-run.repository.js';

/** What a plan is asked for with. */
type Asked = Pick<PlanRun, 'accountId' | 'releaseId' | 'options'>;

interface Asking {
  readonly correlationId: string;
  readonly signal?: AbortSignal;
}

/** A snapshot of an account, and what its plan is made from besides. */
interface SourcedDraft {
  readonly draft: PlanDraft;
  readonly sources: PlanSources;
  /** When the reading of the snapshot began. */
  readonly readFrom: Date;
}

/** Reads accounts and makes plans for them. Stores nothing in the database and writes nothing to the account. */
@Injectable()
export class PlanDrafter {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(PlanSourcesLoader) private readonly sources: PlanSourcesLoader,
  ) {}

  /** Reads the lists of the account. Throws as `PlanMaker.make` does. */
  async draft(asked: Asked, { correlationId, signal }: Asking): Promise<SourcedDraft> {
    const { accountId, releaseId } = asked;
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const { number, groupId } = await this.sources.release(releaseId);
    if (groupId !== account.groupId)
      throw new Problem(422, message('problems.release-of-other-group', { number }));
    const amo = this.clients.forAccount(accountId, 'bulk', signal);
    const asking = await this.sources.load(asked, correlationId);
    const readFrom = new Date();
    const first = await draftPlan(amo, asking).catch(refuseUnreadable);
    const targets = targetsIn(first.plan, asked.options.dealTargets ?? {});
    const migrationTargets = { ...asked.options.migrationTargets, ...targets };
    const sources = { ...asking, options: { ...asking.options, migrationTargets } };
    return { draft: Object.keys(targets).length > 0 ? planAgain(first, sources) : first, sources, readFrom };
  }

  /** The plan with all counted, however many cards that takes. */
  async draftAndCount(asked: Asked, asking: Asking): Promise<MadeRun> {
    const { draft, ...read } = await this.draft(asked, asking);
    return this.runOf(asked, { ...read, draft: await countedForPlan(draft, read.sources) });
  }

  /** The kept plan with all counted; the lists of the account are as they were when it was made. */
  async countFor(run: PlanRun, { correlationId, signal }: Asking): Promise<CountedRun> {
    const amo = this.clients.forAccount(run.accountId, 'bulk', signal);
    const sources = await this.sources.load(run, correlationId);
    const draft = run.seen
      ? await draftFromKept(amo, sources, run.seen.snapshot)
      : await draftPlan(amo, sources);
    const { id, accountId } = run;
    return { id, accountId, ...(await shownOf(await countedForPlan(draft, sources), sources)) };
  }

  /** A new plan for the snapshot that was read. */
  async runOf({ accountId, releaseId }: Asked, { draft, sources, readFrom }: SourcedDraft): Promise<MadeRun> {
    const { snapshot, counter } = draft;
    const { configuration, earlier, ledger } = sources;
    const objects = neverMade([configuration, ...earlier], normaliseSnapshot(snapshot), ledger);
    const only = narrowedTo(snapshot, sources);
    const options = { ...sources.options, ...(only ? { only } : {}), exceptions: sources.exceptions };
    const now = new Date();
    return {
      id: randomUUID(),
      accountId,
      releaseId,
      rolloutId: null,
      state: 'planned',
      reason: null,
      refusal: null,
      ...(await shownOf(draft, sources)),
      options,
      seen: { snapshot, countedFrom: counter.countsFrom.toISOString() },
      absent: { objects, readFrom },
      hasBegun: false,
      begunAt: null,
      inFlight: null,
      outcomes: {},
      order: null,
      revision: 0,
      callsDone: 0,
      approvedBy: null,
      forcedBy: null,
      madeAt: now,
      changedAt: now,
    };
  }
}

/** What a person is shown of a plan, and what was counted for that. */
async function shownOf(
  { plan, counter }: PlanDraft,
  sources: PlanSources,
): Promise<Omit<CountedRun, 'id' | 'accountId'>> {
  return {
    plan,
    listed: listedPlan(plan),
    irrevocable: plan.counts.create === 0 ? [] : irrevocableIn(plan, await sources.deleted()),
    callsPlanned: batchCalls(plan).length,
    tallies: counter.tallies,
  };
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
