import { AmoClients, awaitFirstWrite, hasChangedNothing, type AmoClient } from '@hub/amocrm';
import type { GivenUp, Job } from '@hub/bus';
import { Inject, Injectable } from '@nestjs/common';
import { message, say, type Message } from '@hub/messages';
import type { EntityManager } from 'typeorm';
import { UnknownIdError } from '../kind/placeholder.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { Plan } from '../plan/plan.js';
import { forgottenSince, whyStale } from '../plan-run/compare-plans.js';
import {
  draftAgain,
  planFor,
  recounted,
  withoutNewExceptions,
  type PlanDraft,
} from '../plan-run/draft-plan.js';
import { both, detailsOfPlan, scopeOf } from '../plan-run/plan-scope.js';
import { PlanSourcesLoader, type PlanSources } from '../plan-run/plan-sources.js';
import type { PlanRun } from '../plan-run/plan-run.entity.js';
import { PlanRunRepository } from '../plan-run/plan-run.repository.js';
import type { PlanEvent } from '../plan-run/plan-state.js';
import { whyStopped } from '../plan-run/why-not-written.js';
import { readMissing } from '../snapshot/read-snapshot.js';
import { ApplyRunRepository, type Stop } from './apply-run.repository.js';
import {
  answered,
  begunAndMissing,
  besideEarlier,
  madeIn,
  stillInQuestion,
  underWay,
  type Known,
  unseenOf,
} from './begun-and-missing.js';
import { batchCalls } from './batch-calls.js';
import {
  compareBeforeWrite,
  isComparedBefore,
  type CompareContext,
  type FreshStep,
} from './compare-before-write.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { goneEntries } from '../ledger/gone-entries.js';
import { awaitListWrites } from '../list/list-lease.js';
import { describeGivenUp, waitOf } from './describe-refusal.js';
import type { Step } from './call.js';
import { isGoneMeanwhile } from './gone-meanwhile.js';
import { judgeEnd } from './judge-end.js';
import { keptSnapshot } from './kept-snapshot.js';
import { moveDeals } from './move-deals.js';
import { hasMadeUnseen } from './made-unseen.js';
import { MoveRecord } from './move-record.js';
import { whatArrived, type ApplyContext } from './what-arrived.js';
import { doneWithoutCall, type Outcomes } from './outcomes.js';
import { adoptionsOf, type Learned } from './read-answer.js';
import { readBack, type Answers } from './read-back.js';
import {
  isBearable,
  isFinal,
  refusalForGood,
  refusalOf,
  refusalWords,
  withoutNamed,
} from './refused-items.js';
import { doneAlready, doneBy, failureOf, nothing, StepFailed, type Sent } from './sent.js';
import { writeCall } from './write-call.js';

/** What came of the calls of an apply. */
interface Carried {
  /** What amoCRM refused and nothing depends on. */
  readonly refused: Outcomes;
  readonly answers: Answers;
}

/** What an apply carried out, and what its plan was made from. */
interface CarriedOut {
  readonly draft: PlanDraft;
  readonly steps: readonly Step[];
  readonly sources: PlanSources;
}

/** What the calls rest on; `done` needs none. */
type CarryContext = Omit<ApplyContext, 'run'> &
  Pick<CompareContext, 'steps' | 'wants'> & { readonly done: Outcomes; readonly readFrom: Date };

/** Why no more calls follow for now: the plan has ended, or people have changed what it rests on and it is made again. */
type Halt = 'ended' | 'again';

/** What is known at the end of an attempt: `inFlight` is what a call without an answer may have made. */
type EndFacts = Partial<Pick<Learned, 'entries' | 'forgotten'> & Pick<PlanRun, 'inFlight'>>;

export interface ApplyJob {
  planId: string;
  accountId: string;
}

/**
 * Carries an approved plan out, one call at a time. Every attempt begins with a fresh read and plan: until the first
 * write the plan must equal the approved one, after it (killed process, lost answer, pause) the approved plan must
 * cover it. So a call whose answer was lost is never sent twice: what it created is found and entered as the hub's own,
 * and while that call may still be running, the attempt waits for what is not found.
 */
@Injectable()
export class ApplyPlan {
  constructor(
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(ApplyRunRepository) private readonly progress: ApplyRunRepository,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(PlanSourcesLoader) private readonly sources: PlanSourcesLoader,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
  ) {}

