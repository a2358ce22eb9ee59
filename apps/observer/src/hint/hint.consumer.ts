import { Bus, forEver, type Job } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { hookOf } from '../echo/hook-of.js';
import type { LeadHook } from '../echo/judge-echo.js';
import { TakeEcho, type EchoOutcome } from '../echo/take-echo.js';
import { DueCards } from './due-cards.js';
import { PlaceHint } from './place-hint.js';
import { hintConsumer, SeenChanges } from './seen-changes.js';
import { unreadSinceOf } from './unread-since.js';

/**
 * A hint says that a card may have changed: it is noted for the poll, and the card is due, unless the hint is the echo of an
 * own write. No call to amoCRM is made.
 */
@Injectable()
export class HintConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly due: DueCards,
    private readonly echoes: TakeEcho,
    private readonly places: PlaceHint,
    private readonly seen: SeenChanges,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CrmChanged>({
      consumer: hintConsumer,
      subject: 'crm.changed',
      concurrency: 16,
      again: { forMs: forEver },
      handle: (job) => this.take(job),
    });
  }

  private async take(job: Job<CrmChanged>): Promise<void> {
    const { accountId, entityId, action } = job.payload;
    const place = await this.places.run(job.payload, job.correlationId);
    if (!place) return;
    const hook = hookOf(job.payload, place.hubUserId);
    await job.finish(async (tx) => {
      await this.noteArrival(tx, job.payload);
      if (place.isHq) await this.passContact(tx, job);
      const outcome = hook ? await this.judge(tx, job, hook) : 'other';
      if (outcome === 'taken') return;
      const isWaiting = hook !== null && outcome === 'unwritten';
      const { changedAt = null, changedBy = null, receivedAt } = job.payload;
      // A webhook is no event of the feed: a card merged into another has the one and may lack the other.
      const isDeletionReported = action === 'delete' && job.payload.source === 'poll';
      const waiting =
        isWaiting && receivedAt !== undefined ? { said: hook, receivedAt: new Date(receivedAt) } : null;
      if (place.due) {
        const unreadSince = unreadSinceOf(job.payload);
        const changedFrom = { ...(action === 'add' ? { isNew: true } : {}), ...job.payload.changedFrom };
        const about = { accountId, entityId, changedAt, changedBy, changedFrom, isDeletionReported };
        const card = { ...about, ...place.due, isRestored: action === 'restore' };
        await this.due.ask(tx, { ...card, unreadSince, hintId: job.id, hook: waiting }, job.correlationId);
      }
      // After the due card, because readings lock the two in this order.
      if (!isWaiting) await this.note(tx, job.payload);
    });
  }

  /** A contact of the head office may have copies in branches. One that is new or gone has nothing to correct there. */
  private async passContact(
    tx: EntityManager,
    { payload, key, correlationId }: Job<CrmChanged>,
  ): Promise<void> {
    const { accountId, entity, entityId: contactId, action } = payload;
    if (entity !== 'contact' || action === 'add' || action === 'delete' || action === 'note') return;
    await this.bus.publish(tx, 'contact.hinted', { accountId, contactId }, { key, correlationId });
  }

  /** Whether the hint is the echo of an own write. A lead that is due already is read, for all its hints. */
  private async judge(tx: EntityManager, job: Job<CrmChanged>, hook: LeadHook): Promise<EchoOutcome> {
    const { accountId, entityId: leadId, changedBy = null } = job.payload;
    const isDue = (await this.due.among(tx, accountId, 'lead', [leadId])).size > 0;
    if (isDue) return 'unwritten';
    return this.echoes.run(tx, { accountId, leadId, hook, changedBy }, job.correlationId);
  }

  private async noteArrival(tx: EntityManager, { accountId, source, receivedAt }: CrmChanged): Promise<void> {
    if (source === 'webhook' && receivedAt !== undefined) await this.seen.noteHook(tx, accountId, new Date());
  }

  /** Notes the change for the poll. What a poll finds is noted by the poll itself. */
  private async note(tx: EntityManager, hint: CrmChanged): Promise<void> {
    const { accountId, entity, entityId, source, changedAt = null, receivedAt } = hint;
    if (source !== 'webhook' || receivedAt === undefined) return;
    const change = { entity, entityId, receivedAt: new Date(receivedAt) };
    if (changedAt === null) await this.seen.noteUntimed(tx, accountId, change);
    else await this.seen.note(tx, accountId, [{ ...change, changedAt }]);
  }
}
