import { AmoClients, findContact, ifAllowed, type AmoContact, type AmoEvent } from '@hub/amocrm';
import { Bus, forEver, type Job } from '@hub/bus';
import { JournalWriter } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { cardKinds } from '../card/card-kinds.js';
import { ContactKind } from '../card/contact-kind.js';
import { WalkCards } from '../fill/walk-cards.js';
import { looseConsumer, looseSearch, type LooseJob } from './loose-job.js';

const consumer = 'observer.merged';

/** A phone that is in more contacts is nobody's. */
const mostAlike = 50;

/** The card that stays: one of the two. */
interface MergedJob {
  accountId: string;
  leadId?: number;
  contactId?: number;
}

/**
 * The feed names only the card that stays when two are merged, and the one that vanishes has an event nowhere. The contacts of
 * a lead go over to the one that stays, so every lead of the journal whose main contact that one has is read by id; those
 * without a contact are left to `FindLoose`. The leads of a contact go over without an event of their own: those which the
 * journal does not know as leads of the one that stays are read, and so are the contacts that it knows them by, and those
 * that have a phone or an e-mail of it.
 */
@Injectable()
export class FindMerged implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly clients: AmoClients,
    private readonly writer: JournalWriter,
    private readonly cards: WalkCards,
    private readonly contacts: ContactKind,
  ) {}

  onModuleInit(): void {
    this.bus.consume<MergedJob>({
      consumer,
      concurrency: 4,
      again: { forMs: forEver },
      handle: (job) => this.run(job),
    });
  }

  /** Asks to find what was merged by these events. */
  async ask(
    tx: EntityManager,
    accountId: string,
    events: readonly AmoEvent[],
    { correlationId, now }: { correlationId: string; now: Date },
  ): Promise<void> {
    for (const { id, type, entity_type: entity, entity_id: cardId } of events) {
      if (type !== 'entity_merged' || (entity !== 'lead' && entity !== 'contact')) continue;
      const key = `merged:${accountId}:${cardId}`;
      const job: MergedJob = {
        accountId,
        ...(entity === 'lead' ? { leadId: cardId } : { contactId: cardId }),
      };
      const isNew = await this.bus.enqueue(tx, consumer, job, {
        ...{ id: `merged:${accountId}:${id}`, key, correlationId },
      });
      if (isNew && entity === 'lead')
        await this.bus.enqueue(tx, looseConsumer, { accountId } satisfies LooseJob, {
          ...{ ...looseSearch(accountId, now), correlationId },
        });
    }
  }

  /** Nothing for an account without a journal. */
  private async run(job: Job<MergedJob>): Promise<void> {
    const { accountId, leadId, contactId } = job.payload;
    if (!(await job.step((tx) => this.writer.lock(tx, accountId)))) return;
    if (leadId !== undefined) await this.findLeads(job, leadId);
    if (contactId !== undefined) await this.findOfContact(job, contactId);
  }

  /** By the contacts that the lead has now, and by those that the journal had of it. */
  private async findLeads(job: Job<MergedJob>, leadId: number): Promise<void> {
    const { accountId } = job.payload;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const now = await ifAllowed(() => cardKinds.lead.find(client, leadId));
    await job.finish(async (tx) => {
      if (!(await this.writer.lock(tx, accountId))) return;
      const known = (await this.writer.cards.findLeads(tx, accountId, [leadId])).get(leadId);
      const contactIds = [...(now?.contactIds ?? []), ...(known?.state.contactIds ?? [])];
      const ids = await this.writer.cards.findByMainContact(tx, accountId, contactIds);
      const others = ids.filter((id) => id !== leadId);
      await this.cards.askFor(tx, job, cardKinds.lead, others);
    });
  }

  private async findOfContact(job: Job<MergedJob>, contactId: number): Promise<void> {
    const { accountId } = job.payload;
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const now = await ifAllowed(() => findContact(client, contactId));
    if (!now) return;
    const { hashes } = await this.contacts.stateOf(now);
    await job.finish(async (tx) => {
      const account = await this.writer.lock(tx, accountId);
      if (!account) return;
      const { cards } = this.writer;
      const { spec } = this.contacts;
      const leads = await this.leadsToRead(tx, accountId, now);
      await this.cards.askFor(tx, job, cardKinds.lead, [...leads.keys()]);
      if (spec.isKept?.(account) === false) return;
      const alike = await cards.findByHashes(tx, accountId, { hashes, most: mostAlike });
      const known = await cards.findContacts(tx, accountId, [...leads.values()].flat());
      const others = [...new Set([...alike, ...known.keys()])].filter((id) => id !== contactId);
      await this.cards.askFor(tx, job, spec, others);
    });
  }

  /** The leads of a contact that the journal knows without it, with the contacts that it knows them by. */
  private async leadsToRead(
    tx: EntityManager,
    accountId: string,
    { id: contactId, _embedded: { leads } }: AmoContact,
  ): Promise<Map<number, number[]>> {
    const ids = leads.map(({ id }) => id);
    const known = await this.writer.cards.findLeads(tx, accountId, ids);
    const strange = [...known].filter(([, { state }]) => !state.contactIds.includes(contactId));
    return new Map(strange.map(([id, { state }]) => [id, state.contactIds]));
  }
}
