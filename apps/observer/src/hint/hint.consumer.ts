import { Bus, type Job } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { Journal, type CardKind } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { hookOf } from '../echo/hook-of.js';
import type { LeadHook } from '../echo/judge-echo.js';
import { TakeEcho, type EchoOutcome } from '../echo/take-echo.js';
import { DueCards } from './due-cards.js';
import { Intake, type IntakePlace } from './intake.js';
import { isReadByRouter, laneOf, type Lane } from './lane-of.js';
import { hintConsumer } from './seen-changes.js';

/** What a hint asks to be read: an unsorted item is named by its lead. Companies have no state here. */
const kindOf: Readonly<Partial<Record<CrmChanged['entity'], CardKind>>> = {
  lead: 'lead',
  unsorted: 'lead',
  task: 'task',
  contact: 'contact',
};

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
    private readonly intake: Intake,
    private readonly journal: Journal,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CrmChanged>({
      consumer: hintConsumer,
      subject: 'crm.changed',
      concurrency: 16,
      handle: (job) => this.take(job),
    });
  }

  private async take(job: Job<CrmChanged>): Promise<void> {
    const { accountId, entityId, action } = job.payload;
    const entity = await this.kindOf(job.payload);
    const place = await this.intake.of(accountId, job.correlationId);
    if (!place) return;
    const way = entity && (await this.wayOf(job.payload, entity, place));
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
      if (entity && way) {
        const card = { accountId, entity, entityId, ...way, changedAt, changedBy, isDeletionReported };
        await this.due.ask(tx, { ...card, hintId: job.id, hook: waiting }, job.correlationId);
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

  /** Nothing is read for a note, and no contact where none are kept. */
  private async kindOf({ accountId, action, entity }: CrmChanged): Promise<CardKind | undefined> {
    const kind = action === 'note' ? undefined : kindOf[entity];
    if (kind !== 'contact') return kind;
    const { contactsState } = (await this.journal.findAccount(accountId)) ?? {};
    return contactsState === 'reading' || contactsState === 'ready' ? kind : undefined;
  }

  private async wayOf(
    { accountId, entityId, action, entity: told }: CrmChanged,
    entity: CardKind,
    { handedOverStatusId, ...place }: IntakePlace,
  ): Promise<{ lane: Lane; isReadElsewhere: boolean }> {
    if (!place.isHq || entity !== 'lead')
      return { lane: laneOf({ entity, ...place, knownPipelineId: null }), isReadElsewhere: false };
    const known = await this.journal.findLead(accountId, entityId);
    const facts = { entity, ...place, knownPipelineId: known?.pipelineId ?? null };
    const about = { action, handedOverStatusId, knownStatusId: known?.statusId ?? null };
    // The router takes no unsorted item: it comes with a hint about its lead.
    return {
      lane: laneOf(facts),
      isReadElsewhere: told === 'lead' && isReadByRouter({ ...facts, ...about }),
    };
  }

  private async noteArrival(tx: EntityManager, { accountId, source, receivedAt }: CrmChanged): Promise<void> {
    if (source === 'webhook' && receivedAt !== undefined)
      await this.due.seen.noteHook(tx, accountId, new Date());
  }

  /** Notes the change for the poll. What a poll finds is noted by the poll itself. */
  private async note(tx: EntityManager, hint: CrmChanged): Promise<void> {
    const { accountId, entity, entityId, source, changedAt = null, receivedAt } = hint;
    if (source !== 'webhook' || receivedAt === undefined || changedAt === null) return;
    const change = { entity, entityId, changedAt, receivedAt: new Date(receivedAt) };
    await this.due.seen.note(tx, accountId, [change]);
  }
}
