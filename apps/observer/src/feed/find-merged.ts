import { AmoClients, type AmoEvent } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { cardKinds } from '../card/card-kinds.js';
import { WalkCards } from '../fill/walk-cards.js';

const consumer = 'observer.merged';

interface MergedJob {
  accountId: string;
  /** The lead that stays. */
  leadId: number;
}

/**
 * The feed names only the lead that stays when two are merged, and the one that vanishes has an event nowhere. Its contacts
 * go over to the one that stays, so every lead of the journal whose main contact that one has is read by id.
 */
@Injectable()
export class FindMerged implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly clients: AmoClients,
    private readonly writer: JournalWriter,
    private readonly cards: WalkCards,
  ) {}

  onModuleInit(): void {
    this.bus.consume<MergedJob>({ consumer, concurrency: 4, handle: (job) => this.run(job) });
  }

  /** Asks to find what was merged by these events. */
  async ask(
    tx: EntityManager,
    accountId: string,
    events: readonly AmoEvent[],
    correlationId: string,
  ): Promise<void> {
    for (const { id, type, entity_type: entity, entity_id: leadId } of events)
      if (type === 'entity_merged' && entity === 'lead') {
        const about = {
          id: `merged:${accountId}:${id}`,
          key: `merged:${accountId}:${leadId}`,
          correlationId,
        };
        await this.bus.enqueue(tx, consumer, { accountId, leadId } satisfies MergedJob, about);
      }
  }

  /** By the contacts that the lead has now, and by those that the journal had of it. Nothing for an account without a journal. */
  private async run(job: Job<MergedJob>): Promise<void> {
    const { accountId, leadId } = job.payload;
    if (!(await job.step((tx) => this.writer.lock(tx, accountId)))) return;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const now = await cardKinds.lead.find(client, leadId);
    await job.finish(async (tx) => {
      if (!(await this.writer.lock(tx, accountId))) return;
      const known = (await this.writer.cards.findLeads(tx, accountId, [leadId])).get(leadId);
      const contactIds = [...(now?.contactIds ?? []), ...(known?.state.contactIds ?? [])];
      const ids = await this.writer.cards.findByMainContact(tx, accountId, contactIds);
      await this.cards.askFor(
        tx,
        job,
        cardKinds.lead,
        ids.filter((id) => id !== leadId),
      );
    });
  }
}
