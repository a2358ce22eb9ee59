import { randomUUID } from 'node:crypto';
import { AccountRepository, AlarmRepository, type AlarmKind } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { isRunning, type PlanState } from '@hub/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { DataSource, In, IsNull, Not, type EntityManager, type ObjectLiteral } from 'typeorm';
import { forgetNeverMade, type NeverMade } from '../ledger/forget-never-made.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { clearedIn, isWholeReleaseApplied, raisedIn } from './plan-alarms.js';
import type { Tallies } from '../snapshot/card-tally.js';
import { findTallies, keepTallies } from '../snapshot/card-counts.js';
import { isOver, planStateAfter, type PlanEvent } from './plan-state.js';
import type { Change } from '../plan/plan.js';
import { PlanRun, type ListedPlan } from './plan-run.entity.js';
import { listedPlan } from './listed-plan.js';

/** What a run changes about a plan besides its state. */
type RunFacts = Partial<
  Pick<
    PlanRun,
    | 'hasBegun'
    | 'inFlight'
    | 'order'
    | 'reason'
    | 'refusal'
    | 'callsPlanned'
    | 'callsDone'
    | 'approvedBy'
    | 'forcedBy'
    | 'changedAt'
  >
>;

/** A plan that was just made, what was counted of the account's cards, and what the account shows not to have been made. */
export type MadeRun = PlanRun & { readonly tallies: Tallies; readonly absent: NeverMade };

/** What the count of a plan's cards changes about it. */
export type CountedRun = Pick<
  MadeRun,
  'id' | 'accountId' | 'plan' | 'listed' | 'irrevocable' | 'callsPlanned' | 'tallies'
>;

/** All of a run except what may be long: its plan, which changes only while its cards are counted, and the outcomes. */
export type RunState = Omit<
  PlanRun,
  'plan' | 'options' | 'outcomes' | 'irrevocable' | 'listed' | 'seen' | 'begunAt' | 'revision'
>;

/** A plan as lists show it. */
export type ListedRun = RunState & {
  listed: ListedPlan;
  /** Whether amoCRM refused a change of it. */
  hasRefused: boolean;
};

/** Which plans of an account a newer one ends. */
export interface Outdated {
  accountId: string;
  states: readonly PlanState[];
  exceptId: string;
  madeBy?: 'people' | 'rollouts';
  /** Only those to another release than this one. */
  otherThan?: string;
}

/** Which plans to list; what is missing narrows nothing. */
export interface PlanFilter {
  accountIds?: readonly string[] | null;
  releaseId?: string | null;
  rolloutId?: string | null;
  state?: PlanState | null;
}

const runState = {
  id: true,
  accountId: true,
  releaseId: true,
  rolloutId: true,
  state: true,
  reason: true,
  refusal: true,
  inFlight: true,
  hasBegun: true,
  order: true,
  callsPlanned: true,
  callsDone: true,
  approvedBy: true,
  forcedBy: true,
  madeAt: true,
  changedAt: true,
} as const satisfies Record<keyof RunState, true>;

/** An account is brought from one release to the next; what an older one brought and all since dropped is rare. */
const releasesListed = 8;
/** A rollback goes back a release or two. */
const runsSearched = 20;

