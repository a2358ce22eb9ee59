import { AccountRepository } from '@hub/accounts';
import {
  AmoClients,
  awaitFirstWrite,
  hasChangedNothing,
  ValidationFailed,
  Forbidden,
  NotFound,
  Refused,
  type AmoClient,
} from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Inject, Injectable } from '@nestjs/common';
import { message, say, type Message } from '@hub/messages';
import { kindWords } from '../kind/kind-words.js';
import { address, UnknownIdError } from '../kind/placeholder.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { KindName } from '../kind/kind.js';
import { notSeen, type LedgerEntry } from '../plan/ledger.js';
import { objectWords } from '../plan/describe-reason.js';
import { isRemoval, placeOf, type Change, type Plan } from '../plan/plan.js';
import { createdBy, whyStale } from '../plan-run/compare-plans.js';
import { detailsOfManaged, lookAtAccount, planFor, type Look } from '../plan-run/look-at-account.js';
import { PlanBasisLoader } from '../plan-run/plan-basis.js';
import type { PlanRun } from '../plan-run/plan-run.entity.js';
import { PlanRunRepository } from '../plan-run/plan-run.repository.js';
import type { PlanEvent } from '../plan-run/plan-state.js';
import { whyNotWritten } from '../plan-run/why-not-written.js';
import { rereadCollections } from '../snapshot/read-snapshot.js';
import { begunAndMissing } from './begun-and-missing.js';
import { batchCalls, writtenCollections } from './batch-calls.js';
import { normaliseSnapshot, type AccountState } from '../configuration/normalise-snapshot.js';
import { goneEntries } from '../ledger/gone-entries.js';
import { describeRefusal } from './describe-refusal.js';
import { fillCall, type Step, type WriteCall } from './call.js';
import { moveDeals } from './move-deals.js';
import { MoveRecord } from './move-record.js';
import { whatArrived } from './what-arrived.js';
import {
  differenceLeft,
  doneWithoutCall,
  namesOf,
  outcomesOf,
  withoutRefused,
  writtenIn,
  type Outcomes,
} from './outcomes.js';
import { adoptionsOf, AnswerMismatchError, readAnswer, type Learned } from './read-answer.js';
import { withFreshLists } from './fresh-lists.js';

export interface ApplyJob {
  planId: string;
  accountId: string;
}

/** Refusals of amoCRM, and answers that do not name what was made: a repeat cannot change them. */
const refusals = [ValidationFailed, Forbidden, NotFound, Refused, AnswerMismatchError, UnknownIdError];

/**
 * Carries an approved plan out, one call at a time. Every attempt begins with a fresh look: until the
 * first write the account must be exactly as approved, after it (killed process, lost answer, pause) at most what the
 * approved plan covers.
 * So a call whose answer was lost is never sent twice: what it created is found and entered as the hub's own, and what
 * is not to be found is waited for as long as that call may be on its way.
 */
@Injectable()
export class ApplyPlan {
  constructor(
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(PlanBasisLoader) private readonly basis: PlanBasisLoader,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
  ) {}

  /** Runs until the plan is applied, stopped or refused. Throws typed errors of the client for another attempt. */
  async apply(job: Job<ApplyJob>): Promise<void> {
    const run = await job.step((tx) => this.runs.begin(tx, job.payload.planId, new Date()));
    if (run === null) return;
    if (await this.isStopped(job, run, run.order)) return;
    const amo = this.clients.forAccount(run.accountId, 'bulk', job.signal);
    try {
      const look = await lookAtAccount(amo, await this.basis.load(run, job.correlationId));
      const missingSince = begunAndMissing(run.inFlight, look.plan);
      if (missingSince) awaitFirstWrite(missingSince, new Date());
      await this.enterUnseen(job, run, look.plan);
      const stale = whyStale(look.plan, run.plan, run);
      if (stale !== null) {
        await this.end(job, run, 'move', message('outcomes.moved', { why: stale }));
        return;
      }
      const steps = batchCalls(look.plan);
      await this.enterAdoptions(job, run, look.plan, steps.length);
      const refused = await this.carryOut(job, run, amo, { look, steps });
      if (refused !== null) await this.verify(job, run, amo, { look, steps, refused });
    } catch (error) {
      if (isRefusal(error)) return this.end(job, run, 'fail', describeRefusal(error));
      // So that who watches a plan that waits for its next attempt sees what for.
      const reason = message('outcomes.waiting', { failure: describeRefusal(error) });
      await job.step((tx) => this.runs.note(tx, run.id, { reason }));
      throw error;
    }
  }

