import { randomUUID } from 'node:crypto';
import { AlarmRepository, type Account } from '@hub/accounts';
import { Bus, enqueuePerSpan, type Job } from '@hub/bus';
import { isRunning } from '@hub/contracts';
import { message, say, type Message } from '@hub/messages';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PlanControl } from '../plan-run/plan-control.js';
import { whyNotWritten } from '../plan-run/why-not-written.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { decideRollout, untouched, type AccountFacts, type Move, type Obstacle } from './decide-rollout.js';
import type { Rollout } from './rollout.entity.js';
import { RolloutRepository, type RolloutEntry } from './rollout.repository.js';
import { countStates } from './rollout-view.js';

/** Plans for accounts of rollouts. */
export const planConsumer = 'sync.rollout-plan';

export interface RolloutJob {
  /** Null: of a rollout, which has several. */
  accountId: string | null;
  rolloutId: string;
}

export interface RolloutPlanJob extends RolloutJob {
  accountId: string;
}

/** Counts the leads of accounts in their gate. */
export const intakeConsumer = 'sync.rollout-intake';

/** `from` and `to` are the gate's time in seconds since 1970. */
export interface IntakeJob extends RolloutPlanJob {
  from: number;
  to: number;
}

/** Delivers the bots of rollouts to accounts. */
export const botsConsumer = 'sync.rollout-bots';

/** `askId` names the round of the account that the job is for. */
export interface RolloutBotsJob extends RolloutPlanJob {
  askId: string;
}

/**
 * Timers of one rollout within one span are one timer: a short span for a gate that opens, a longer one for the
 * periodic check.
 */
const [gateSpanMs, checkSpanMs] = [1_000, 30_000];

/**
 * Advances a rollout: loads the states, decides (`decide-rollout.ts`) and records the steps, all in one transaction.
 * The work itself is jobs: one that plans per account, one that applies per plan. So a killed process loses nothing,
 * and an event about a rollout only enqueues this job.
 */
