import { Bus, type Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SeenChanges } from '../hint/seen-changes.js';
import type { Heal } from './decide-heal.js';
import type { PollJob } from './poll-job.js';

/** Publishes hints about what no webhook named. */
@Injectable()
export class PublishHeals {
  constructor(
    private readonly bus: Bus,
    private readonly seen: SeenChanges,
  ) {}

  /** They count like webhooks, so that the overlap of the next poll does not publish them again. */
  async run(tx: EntityManager, job: Job<PollJob>, heals: readonly Heal[], now: Date): Promise<void> {
    const { accountId } = job.payload;
    for (const heal of heals) await this.publish(tx, accountId, heal, { now, job });
    await this.seen.note(
      tx,
      accountId,
      heals.map(({ entity, entityId, changedAt }) => ({ entity, entityId, changedAt, receivedAt: now })),
    );
  }

  private async publish(
    tx: EntityManager,
    accountId: string,
    { entity, entityId, action, changedAt, changedBy, changedFrom }: Heal,
    { now, job }: { now: Date; job: Job<PollJob> },
  ): Promise<void> {
    const change = { changedAt, changedBy, changedFrom, receivedAt: now.toISOString() };
    await this.bus.publish(
      tx,
      'crm.changed',
      { accountId, entity, entityId, action, source: 'poll', ...change },
      { key: `${accountId}:${entity}:${entityId}`, correlationId: job.correlationId },
    );
  }
}