  /** What the interrupted call may have made of a kind that is not given now stays the hub's own until it can be seen. */
  private async enterUnseen(job: Job<ApplyJob>, run: PlanRun, { unread = [] }: Plan): Promise<void> {
    const entries = (run.inFlight?.created ?? []).flatMap(({ kind, ref }) =>
      unread.filter((name) => name === kind).map((name) => unseenEntry(name, ref)),
    );
    if (entries.length > 0)
      await job.step((tx) => this.ledger.learn(tx, run.accountId, { entries, forgotten: [] }));
  }

  /** Adoptions need no call. What the interrupted call created is adopted too, but stays the hub's own. */
  private async enterAdoptions(job: Job<ApplyJob>, run: PlanRun, plan: Plan, steps: number): Promise<void> {
    const own = new Set((run.inFlight?.created ?? []).map(({ kind, ref }) => `${kind} ${ref}`));
    const entries = adoptionsOf(plan).map((entry) =>
      own.has(`${entry.kind} ${entry.ref}`) ? { ...entry, origin: 'created' as const } : entry,
    );
    const facts = { hasBegun: true, inFlight: null, callsPlanned: run.callsDone + steps };
    await job.step(async (tx) => {
      await this.ledger.learn(tx, run.accountId, { entries, forgotten: [] });
      await this.runs.advance(tx, run.id, facts, doneWithoutCall(run.plan, plan));
    });
  }

  /** What amoCRM refused and nothing depends on; null when the plan is ended: a person stopped it, or deals arrived. */
  private async carryOut(
    job: Job<ApplyJob>,
    run: PlanRun,
    amo: AmoClient,
    { look, steps }: { look: Look; steps: readonly Step[] },
  ): Promise<Outcomes | null> {
    const { plan, snapshot: seen } = look;
    const { uses } = await this.basis.load(run, job.correlationId);
    const ids = new Map(Object.entries(plan.ids));
    let callsDone = run.callsDone;
    let learned: Learned = nothing;
    let outcomes: Outcomes = {};
    let refused: Outcomes = {};
    for (const step of [...steps, null]) {
      // One transaction records the last answer and announces the next call: because each is a round of its own.
      const order = await job.step(async (tx) => {
        await this.ledger.learn(tx, run.accountId, learned);
        const created = step?.do === 'write' ? createdBy(step.items) : [];
        const inFlight = created.length > 0 ? { created, begunAt: new Date().toISOString() } : null;
        return this.runs.advance(tx, run.id, { inFlight, callsDone, changedAt: new Date() }, outcomes);
      });
      if (step === null) break;
      if (await this.isStopped(job, run, order)) return null;
      const arrived = await whatArrived(amo, step, { look, steps, run, uses });
      if (arrived !== null) {
        await this.end(job, run, 'move', arrived);
        return null;
      }
      const isStopped = async () => (await this.runs.get(run.id)).order !== null;
      try {
        learned =
          step.do === 'write'
            ? await write(amo, await withFreshLists(amo, step, { plan, steps, seen, ids }), ids)
            : await moveDeals(amo, step, ids, { record: new MoveRecord(job, run.id), isStopped });
        outcomes = step.do === 'write' ? outcomesOf(step.items, { result: 'done' }) : {};
      } catch (error) {
        outcomes = refusalOf(step, error);
        if (!isBearable(step, error)) {
          await this.noteFailure(job, run, error, outcomes);
          throw error;
        }
        learned = nothing;
        refused = { ...refused, ...outcomes };
      }
      for (const [address, id] of learned.ids) ids.set(address, id);
      callsDone += 1;
    }
    return refused;
  }

  /**
   * What certainly made nothing is no longer in flight: else an object that people make meanwhile would be taken for
   * the hub's own.
   */
  private async noteFailure(
    job: Job<ApplyJob>,
    run: PlanRun,
    error: unknown,
    outcomes: Outcomes,
  ): Promise<void> {
    const facts = { changedAt: new Date(), ...(hasChangedNothing(error) ? { inFlight: null } : {}) };
    await job.step((tx) => this.runs.advance(tx, run.id, facts, outcomes));
  }

  /** Between two calls: obeys a person who stopped the plan or closed the account to writing. */
  private async isStopped(job: Job<ApplyJob>, run: PlanRun, order: PlanRun['order']): Promise<boolean> {
    if (order !== null) {
      await this.end(job, run, order, message('outcomes.stopped'));
      return true;
    }
    const refusal = whyNotWritten(await this.accounts.find(run.accountId));
    if (refusal !== null) await this.end(job, run, 'fail', refusal);
    return refusal !== null;
  }