@Injectable()
export class AdvanceRollout {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(RolloutRepository) private readonly rollouts: RolloutRepository,
    @Inject(PlanControl) private readonly control: PlanControl,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
  ) {}

  async advance(job: Job<RolloutJob>): Promise<void> {
    await job.finish(async (tx) => {
      const now = new Date();
      const rollout = await this.rollouts.lock(tx, job.payload.rolloutId);
      const entries = await this.rollouts.listEntries(rollout.id, tx);
      const decision = decideRollout(
        rollout,
        entries.map((entry) => factsOf(entry, rollout)),
        now,
      );
      const byId = new Map(entries.map((entry) => [entry.row.accountId, entry]));
      for (const { accountId, move } of decision.moves) {
        const entry = byId.get(accountId);
        if (entry) await this.act(tx, { entry, move, now, correlationId: job.correlationId });
      }
      for (const accountId of decision.botsFor)
        await this.askForBots(tx, { rolloutId: rollout.id, accountId }, job.correlationId);
      const { state, wave, reason } = decision;
      const isMoved = state !== rollout.state || wave !== rollout.wave;
      const isSaidAnew = reason?.key !== rollout.reason?.key;
      if (isMoved || isSaidAnew) await this.rollouts.change(tx, rollout.id, { state, wave, reason });
      if (decision.asksPerson && reason) await this.raisePausedAlarm(tx, rollout, reason, now);
      if ((isMoved || isSaidAnew) && state !== 'paused' && !decision.asksPerson)
        await this.clearAlarm(tx, rollout.id, now);
      const { nextCheckAt } = decision;
      if (nextCheckAt) {
        const at = nextCheckAt.getTime();
        // The timer of a gate is exact to the second. A periodic check is moved to the beginning of its span, so it is
        // early, never late.
        const timer =
          at - now.getTime() < checkSpanMs
            ? { at, spanMs: gateSpanMs }
            : { at: at - (at % checkSpanMs), spanMs: checkSpanMs };
        await this.enqueueCheck(tx, rollout.id, timer, job.correlationId);
      }
      if (isMoved) {
        const accounts = countStates(await this.rollouts.listEntries(rollout.id, tx));
        const facts = { rollout: rollout.id, state, wave, waves: rollout.waves, ...accounts };
        job.log.info({ ...facts, reason: reason && say(reason, 'en') }, 'rollout moved');
      }
    });
  }

  /** Enqueues the next step of a rollout, due when the transaction commits. */
  async wake(tx: EntityManager, rolloutId: string, correlationId: string): Promise<void> {
    const payload: RolloutJob = { accountId: null, rolloutId };
    await this.bus.enqueue(tx, 'sync.rollout', payload, { key: rolloutId, correlationId });
  }

  /** The same for every rollout in which the account is not at its end. */
  async wakeOf(tx: EntityManager, accountId: string, correlationId: string): Promise<void> {
    for (const rolloutId of await this.rollouts.listOpenOf(tx, accountId))
      await this.wake(tx, rolloutId, correlationId);
  }

  /** Clears the alarm that a rollout needs a person. */
  async clearAlarm(tx: EntityManager, rolloutId: string, now: Date): Promise<void> {
    await this.alarms.clear(tx, 'rollout-paused', rolloutId, now);
  }

  /** Enqueues the job that plans for an account. */
  async plan(
    tx: EntityManager,
    { row: { rolloutId, accountId, plansMade, beganAt, verifiedAt } }: Pick<RolloutEntry, 'row'>,
    correlationId: string,
  ): Promise<void> {
    const change = {
      isPlanning: true,
      isAccepted: false,
      plansMade: plansMade + 1,
      beganAt: null,
      // The plan before may have made calls, so that one without changes after it needs a gate all the same.
      verifiedAt: verifiedAt ?? beganAt,
      reason: null,
      // Its objects may get other ids, and its bots other files.
      bots: null,
    };
    await this.rollouts.changeAccount(tx, { rolloutId, accountId }, { state: 'queued', ...change });
    const payload: RolloutPlanJob = { rolloutId, accountId };
    await this.bus.enqueue(tx, planConsumer, payload, { key: accountId, correlationId });
    // Given-up work of this account is retried, and its alarm is cleared.
    await this.bus.reviveKeys(tx, planConsumer, [accountId]);
  }

  /** Takes accounts from rollouts that are done: their plans stop after the call they are in, or never begin. */
  async supersede(tx: EntityManager, accountIds: readonly string[], correlationId: string): Promise<void> {
    for (const planId of await this.rollouts.supersede(tx, accountIds))
      await this.control.cancelOpen(tx, planId, correlationId);
  }

  private async act(tx: EntityManager, { entry, move, now, correlationId }: Act): Promise<void> {
    const { row, plan } = entry;
    if (move.do === 'plan') return this.plan(tx, entry, correlationId);
    if (move.do === 'measure') return this.measure(tx, entry, correlationId);
    if (move.do === 'join') return this.rollouts.joinCanary(tx, row, message('rollouts.joins-canary'));
    if (move.do === 'become') {
      const { state, reason, isRefused } = move;
      // Its gate begins; without a time for it, it is over at once.
      const isGate = state === 'verified' || (state === 'healthy' && row.state !== 'verified');
      const isApplied = state === 'verified' || row.beganAt !== null;
      const gate = isGate && isApplied ? { verifiedAt: now, beganAt: row.beganAt ?? now, intake: null } : {};
      // Because a suspended account whose plan has ended is planned anew.
      const isOver = state === 'suspended' && plan !== null && !isRunning(plan.state);
      return this.rollouts.changeAccount(tx, row, {
        state,
        reason,
        isRefused,
        ...gate,
        ...(isOver ? { beganAt: null } : {}),
      });
    }
    if (plan === null) return;
    await this.control.approveAndStart(tx, plan.id, { correlationId, now });
    // Where nothing is left to change, an account whose earlier plan has begun, or failed its gate, still needs one.
    const verifiedAt = plan.listed.isEmpty ? row.verifiedAt : null;
    const begun = { state: 'applying', reason: null, beganAt: now, verifiedAt, intake: null } as const;
    await this.rollouts.changeAccount(tx, row, { ...begun, firstBeganAt: row.firstBeganAt ?? now });
  }

  /** Enqueues the job that counts the leads of an account's gate. */
  private async measure(
    tx: EntityManager,
    { row: { rolloutId, accountId, verifiedAt } }: RolloutEntry,
    correlationId: string,
  ): Promise<void> {
    const { gateMinutes } = await this.rollouts.get(rolloutId, tx);
    const from = Math.floor((verifiedAt ?? new Date()).getTime() / 1000);
    await this.rollouts.changeAccount(tx, { rolloutId, accountId }, { intake: { kind: 'asked', from } });
    const payload: IntakeJob = { rolloutId, accountId, from, to: from + gateMinutes * 60 };
    await this.bus.enqueue(tx, intakeConsumer, payload, { key: accountId, correlationId });
  }

  /** Enqueues the job that delivers the bots of the rollout to an account. */
  private async askForBots(tx: EntityManager, of: RolloutPlanJob, correlationId: string): Promise<void> {
    const askId = randomUUID();
    await this.rollouts.changeAccount(tx, of, { bots: { askId, isDone: false, refused: [] } });
    const payload: RolloutBotsJob = { ...of, askId };
    await this.bus.enqueue(tx, botsConsumer, payload, { key: of.accountId, correlationId });
    await this.bus.reviveKeys(tx, botsConsumer, [of.accountId]);
  }

  private async raisePausedAlarm(
    tx: EntityManager,
    rollout: Rollout,
    reason: Message,
    now: Date,
  ): Promise<void> {
    const { number } = await this.releases.recall(rollout.releaseId, tx);
    const facts = { release: number, rollout: rollout.id, reason };
    await this.alarms.raise(tx, { kind: 'rollout-paused', subject: rollout.id, facts }, now);
  }

  /** A timer; several in the same span are one, and one that has begun already is followed by another. */
  private async enqueueCheck(
    tx: EntityManager,
    rolloutId: string,
    { at, spanMs }: { at: number; spanMs: number },
    correlationId: string,
  ): Promise<void> {
    const payload: RolloutJob = { accountId: null, rolloutId };
    const about = { key: rolloutId, id: `rollout ${rolloutId}`, at, spanMs, correlationId };
    await enqueuePerSpan(this.bus, tx, 'sync.rollout', payload, about);
  }
}

interface Act {
  entry: RolloutEntry;
  move: Move;
  now: Date;
  correlationId: string;
}

function factsOf(
  { row, account, plan, isBusy, alarm }: RolloutEntry,
  { bots }: Pick<Rollout, 'bots'>,
): AccountFacts {
  return {
    ...row,
    isUntouched: row.reason?.key === untouched,
    obstacle: obstacleIn(account),
    isBusy,
    alarm,
    plan: plan && { ...plan, isEmpty: plan.listed.isEmpty },
    isApproved: row.approvedPlanId !== null,
    areBotsDue: bots.length > 0 && row.bots === null,
  };
}

function obstacleIn(account: Account | null): Obstacle | null {
  if (account?.state !== 'connected') return 'rollouts.not-usable';
  return whyNotWritten(account) === null ? null : 'rollouts.observed';
}
