import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AlarmRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import type { EntityManager } from 'typeorm';
import { GatewayConfig } from '../gateway.config.js';
import { pollConsumer, pollKey, type PollJob } from '../poll/poll-job.js';
import { HintAllowance } from './hint-allowance.js';
import { isFlood } from './is-flood.js';

/** How often an account is polled whose hints are dropped: its real changes come this way. */
const pollEveryMs = 10_000;

/**
 * What becomes of an account whose webhooks name more cards than they may: the rest of the hints is dropped, so that
 * they cannot delay those of real leads, and its events are polled soon, which name real changes only. Where the poll
 * finds few real ones behind many dropped ones, an alarm says so.
 */
@Injectable()
export class WebhookFloods {
  private readonly allowance: HintAllowance;
  /** Hints dropped in this process since the last poll, by account. */
  private readonly dropped = new Map<string, number>();

  constructor(
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    @Inject(Bus) private readonly bus: Bus,
    config: GatewayConfig,
  ) {
    this.allowance = new HintAllowance(config.WEBHOOK_HINTS_AT_ONCE);
  }

  /** The changes that the account's webhooks may name now, the first of these; the rest is noted as dropped. */
  async admit<T>(
    tx: EntityManager,
    accountId: string,
    changes: readonly T[],
    now: Date,
  ): Promise<readonly T[]> {
    const kept = this.allowance.take(accountId, changes.length, now.getTime());
    if (kept < changes.length) await this.note(tx, accountId, changes.length - kept, now);
    return changes.slice(0, kept);
  }

  /** So many hints or bodies of the account were dropped just now: a poll is due. */
  async note(tx: EntityManager, accountId: string, count: number, now: Date): Promise<void> {
    this.dropped.set(accountId, this.droppedOf(accountId) + count);
    const period = Math.floor(now.getTime() / pollEveryMs);
    // At the end of the period, so that everything that was dropped in it lies behind the poll.
    const runAt = new Date((period + 1) * pollEveryMs);
    const job: PollJob = { accountId, isUrgent: true };
    await this.bus.enqueue(tx, pollConsumer, job, {
      id: `flood:${accountId}:${period}`,
      key: pollKey(accountId),
      runAt,
      correlationId: randomUUID(),
    });
  }

  /** Hints that were dropped since the last poll. */
  droppedOf(accountId: string): number {
    return this.dropped.get(accountId) ?? 0;
  }

  /** A poll that began with so many dropped hints found so many real changes: raises the alarm, or ends a quiet one. */
  async judge(
    tx: EntityManager,
    accountId: string,
    found: { dropped: number; real: number },
    now: Date,
  ): Promise<void> {
    const alarm = { kind: 'webhook-flood', subject: accountId, accountId } as const;
    const { dropped, real } = found;
    if (isFlood(dropped, real)) await this.alarms.raise(tx, { ...alarm, facts: { dropped } }, now);
    else await this.alarms.clearQuiet(tx, alarm.kind, accountId, now);
  }

  /** The poll that saw so many dropped hints has committed. */
  settle(accountId: string, seen: number): void {
    const left = this.droppedOf(accountId) - seen;
    if (left > 0) this.dropped.set(accountId, left);
    else this.dropped.delete(accountId);
  }
}