  /** Runs until the plan is applied, stopped or refused. Throws typed errors of the client for another attempt. */
  async apply(job: Job<ApplyJob>): Promise<void> {
    while ((await this.attempt(job)) === 'again');
  }

  private async attempt(job: Job<ApplyJob>): Promise<Halt> {
    const { planId, accountId } = job.payload;
    const run = await job.step(async (tx) => {
      await awaitListWrites(tx, accountId);
      return this.progress.begin(tx, planId, new Date());
    });
    if (run === null || (await this.haltOf(job, run, run, {})) !== null) return 'ended';
    const amo = this.clients.forAccount(run.accountId, 'bulk', job.signal);
    try {
      await this.progress.awaitOthers(run, new Date());
      const loaded = await this.sources.load(run, job.correlationId);
      const sources = { ...loaded, ledger: [...loaded.ledger, ...unseenOf(run.inFlight)] };
      const readFrom = new Date();
      const seen = keptSnapshot(run.seen, run, readFrom);
      let draft = await draftAgain(amo, sources, { seen, approved: run.plan });
      const missingSince = begunAndMissing(run.inFlight, draft.plan, batchCalls(draft.plan));
      if (missingSince) awaitFirstWrite(missingSince, new Date());
      await this.enterUnseen(job, run, draft.plan);
      const forgotten = forgottenSince(run.plan, run, loaded.ledger);
      let stale = forgotten ?? whyStale(draft.plan, run.plan, run);
      if (stale !== null && forgotten === null && seen) {
        // Because a card that was deleted since the plan was made is still in its counts.
        draft = await recounted(draft, sources);
        stale = whyStale(draft.plan, run.plan, run);
      }
      const made = {
        inFlight: stillInQuestion(run.inFlight, draft.plan),
        entries: madeIn(draft.plan, run),
      };
      if (stale !== null) {
        await this.end(job, run, 'move', message('outcomes.moved', { why: stale }), made);
        return 'ended';
      }
      // Because the reading took time, and the plan of an account that gets no call must not count as begun.
      const stop = await this.progress.findStop(run);
      if (stop.order === 'again') return 'again';
      if ((await this.haltOf(job, run, stop, made)) !== null) return 'ended';
      const steps = batchCalls(draft.plan);
      const countedFrom = seen?.countedFrom ? new Date(seen.countedFrom) : run.madeAt;
      const wants = both(scopeOf(sources).wants, detailsOfPlan(draft.plan));
      const context = { draft, steps, wants, countedFrom, readFrom, uses: sources.uses };
      const done = doneWithoutCall(run.plan, withoutNewExceptions(draft, sources));
      const carried = await this.carryOut(job, run, amo, { ...context, done });
      if (typeof carried === 'string') return carried;
      await this.verify(job, run, amo, { draft, steps, sources, ...carried });
      return 'ended';
    } catch (caught) {
      const { failure: error, said } = failureOf(caught);
      if (isFinal(error)) {
        await this.end(job, run, 'fail', said);
        return 'ended';
      }
      // So that who watches a plan that waits for its next attempt sees what for.
      await job.step((tx) => this.runs.note(tx, run.id, waitOf(error, said)));
      throw error;
    }
  }

  /** What the interrupted call may have made of a kind that is not given now stays the hub's own until it can be seen. */
  private async enterUnseen(job: Job<ApplyJob>, run: PlanRun, { unread = [] }: Plan): Promise<void> {
    const { accountId, inFlight } = run;
    const created = (inFlight?.created ?? []).filter(({ kind }) => unread.some((name) => name === kind));
    const unseen = { ...inFlight, created };
    if (created.length > 0)
      await job.step((tx) => this.ledger.enterUnseen(tx, accountId, unseen, new Date()));
  }