  /** Reads back what was written: a plan made from it must have nothing left of this one but what was refused. */
  private async verify(
    job: Job<ApplyJob>,
    run: PlanRun,
    amo: AmoClient,
    { look, steps, refused }: { look: Look; steps: readonly Step[]; refused: Outcomes },
  ): Promise<void> {
    const basis = await this.basis.load(run, job.correlationId);
    const written = writtenCollections(steps);
    const snapshot = await rereadCollections(amo, look.snapshot, written, detailsOfManaged(basis));
    const rest = planFor(snapshot, basis);
    const branch = normaliseSnapshot(snapshot);
    const gone = goneMeanwhile(look.plan, refused, branch);
    const removed = gone.filter(isRemoval).map((change) => [placeOf(change), { result: 'done' }] as const);
    if (removed.length > 0)
      await job.step((tx) => this.runs.advance(tx, run.id, {}, Object.fromEntries(removed)));
    const goneFrom = new Set(gone.map(placeOf));
    const open = Object.fromEntries(Object.entries(refused).filter(([place]) => !goneFrom.has(place)));
    const left = differenceLeft(withoutRefused(look.plan, open), withoutRefused(rest, open), branch.objects);
    if (left !== null) return this.end(job, run, 'fail', message('outcomes.differs', { change: left }));
    const more = writtenIn(rest);
    const forgotten = goneEntries(basis.ledger, branch, basis.configuration);
    const names = namesOf(look.plan, open);
    if (names.length > 0) {
      return this.end(job, run, 'fail', message('outcomes.refused', { names }), forgotten);
    }
    const blind = branch.unread.filter((kind) => written.some((collection) => collection.kind === kind));
    const but = blind.length === 0 ? 'none' : blind.map((kind) => kindWords(kind, 'list'));
    const missing = look.plan.changes.filter(({ action }) => action === 'blocked');
    if (missing.length === 0)
      return this.end(job, run, 'finish', message('outcomes.applied', { but, more }), forgotten);
    const lacking = missing.map(objectWords);
    const reason = message('outcomes.applied-in-part', { but, more, missing: lacking });
    await this.end(job, run, 'finish-in-part', reason, forgotten);
  }

  private async end(
    job: Job<ApplyJob>,
    run: PlanRun,
    event: PlanEvent,
    reason: Message,
    forgotten: Learned['forgotten'] = [],
  ): Promise<void> {
    await job.finish(async (tx) => {
      const { state } = await this.runs.happen(tx, run.id, event, reason, new Date());
      await this.runs.note(tx, run.id, { order: null, inFlight: null });
      await this.ledger.learn(tx, run.accountId, { entries: [], forgotten });
      job.log.info({ plan: run.id, state, reason: say(reason, 'en') }, 'apply ended');
    });
  }
}

const isRefusal = (error: unknown): boolean => refusals.some((refusal) => error instanceof refusal);

/** A refusal is what became of the changes of that call; of any other failure nothing is known. */
function refusalOf(step: Step, error: unknown): Outcomes {
  if (step.do !== 'write' || !isRefusal(error)) return {};
  return outcomesOf(step.items, { result: 'refused', detail: describeRefusal(error) });
}

/** Whether the rest of the plan can be carried out all the same. */
function isBearable(step: Step, error: unknown): boolean {
  return step.do === 'write' && step.isUncertain && isRefusal(error) && hasChangedNothing(error);
}

/** Refused changes of objects that the account has no more: to remove one is done, to change one is a difference. */
function goneMeanwhile(plan: Plan, refused: Outcomes, { objects, unread }: AccountState): readonly Change[] {
  const standing = new Set(objects.map(({ kind, id }) => address(kind, id)));
  return plan.changes.filter(
    (change) =>
      placeOf(change) in refused &&
      change.branchId !== null &&
      !unread.includes(change.kind) &&
      !standing.has(address(change.kind, change.branchId)),
  );
}

const unseenEntry = (kind: KindName, ref: string): LedgerEntry => ({
  kind,
  ref,
  branchId: notSeen,
  origin: 'created',
});

const nothing: Learned = { entries: [], forgotten: [], ids: new Map() };

async function write(amo: AmoClient, step: WriteCall, ids: ReadonlyMap<string, string>): Promise<Learned> {
  const call = fillCall(step, ids);
  const { method, path, body } = call;
  const answer = await amo.call({ method, path, ...(body === null ? {} : { body }) });
  return readAnswer(call, answer.body);
}