@Injectable()
export class PlanRunRepository {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    @Inject(Bus) private readonly bus: Bus,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
  ) {}

  /**
   * Keeps a new plan with what was counted for it, forgets what it shows never to have been made, and ends the account's
   * unapproved plans: a person's plan those of people, a rollout's those of rollouts. Both are kept beside each other until
   * one is approved. Throws a `Problem` when the account was removed meanwhile: the plan would never be deleted.
   */
  async keep(tx: EntityManager, { tallies, absent, ...run }: MadeRun): Promise<void> {
    const { accountId, id: exceptId, madeAt } = run;
    const account = await this.accounts.lockForRead(tx, accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const { name, state } = account;
    if (state === 'removed') throw new Problem(409, message('problems.account-not-written', { name, state }));
    const others = { accountId, states: ['counting', 'planned'], exceptId, madeBy: makersOf(run) } as const;
    await this.outdate(tx, others, message('outcomes.newer-plan'), madeAt);
    await tx.insert<ObjectLiteral>(PlanRun, run);
    await keepTallies(tx, run.accountId, tallies);
    await forgetNeverMade(tx, accountId, absent);
    if (isWholeReleaseApplied(run)) await this.clearAllAlarms(tx, accountId, madeAt);
  }

  /** A plan whose cards a job has counted can be shown; one that was ended meanwhile stays as it is, or is gone. */
  async completeCounting(tx: EntityManager, run: CountedRun, now: Date): Promise<void> {
    const { id, accountId, plan, listed, irrevocable, callsPlanned, tallies } = run;
    const kept = await this.lockKept(tx, id);
    if (kept) await keepTallies(tx, accountId, tallies);
    if (kept?.state !== 'counting') return;
    await tx.save(Object.assign(new PlanRun(), { id, plan, listed, irrevocable, callsPlanned }));
    await this.recordEvent(tx, id, 'count', null, now);
  }

  /** A plan whose cards cannot be counted has failed; one that has ended or is gone stays so. */
  async failCounting(tx: EntityManager, id: string, reason: Message, now: Date): Promise<void> {
    if ((await this.lockKept(tx, id))?.state === 'counting')
      await this.recordEvent(tx, id, 'fail', reason, now);
  }

  /** Records why the count of a plan waits, unless it has ended meanwhile. */
  async noteCounting(tx: EntityManager, id: string, reason: Message): Promise<void> {
    await tx.update(PlanRun, { id, state: 'counting' }, { reason });
  }

  /** What was found by walks over the account's cards that began within a day before. */
  findTallies(accountId: string, now: Date): Promise<Tallies> {
    return findTallies(this.source.manager, accountId, now);
  }

  /** Null for a plan that is gone, because its account was off-boarded. */
  async find(id: string): Promise<PlanRun | null> {
    return this.source.manager.findOneBy(PlanRun, { id });
  }

  /** Throws a 404 `Problem`. */
  async get(id: string, tx: EntityManager = this.source.manager): Promise<PlanRun> {
    const run = await tx.findOneBy(PlanRun, { id });
    if (!run) throw new Problem(404, message('problems.no-such-plan'));
    return run;
  }

  /** The snapshot from which the plan was made; null for one that has ended, or that an older version made. */
  async findSeen(id: string): Promise<PlanRun['seen']> {
    const run = await this.source.manager.findOne(PlanRun, {
      select: { id: true, seen: true },
      where: { id },
    });
    return run?.seen ?? null;
  }

  /** Whole plans by id, few of them. */
  async listWhole(ids: readonly string[]): Promise<Map<string, PlanRun>> {
    const runs = await this.source.manager.findBy(PlanRun, { id: In([...ids]) });
    return new Map(runs.map((run) => [run.id, run]));
  }

  /** The releases that plans of the account were begun for, the last one first; at most `releasesListed`. */
  async listBegunReleases(accountId: string): Promise<string[]> {
    const rows = await this.source.manager
      .createQueryBuilder(PlanRun, 'run')
      .select('run.releaseId', 'id')
      .where('run.accountId = :accountId AND run.begunAt IS NOT NULL', { accountId })
      .groupBy('run.releaseId')
      .orderBy('max(run.begunAt)', 'DESC')
      .limit(releasesListed)
      .getRawMany<{ id: string }>();
    return rows.map(({ id }) => id);
  }

  /**
   * Newest first, without reading whole plans. `before` are moment and id of the last row shown: two plans may be made in
   * one millisecond.
   */
  async listPage(
    limit: number,
    before: readonly string[] | null,
    { accountIds, releaseId, rolloutId, state }: PlanFilter,
  ): Promise<ListedRun[]> {
    const query = this.source.manager
      .createQueryBuilder(PlanRun, 'run')
      .select([...Object.keys(runState), 'listed'].map((column) => `run.${column}`))
      .addSelect(`jsonb_path_exists(run.outcomes, '$.*.result ? (@ == "refused")')`, 'has_refused')
      .orderBy('run.madeAt', 'DESC')
      .addOrderBy('run.id', 'DESC')
      .limit(limit);
    if (before) {
      const [at, id] = before;
      query.andWhere('(run.madeAt, run.id) < (:at::timestamptz, :id::uuid)', { at, id });
    }
    if (accountIds) query.andWhere('run.accountId = ANY(:accountIds::uuid[])', { accountIds });
    if (releaseId) query.andWhere('run.releaseId = :releaseId', { releaseId });
    if (rolloutId) query.andWhere('run.rolloutId = :rolloutId', { rolloutId });
    if (state) query.andWhere('run.state = :state', { state });
    const { entities, raw } = await query.getRawAndEntities<{ has_refused: boolean }>();
    const older = await this.listedOf(entities.filter(({ listed }) => listed === null).map(({ id }) => id));
    return entities.flatMap((run, at) => {
      const listed = run.listed ?? older.get(run.id);
      return listed ? [{ ...stateOf(run), listed, hasRefused: raw[at]?.has_refused ?? false }] : [];
    });
  }

  /** What lists show of these plans, computed from whole ones: rows of older versions do not keep it. */
  private async listedOf(ids: readonly string[]): Promise<Map<string, ListedPlan>> {
    if (ids.length === 0) return new Map();
    const runs = await this.source.manager.find(PlanRun, {
      select: { id: true, plan: true },
      where: { id: In([...ids]) },
    });
    return new Map(runs.map(({ id, plan }) => [id, listedPlan(plan)]));
  }

  /** What earlier plans of the account deleted, the newest first. */
  async listDeleted(accountId: string): Promise<Change[]> {
    const rows = await this.source.manager.query<{ change: Change }[]>(
      `SELECT change FROM (
         SELECT plan, outcomes, begun_at FROM sync.plan_run
         WHERE account_id = $1 AND begun_at IS NOT NULL AND (plan #>> '{counts,delete}')::int > 0
         ORDER BY begun_at DESC LIMIT $2) run,
         jsonb_array_elements(run.plan -> 'changes') change
       WHERE change ->> 'action' = 'delete'
         AND run.outcomes #>> ARRAY['delete ' || (change ->> 'kind') || ' ' || (change ->> 'branchId'), 'result'] = 'done'
       ORDER BY run.begun_at DESC`,
      [accountId, runsSearched],
    );
    return rows.map(({ change }) => change);
  }

  /** Locks a plan for the rest of the transaction. Throws a 404 `Problem`. */
  async lock(tx: EntityManager, id: string): Promise<RunState> {
    const run = await this.lockKept(tx, id);
    if (!run) throw new Problem(404, message('problems.no-such-plan'));
    return run;
  }

  /** As `lock`; null for one that is gone. */
  private async lockKept(tx: EntityManager, id: string): Promise<RunState | null> {
    const lock = { mode: 'pessimistic_write' } as const;
    const run = await tx.findOne(PlanRun, { select: runState, where: { id }, lock });
    return run && stateOf(run);
  }

  /** Locks the whole plan for the rest of the transaction. Throws a 404 `Problem`. */
  async lockWhole(tx: EntityManager, id: string): Promise<PlanRun> {
    const run = await tx.findOne(PlanRun, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!run) throw new Problem(404, message('problems.no-such-plan'));
    return run;
  }

  /** Locks a plan and moves it, as `move` does. Throws a 404 `Problem` for one that is gone. */
  async recordEvent(
    tx: EntityManager,
    id: string,
    event: PlanEvent,
    reason: Message | null,
    now: Date,
  ): Promise<RunState> {
    return this.move(tx, await this.lock(tx, id), { event, reason, now });
  }

  /**
   * Moves a locked plan by an event, changes further facts, and gives it back; a state that a person has to see raises its
   * alarm, and a plan of the whole release that was carried out clears those of its account. What a call without an answer
   * may have made enters the ledger when the plan stops. Throws a 409 `Problem` when the event does not fit.
   */
  async move(
    tx: EntityManager,
    before: RunState,
    { event, reason, now, facts }: { event: PlanEvent; reason: Message | null; now: Date; facts?: RunFacts },
  ): Promise<RunState> {
    const state = planStateAfter(before.state, event);
    if (state === null)
      throw new Problem(409, message('problems.plan-not-in-state', { state: before.state }));
    const run = { ...before, ...facts, state, reason, refusal: null, changedAt: now };
    const { id, accountId } = run;
    // A call without an answer stays, because the next plan of the account waits until it cannot arrive any more.
    const ended = isOver(state) ? { seen: null } : {};
    await tx.update(PlanRun, { id }, { ...facts, state, reason, refusal: null, changedAt: now, ...ended });
    // Already when it pauses, so that a plan that is made meanwhile knows what is the hub's own.
    if (isOver(state) || state === 'paused') await this.ledger.enterUnseen(tx, accountId, run.inFlight, now);
    await this.clearAlarms(tx, run, clearedIn(state), now);
    const kind = raisedIn(state, before.state);
    const alarm = { subject: accountId, accountId, facts: { plan: id, reason: reason ?? '' } };
    if (kind) await this.alarms.raise(tx, { kind, ...alarm }, now);
    if (!isRunning(state)) await this.wakeRollout(tx, run.rolloutId);
    return run;
  }

  /** Ends the alarms about plans of an account: it matches a release, though no plan applied it. */
  async clearAllAlarms(tx: EntityManager, accountId: string, now: Date): Promise<void> {
    await this.alarms.clearEach(tx, clearedIn('applied'), [accountId], now);
  }

  /** A narrowed plan says nothing of the rest of the release, so it ends the alarms of narrowed ones only. */
  private async clearAlarms(
    tx: EntityManager,
    { id, accountId }: Pick<PlanRun, 'id' | 'accountId'>,
    kinds: readonly AlarmKind[],
    now: Date,
  ): Promise<void> {
    if (kinds.length === 0) return;
    const open = (await this.alarms.listOpenOf(tx, [accountId])).filter(({ kind }) => kinds.includes(kind));
    const isNarrowed = open.length > 0 && (await this.isNarrowed(tx, id));
    for (const { kind, facts } of open)
      if (!isNarrowed || (await this.isNarrowed(tx, facts.plan)))
        await this.alarms.clear(tx, kind, accountId, now);
  }

  private async isNarrowed(tx: EntityManager, id: unknown): Promise<boolean> {
    if (typeof id !== 'string') return false;
    const run = await tx.findOne(PlanRun, { select: { id: true, options: true }, where: { id } });
    return run?.options.only !== undefined;
  }

  /** Enqueues the rollout, which checks the states of its accounts. */
  private async wakeRollout(tx: EntityManager, rolloutId: string | null): Promise<void> {
    if (rolloutId !== null)
      await this.bus.enqueue(tx, 'sync.rollout', { accountId: null, rolloutId }, aboutRollout(rolloutId));
  }

  /**
   * Ends the account's other plans in the given states: a newer one was made or approved, and two must never be applied
   * alternately. The plan `exceptId` stays, and without `madeBy` it is all others.
   */
  async outdate(
    tx: EntityManager,
    { accountId, states, exceptId, madeBy, otherThan }: Outdated,
    reason: Message,
    now: Date,
  ): Promise<void> {
    const makers = { people: { rolloutId: IsNull() }, rollouts: { rolloutId: Not(IsNull()) }, all: {} };
    const others = {
      ...{ accountId, state: In([...states]), id: Not(exceptId) },
      ...makers[madeBy ?? 'all'],
      ...(otherThan === undefined ? {} : { releaseId: Not(otherThan) }),
    };
    const ended = await tx
      .createQueryBuilder()
      .update(PlanRun)
      .set({ state: 'stale', reason, refusal: null, changedAt: now, seen: null })
      .where(others)
      .returning('rollout_id AS "rolloutId"')
      .execute();
    for (const { rolloutId } of ended.raw as Pick<PlanRun, 'rolloutId'>[])
      await this.wakeRollout(tx, rolloutId);
  }

  /** Whether there is such a plan, and its job is to carry it out. */
  async isUnderway(tx: EntityManager, id: string): Promise<boolean> {
    return tx.exists(PlanRun, { where: { id, state: In(['approved', 'applying']) } });
  }

  /** Whether calls of another plan are being made in this account. */
  async isAnotherRunning(tx: EntityManager, accountId: string, exceptId: string): Promise<boolean> {
    return tx.exists(PlanRun, { where: { accountId, state: 'applying', id: Not(exceptId) } });
  }

  /** Changes facts of a plan that are not its state. */
  async note(tx: EntityManager, id: string, facts: RunFacts): Promise<void> {
    await tx.update(PlanRun, { id }, facts);
  }
}

/** Who makes plans such as this one: a newer one of the same makers ends it unless it is approved. */
export function makersOf({ rolloutId }: Pick<PlanRun, 'rolloutId'>): 'people' | 'rollouts' {
  return rolloutId === null ? 'people' : 'rollouts';
}

function stateOf(run: PlanRun): RunState {
  // An entity read in part has all keys; those that were not read would overwrite the known ones.
  const read = Object.keys(runState).map((key) => [key, run[key as keyof RunState]]);
  return Object.fromEntries(read) as RunState;
}

/** Jobs of one rollout run one at a time, in order. */
const aboutRollout = (rolloutId: string) => ({ key: rolloutId, correlationId: randomUUID() });