  /**
   * What came of the calls, or why they stopped: a person stopped the plan, deals arrived, or people changed what it rests on.
   * Adoptions need no call and are recorded before the first one.
   */
  private async carryOut(
    job: Job<ApplyJob>,
    run: PlanRun,
    amo: AmoClient,
    { draft, steps, wants, done, readFrom, ...counts }: CarryContext,
  ): Promise<Carried | Halt> {
    const { plan, snapshot: seen } = draft;
    const branch = normaliseSnapshot(seen);
    const ids = new Map(Object.entries(plan.ids));
    const callsPlanned = run.callsDone + steps.length;
    let callsDone = run.callsDone;
    let learned: Learned = { ...nothing, entries: adoptionsOf(plan) };
    let outcomes = done;
    let refused: Outcomes = {};
    const answers = new Map<Step, Learned['rows']>();
    for (const step of [...steps, null]) {
      const isCompared = isComparedBefore(step, readFrom, new Date());
      const sent = isCompared ? null : underWay(step, { plan, branch }, new Date());
      const inFlight = besideEarlier(sent, run.inFlight);
      const begins = step === null ? 'end' : isCompared ? null : 'call';
      const facts = {
        hasBegun: true,
        begins,
        inFlight,
        callsPlanned,
        callsDone,
        changedAt: new Date(),
      } as const;
      // One statement records the last answer and the next call, because each is a round trip.
      const stop = await this.progress.record(job, run, { facts, learned, outcomes });
      if (step === null) break;
      const halt = await this.haltOf(job, run, stop, answered(run));
      if (halt !== null) return halt;
      const known = { plan, steps, seen, ids, wants };
      const now = isCompared
        ? await this.comparedStep(job, run, amo, step, { draft, run, ...counts, ...known })
        : { step, branch };
      if (now === 'ended' || now === 'again') return now;
      const made =
        now === 'gone'
          ? doneAlready(step)
          : await this.send(job, run, amo, now.step, { ...known, branch: now.branch });
      if (typeof made === 'string') return made;
      ({ learned, outcomes } = made);
      if (made.error === undefined) answers.set(step, learned.rows);
      else if (isBearable(step, made.error)) refused = { ...refused, ...made.refused };
      else {
        await this.noteFailure(job, run, made);
        throw new StepFailed(made.error, refusalWords(made.error, plan, made.refused));
      }
      for (const [address, id] of learned.ids) ids.set(address, id);
      callsDone += 1;
    }
    return { refused, answers };
  }

  /**
   * Makes the calls of a step. Where amoCRM names items that it refuses, the others are sent once more without them: of a
   * creation only when its list shows that nothing of it was made, because the next plan adopts what was.
   */
  private async send(
    job: Job<ApplyJob>,
    run: PlanRun,
    amo: AmoClient,
    step: Step,
    known: Known & CompareContext & { readonly isRepeat?: boolean },
  ): Promise<Sent | Halt> {
    const { ids } = known;
    const isStopped = async () => {
      const { order, account } = await this.progress.findStop(run);
      return order !== null || (await this.whyStopped(run, account)) !== null;
    };
    try {
      const learned =
        step.do === 'write'
          ? await writeCall(amo, step, ids)
          : await moveDeals(amo, step, ids, { record: new MoveRecord(job, run.id), isStopped });
      return doneBy(step, learned);
    } catch (caught) {
      const error = caught as Error;
      const rest = known.isRepeat ? null : withoutNamed(step, error);
      if (step.do !== 'write' || rest === null || (await hasMadeUnseen(amo, step, known))) {
        if (await isGoneMeanwhile(amo, step, error, known)) return doneAlready(step);
        const refused = refusalForGood(step, error);
        return { learned: nothing, outcomes: refused, refused, error };
      }
      const refused = refusalOf(step, error);
      const facts = { inFlight: underWay(rest, known, new Date()), changedAt: new Date() };
      const stop = await this.progress.record(job, run, { facts, outcomes: refused });
      const halt = await this.haltOf(job, run, stop, answered(run));
      const made = halt ?? (await this.send(job, run, amo, rest, { ...known, isRepeat: true }));
      if (typeof made === 'string') return made;
      const all = { outcomes: { ...refused, ...made.outcomes }, refused: { ...refused, ...made.refused } };
      return { error, ...made, ...all };
    }
  }

  /**
   * A step as it has to be now, by a comparison of its lists with the plan; or why it is not to be made: people did something
   * that the step would undo or double, or stopped the plan meanwhile. The call counts as begun after the
   * comparison, because that may take minutes.
   */
  private async comparedStep(
    job: Job<ApplyJob>,
    run: PlanRun,
    amo: AmoClient,
    step: Step,
    context: ApplyContext & CompareContext,
  ): Promise<FreshStep | Halt | 'gone'> {
    const arrived = await whatArrived(step, context);
    const compared = arrived === null ? await compareBeforeWrite(amo, step, context) : { why: arrived };
    if (compared === 'gone') return 'gone';
    if ('why' in compared) {
      await this.end(job, run, 'move', message('outcomes.moved', compared), answered(run));
      return 'ended';
    }
    const inFlight = underWay(compared.step, { ...context, branch: compared.branch }, new Date());
    const facts = { begins: 'call', inFlight, changedAt: new Date() } as const;
    const stop = await this.progress.record(job, run, { facts });
    return (await this.haltOf(job, run, stop, answered(run))) ?? compared;
  }

