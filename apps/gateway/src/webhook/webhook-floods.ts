import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Bus } from '@hub/bus';
import type { EntityManager } from 'typeorm';
import { GatewayConfig } from '../gateway.config.js';
import { HintAllowance } from './hint-allowance.js';

/**
 * Bounds the cards that the webhooks of one account may name: the rest of the hints is dropped, so that they cannot
 * delay those of real leads, and a message makes the observer read the account's events soon.
 */
@Injectable()
export class WebhookFloods {
  private readonly allowance: HintAllowance;

  constructor(
    @Inject(Bus) private readonly bus: Bus,
    config: GatewayConfig,
  ) {
    this.allowance = new HintAllowance(config.WEBHOOK_HINTS_AT_ONCE);
  }

  /**
   * The changes that the account's webhooks may name now, the first of these; the rest is noted as dropped. They count once
   * `spend` gets them, after the commit.
   */
  async admit<T>(
    tx: EntityManager,
    accountId: string,
    changes: readonly T[],
    now: Date,
  ): Promise<readonly T[]> {
    const kept = changes.slice(0, this.allowance.left(accountId, now.getTime()));
    if (kept.length < changes.length) await this.note(tx, accountId, changes.length - kept.length, now);
    return kept;
  }

  /** So many of the changes that were admitted at `now` are published, by account. */
  spend(published: ReadonlyMap<string, number>, now: Date): void {
    for (const [accountId, count] of published) this.allowance.spend(accountId, count, now.getTime());
  }

  /** So many hints or bodies of the account were dropped just now: its events have to be read soon. */
  async note(tx: EntityManager, accountId: string, count: number, now: Date): Promise<void> {
    const dropped = { accountId, count, at: now.getTime() };
    await this.bus.publish(tx, 'hints.dropped', dropped, { key: accountId, correlationId: randomUUID() });
  }
}
