import { AlarmRepository } from '@hub/accounts';
import { Inject, Injectable } from '@nestjs/common';
import type { PlanState } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { DataSource, In, Not, type EntityManager } from 'typeorm';
import type { Outcomes } from '../apply/outcomes.js';
import { clearedIn, raisedIn } from './plan-alarms.js';
import { planStateAfter, type PlanEvent } from './plan-state.js';
import { PlanRun } from './plan-run.entity.js';

/** What a run changes about a plan besides its state. */
type RunFacts = Partial<
  Pick<
    PlanRun,
    | 'hasBegun'
    | 'inFlight'
    | 'order'
    | 'reason'
    | 'callsPlanned'
    | 'callsDone'
    | 'approvedBy'
    | 'forcedBy'
    | 'changedAt'
  >
>;

/** All of a run but what may be long: its plan, which never changes, and the outcomes. */
export type RunState = Omit<PlanRun, 'plan' | 'options' | 'outcomes'>;

const runState = {
  id: true,
  accountId: true,
  releaseId: true,
  state: true,
  reason: true,
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

@Injectable()
export class PlanRunRepository {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
  ) {}

  async add(tx: EntityManager, run: PlanRun): Promise<void> {
    await tx.save(Object.assign(new PlanRun(), run));
  }

  /** Throws a 404 `Problem`. */
  async get(id: string): Promise<PlanRun> {
    const run = await this.source.manager.findOneBy(PlanRun, { id });
    if (!run) throw new Problem(404, message('problems.no-such-plan'));
    return run;
  }

  /** The releases that plans of the account were begun for, the last one first; at most `releasesListed`. */
  async listBegunReleases(accountId: string): Promise<string[]> {
    const rows = await this.source.manager
      .createQueryBuilder(PlanRun, 'run')
      .select('run.releaseId', 'id')
      .where('run.accountId = :accountId AND run.hasBegun', { accountId })
      .groupBy('run.releaseId')
      .orderBy('max(run.changedAt)', 'DESC')
      .limit(releasesListed)
      .getRawMany<{ id: string }>();
    return rows.map(({ id }) => id);
  }

  /** Newest first. `before` are moment and id of the last row shown: two plans may be made in one millisecond. */
  async listPage(
    limit: number,
    before: readonly string[] | null,
    accountIds: readonly string[] | null,
  ): Promise<PlanRun[]> {
    const query = this.source.manager
      .createQueryBuilder(PlanRun, 'run')
      .orderBy('run.madeAt', 'DESC')
      .addOrderBy('run.id', 'DESC')
      .take(limit);
    if (before) {
      const [at, id] = before;
      query.andWhere('(run.madeAt, run.id) < (:at::timestamptz, :id::uuid)', { at, id });
    }
    if (accountIds) query.andWhere('run.accountId = ANY(:accountIds::uuid[])', { accountIds });
    return query.getMany();
  }

  /** Locks a plan for the rest of the transaction. Throws a 404 `Problem`. */
  async lock(tx: EntityManager, id: string): Promise<RunState> {
    const run = await tx.findOne(PlanRun, {
      select: runState,
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return stateOf(run);
  }

  /**
   * Locks a plan, moves it by the event and gives it back; a state that a person has to see raises its alarm, and a plan
   * of the whole release that was carried out clears those of its account. Throws a 409 `Problem` when the event does not fit.
   */
  async happen(
    tx: EntityManager,
    id: string,
    event: PlanEvent,
    reason: string,
    now: Date,
  ): Promise<RunState> {
    const run = await this.lock(tx, id);
    const state = planStateAfter(run.state, event);
    if (state === null) throw new Problem(409, message('problems.plan-not-in-state', { state: run.state }));
    await tx.update(PlanRun, { id }, { state, reason, changedAt: now });
    const { accountId } = run;
    const cleared = clearedIn(state);
    // Because a narrowed plan says nothing of the rest of the release.
    if (cleared.length > 0 && !(await this.isNarrowed(tx, id)))
      for (const kind of cleared) await this.alarms.clear(tx, kind, accountId, now);
    const kind = raisedIn(state);
    const facts = { plan: id, reason };
    if (kind) await this.alarms.raise(tx, { kind, subject: accountId, accountId, facts }, now);
    return { ...run, state, reason, changedAt: now };
  }

  private async isNarrowed(tx: EntityManager, id: string): Promise<boolean> {
    const run = await tx.findOne(PlanRun, { select: { id: true, options: true }, where: { id } });
    return run?.options.only !== undefined;
  }

  /** The whole plan with its state moved by `begin`; null when it is not to be carried out. Throws a 404 `Problem`. */
  async begin(tx: EntityManager, id: string, now: Date): Promise<PlanRun | null> {
    const run = await tx.findOne(PlanRun, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!run) throw new Problem(404, message('problems.no-such-plan'));
    const state = planStateAfter(run.state, 'begin');
    if (state === null) return null;
    const facts = { state, reason: '', changedAt: now };
    await tx.update(PlanRun, { id }, facts);
    return { ...run, ...facts };
  }

  /**
   * Ends the account's other plans in the given states: a newer one was made or approved, and two must never be carried
   * out in turns. The plan `exceptId` stays.
   */
  async outdate(
    tx: EntityManager,
    { accountId, states, exceptId }: { accountId: string; states: readonly PlanState[]; exceptId: string },
    reason: string,
    now: Date,
  ): Promise<void> {
    await tx.update(
      PlanRun,
      { accountId, state: In([...states]), id: Not(exceptId) },
      { state: 'stale', reason, changedAt: now },
    );
  }

  /** Whether calls of another plan are being made in this account. */
  async isAnotherRunning(tx: EntityManager, accountId: string, exceptId: string): Promise<boolean> {
    return tx.exists(PlanRun, { where: { accountId, state: 'applying', id: Not(exceptId) } });
  }

  /** Changes facts of a plan that are not its state. */
  async note(tx: EntityManager, id: string, facts: RunFacts): Promise<void> {
    await tx.update(PlanRun, { id }, facts);
  }

  /**
   * Notes how far a running plan is and what became of more of its changes, and gives back what a person asked of it
   * meanwhile. The plan is not read.
   */
  async advance(
    tx: EntityManager,
    id: string,
    facts: RunFacts,
    outcomes: Outcomes,
  ): Promise<PlanRun['order']> {
    const updated = await tx
      .createQueryBuilder()
      .update(PlanRun)
      .set({ ...facts, outcomes: () => 'outcomes || :outcomes::jsonb' })
      .setParameter('outcomes', JSON.stringify(outcomes))
      .where({ id })
      .returning('"order"')
      .execute();
    return (updated.raw as { order: PlanRun['order'] }[])[0]?.order ?? null;
  }
}

function stateOf(run: PlanRun | null): RunState {
  if (!run) throw new Problem(404, message('problems.no-such-plan'));
  // An entity read in part has all keys; those that were not read would overwrite the known ones.
  const read = Object.keys(runState).map((key) => [key, run[key as keyof RunState]]);
  return Object.fromEntries(read) as RunState;
}