  /**
   * A call that certainly created nothing is no longer in flight; otherwise an object that people create meanwhile
   * would be entered as the hub's own. What may still pass did not become of a change yet.
   */
  private async noteFailure(
    job: Job<ApplyJob>,
    run: PlanRun,
    { error, learned, outcomes }: Sent,
  ): Promise<void> {
    const isUnsent = hasChangedNothing(error) || error instanceof UnknownIdError;
    const facts = { changedAt: new Date(), ...(isUnsent ? answered(run) : {}) };
    await this.progress.record(job, run, { facts, learned, ...(isFinal(error) ? { outcomes } : {}) });
  }

  /**
   * Before each call: obeys a person who stopped the plan, closed the account to writing or gave it to another group, or who
   * changed its exceptions or its ledger. Null when the call may be made.
   */
  private async haltOf(
    job: Job<ApplyJob>,
    run: PlanRun,
    { order, account }: Stop,
    known: EndFacts,
  ): Promise<Halt | null> {
    if (order === 'again') {
      // The call that was recorded as begun is not made.
      await this.progress.record(job, run, { facts: answered(run) });
      return 'again';
    }
    const stop = order
      ? { event: order, reason: message('outcomes.stopped') }
      : await this.whyStopped(run, account);
    if (stop) await this.end(job, run, stop.event, stop.reason, known);
    return stop ? 'ended' : null;
  }

  private async whyStopped(
    { releaseId }: PlanRun,
    account: Stop['account'],
  ): Promise<ReturnType<typeof whyStopped>> {
    return whyStopped(account, await this.sources.release(releaseId));
  }

  /** Reads back what was written: a plan made from it must have nothing left of this one but what was refused. */
  private async verify(
    job: Job<ApplyJob>,
    run: PlanRun,
    amo: AmoClient,
    { draft, steps, refused, answers, sources: before }: Carried & CarriedOut,
  ): Promise<void> {
    const sources = { ...before, ledger: await this.ledger.entriesOf(run.accountId) };
    const scope = scopeOf(sources);
    const current = await readMissing(amo, draft.snapshot, scope);
    const wants = both(scope.wants, detailsOfPlan(draft.plan));
    const snapshot = await readBack(amo, current, { steps, answers }, wants);
    const rest = planFor(snapshot, sources);
    const branch = normaliseSnapshot(snapshot);
    const { event, reason, removed, isAsPlanned } = judgeEnd({ ...draft, steps, refused, branch, rest });
    if (Object.keys(removed).length > 0) await this.progress.record(job, run, { outcomes: removed });
    const gone = goneEntries(sources.ledger, branch, sources.configuration);
    const forgotten = isAsPlanned ? [...gone, ...(rest.released ?? [])] : [];
    await this.end(job, run, event, reason, { ...answered(run), forgotten });
  }

  /** The job was given up: its plan has failed, unless that has ended, waits for a person or is gone. */
  async giveUp(tx: EntityManager, { payload: { planId }, reason }: GivenUp<ApplyJob>): Promise<void> {
    if (!(await this.runs.isUnderway(tx, planId))) return;
    await this.runs.note(tx, planId, { order: null });
    const why = describeGivenUp(reason, (await this.runs.lock(tx, planId)).refusal);
    await this.runs.recordEvent(tx, planId, 'fail', why, new Date());
  }

  private async end(
    job: Job<ApplyJob>,
    run: PlanRun,
    event: PlanEvent,
    reason: Message,
    { entries = [], forgotten = [], ...facts }: EndFacts = {},
  ): Promise<void> {
    await job.finish(async (tx) => {
      const known = await this.runs.lock(tx, run.id);
      await this.ledger.learn(tx, run.accountId, { entries, forgotten });
      const move = { event, reason, now: new Date(), facts: { order: null, ...facts } };
      const { state } = await this.runs.move(tx, known, move);
      job.log.info({ plan: run.id, state, reason: say(reason, 'en') }, 'apply ended');
    });
  }
}
