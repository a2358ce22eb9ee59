import { Reply, type ReplyAbout } from '@hub/bus';
import {
  ActOnRollout,
  ApproveRollout,
  ApproveRolloutAccount,
  SkipRolloutAccount,
  type RolloutAccountView,
  type RolloutProgress,
  type RolloutState,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { PlanControl } from '../plan-run/plan-control.js';
import type { PlanRun } from '../plan-run/plan-run.entity.js';
import { PlanRunRepository } from '../plan-run/plan-run.repository.js';
import { AdvanceRollout } from './advance-rollout.js';
import { unprovenAfterResume } from './decide-rollout.js';
import type { Rollout } from './rollout.entity.js';
import { accountView, groupsOf, plansChecksum, rolloutProgress } from './rollout-view.js';
import { RolloutRepository, type PlanFacts, type RolloutEntry } from './rollout.repository.js';

/** The most groups with objections that are named. */
const groupsNamed = 50;

interface Acting {
  tx: EntityManager;
  rollout: Rollout;
  entries: RolloutEntry[];
  correlationId: string;
}

/** What a person does with a rollout: approve, pause, go on, stop, try again. */
@Controller()
export class RolloutActsResponder {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(PlanControl) private readonly control: PlanControl,
    @Inject(AdvanceRollout) private readonly advance: AdvanceRollout,
  ) {}

  /**
   * Approves all plans exactly as they were shown and begins the first wave. The rollout goes on without the accounts
   * that could not be planned.
   */
  @Reply('sync.rollouts.approve')
  async approve(
    { rolloutId, checksum, forcedBy, by }: ApproveRollout,
    { correlationId }: ReplyAbout,
  ): Promise<RolloutProgress> {
    return this.act(rolloutId, correlationId, ['approval'], async ({ tx, entries }) => {
      if (plansChecksum(entries) !== checksum) throw notShown();
      const planned = entries.filter(({ row }) => row.state === 'planned');
      const unsafe = groupsOf(planned).filter(({ objections }) => objections.length > 0);
      if (unsafe.length > 0 && !forcedBy) {
        const errors = unsafe.slice(0, groupsNamed).flatMap(({ accounts, objections }) =>
          objections.map((objection) => {
            const detail = message('rollouts.unsafe-group', { accounts, objection });
            return { path: 'forcedBy', detail };
          }),
        );
        throw new Problem(422, message('rollouts.unsafe'), errors);
      }
      for (const { row, plan } of entries) {
        if (row.state === 'failed') await this.rollouts.changeAccount(tx, row, { isAccepted: true });
        if (row.state !== 'planned' || !plan) continue;
        const forced = plan.listed.objections.length > 0 ? (forcedBy ?? null) : null;
        await this.note(tx, plan, { approvedBy: by, forcedBy: forced });
        await this.rollouts.changeAccount(tx, row, approvedNow(plan));
      }
      return { state: 'running', reason: null, wave: 1, approvedBy: by, forcedBy: forcedBy ?? null };
    });
  }

  @Reply('sync.rollouts.approve-account')
  async approveAccount(
    { rolloutId, accountId, checksum, forcedBy, by }: ApproveRolloutAccount,
    { correlationId }: ReplyAbout,
  ): Promise<RolloutAccountView> {
    const entry = await this.actOnAccount(rolloutId, accountId, correlationId, async (tx, { row, plan }) => {
      if (row.state !== 'needs-approval' || plan === null) throw wrongAccountState(row.state);
      if (plan.listed.checksum !== checksum) throw notShown();
      const { objections } = plan.listed;
      if (objections.length > 0 && !forcedBy) {
        const errors = objections.map((detail) => ({ path: 'forcedBy', detail }));
        throw new Problem(422, message('rollouts.unsafe'), errors);
      }
      const forced = objections.length > 0 ? (forcedBy ?? null) : null;
      await this.note(tx, plan, { approvedBy: by, forcedBy: forced });
      await this.rollouts.changeAccount(tx, row, { state: 'planned', reason: null, ...approvedNow(plan) });
    });
    return this.viewOf(entry);
  }

  /** Notes who has approved a plan. Throws a 409 `Problem` for one that has ended: the rollout has not yet planned anew. */
  private async note(
    tx: EntityManager,
    { id }: PlanFacts,
    approval: Pick<PlanRun, 'approvedBy' | 'forcedBy'>,
  ): Promise<void> {
    // A plan of people ends this one without locking the rollout.
    if ((await this.runs.lock(tx, id)).state !== 'planned') throw notShown();
    await this.runs.note(tx, id, approval);
  }

  /** Leaves an account out that was not begun, or has failed. */
  @Reply('sync.rollouts.skip-account')
  async skipAccount(
    { rolloutId, accountId, by }: SkipRolloutAccount,
    { correlationId }: ReplyAbout,
  ): Promise<RolloutAccountView> {
    const entry = await this.actOnAccount(rolloutId, accountId, correlationId, async (tx, { row, plan }) => {
      const isOpen = ['queued', 'planned', 'needs-approval', 'failed', 'suspended'].includes(row.state);
      if (!isOpen || plan?.state === 'applying') throw wrongAccountState(row.state);
      if (plan) await this.control.cancelOpen(tx, plan.id, correlationId);
      const reason = message('rollouts.left-out', { by });
      await this.rollouts.changeAccount(tx, row, { state: 'skipped', reason, isPlanning: false });
    });
    return this.viewOf(entry);
  }

  /** Begins nothing more; plans that are being carried out stop after the call they are in. */
  @Reply('sync.rollouts.pause')
  async pause({ rolloutId, by }: ActOnRollout, { correlationId }: ReplyAbout): Promise<RolloutProgress> {
    const from = ['running', 'gate', 'paused'] as const;
    return this.act(rolloutId, correlationId, from, async ({ tx, entries }) => {
      for (const { plan } of entries)
        if (plan?.state === 'applying' || plan?.state === 'approved')
          await this.control.stop(tx, plan.id, 'pause', correlationId);
      return { state: 'paused', reason: message('rollouts.paused-by', { by }) };
    });
  }

  /** Goes on: plans where they stopped, and without the accounts that failed; and without proof where that was missing. */
  @Reply('sync.rollouts.resume')
  async resume({ rolloutId }: ActOnRollout, { correlationId }: ReplyAbout): Promise<RolloutProgress> {
    return this.act(rolloutId, correlationId, ['paused'], async ({ tx, entries, rollout }) => {
      for (const entry of entries) {
        if (entry.row.state === 'failed')
          await this.rollouts.changeAccount(tx, entry.row, { isAccepted: true });
        await this.goOn(tx, entry, correlationId);
      }
      return { state: 'running', reason: null, unprovenWave: unprovenAfterResume(rollout) };
    });
  }

  /**
   * Retries the failed accounts, and bots that were not delivered, and nothing else; the rollout goes on after them. Throws
   * a 409 `Problem` when a newer rollout has one of them: it would be brought back to an older release.
   */
  @Reply('sync.rollouts.retry')
  async retry({ rolloutId }: ActOnRollout, { correlationId }: ReplyAbout): Promise<RolloutProgress> {
    const from = ['planning', 'approval', 'running', 'gate', 'paused', 'done'] as const;
    return this.act(rolloutId, correlationId, from, async ({ tx, entries, rollout }) => {
      await this.refuseTaken(tx, rolloutId, entries);
      for (const entry of entries) {
        const { row } = entry;
        if (row.state === 'failed')
          await this.advance.plan(tx, { row: { ...row, plansMade: 0 } }, correlationId);
        else await this.goOn(tx, entry, correlationId);
        if (lacksBots(entry)) await this.rollouts.changeAccount(tx, row, { bots: null });
      }
      return { state: rollout.wave === 0 ? 'planning' : 'running', reason: null };
    });
  }

  private async refuseTaken(tx: EntityManager, rolloutId: string, entries: RolloutEntry[]): Promise<void> {
    await this.rollouts.lockAll(tx);
    const failed = entries.filter(({ row }) => row.state === 'failed');
    const ids = failed.map(({ row }) => row.accountId);
    const other = await this.rollouts.findOtherOpen(tx, ids, rolloutId);
    if (!other) return;
    const taken = failed.filter(({ row }) => other.accountIds.includes(row.accountId));
    const names = taken.map(({ row, account }) => account?.name ?? row.accountId).slice(0, 20);
    throw new Problem(409, message('rollouts.in-another', { rolloutId: other.rolloutId, names }));
  }

  /** Gives a rollout up: what is being carried out stops after the call it is in, everybody else stays as they are. */
  @Reply('sync.rollouts.stop')
  async stop({ rolloutId, by }: ActOnRollout, { correlationId }: ReplyAbout): Promise<RolloutProgress> {
    const from = ['planning', 'approval', 'running', 'gate', 'paused', 'done'] as const;
    return this.act(rolloutId, correlationId, from, async ({ tx, entries }) => {
      for (const { row, plan } of entries) {
        if (plan) await this.control.cancelOpen(tx, plan.id, correlationId);
        if (row.state === 'applying' || row.beganAt !== null) continue;
        if (['queued', 'planned', 'needs-approval', 'suspended'].includes(row.state)) {
          const reason = message('rollouts.stopped');
          await this.rollouts.changeAccount(tx, row, { state: 'skipped', reason, isPlanning: false });
        }
      }
      return { state: 'stopped', reason: message('rollouts.stopped-by', { by }) };
    });
  }

  /** A plan that was paused goes on, and the time for it begins anew. */
  private async goOn(tx: EntityManager, { row, plan }: RolloutEntry, correlationId: string): Promise<void> {
    if (row.beganAt === null || plan === null) return;
    if (plan.state !== 'paused' && !(plan.state === 'applying' && plan.order === 'pause')) return;
    await this.control.start(tx, await this.runs.lock(tx, plan.id), correlationId);
    await this.rollouts.changeAccount(tx, row, { beganAt: new Date() });
  }

  /** Changes a rollout in one of these states and enqueues its next step. Throws a 409 `Problem` in another. */
  private async act(
    rolloutId: string,
    correlationId: string,
    from: readonly RolloutState[],
    change: (acting: Acting) => Promise<Partial<Rollout>>,
  ): Promise<RolloutProgress> {
    await inTransaction(this.source, async (tx) => {
      const rollout = await this.rollouts.lock(tx, rolloutId);
      const { state } = rollout;
      if (!from.includes(state)) throw new Problem(409, message('rollouts.not-in-state', { state }));
      const entries = await this.rollouts.listEntries(rolloutId, tx);
      await this.rollouts.change(tx, rolloutId, await change({ tx, rollout, entries, correlationId }));
      await this.advance.clearAlarm(tx, rolloutId, new Date());
      await this.advance.wake(tx, rolloutId, correlationId);
    });
    const rollout = await this.rollouts.get(rolloutId);
    const entries = await this.rollouts.listEntries(rolloutId);
    const carried = await this.rollouts.carriedBy(rollout, entries);
    return rolloutProgress(rollout, entries, { carried, now: new Date() });
  }

  private async viewOf(entry: RolloutEntry): Promise<RolloutAccountView> {
    const rollout = await this.rollouts.get(entry.row.rolloutId);
    return accountView(entry, rollout, await this.rollouts.carriedBy(rollout, [entry]));
  }

  private async actOnAccount(
    rolloutId: string,
    accountId: string,
    correlationId: string,
    change: (tx: EntityManager, entry: RolloutEntry) => Promise<void>,
  ): Promise<RolloutEntry> {
    const find = async (tx?: EntityManager): Promise<RolloutEntry> => {
      const entries = await this.rollouts.listEntries(rolloutId, tx);
      const found = entries.find(({ row }) => row.accountId === accountId);
      if (!found) throw new Problem(404, message('rollouts.no-such-account'));
      return found;
    };
    await inTransaction(this.source, async (tx) => {
      const { state } = await this.rollouts.lock(tx, rolloutId);
      if (state === 'stopped') throw new Problem(409, message('rollouts.not-in-state', { state }));
      await change(tx, await find(tx));
      await this.advance.wake(tx, rolloutId, correlationId);
    });
    return find();
  }
}

const lacksBots = ({ row }: RolloutEntry): boolean => (row.bots?.refused.length ?? 0) > 0;

const approvedNow = ({ id }: PlanFacts) => ({ approvedPlanId: id, approvedAt: new Date(), plansMade: 0 });

function notShown(): Problem {
  return new Problem(409, message('rollouts.not-shown'), [
    { path: 'checksum', detail: message('rollouts.wrong-checksum') },
  ]);
}

function wrongAccountState(state: string): Problem {
  return new Problem(409, message('rollouts.account-not-in-state', { state }));
}
