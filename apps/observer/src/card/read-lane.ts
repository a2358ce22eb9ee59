import { AmoClients } from '@hub/amocrm';
import { clientKeyRules } from '@hub/amocrm/pure';
import type { Job } from '@hub/bus';
import { Journal, type CardState } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DueCards, readConsumer, type DueCard, type ReadJob } from '../hint/due-cards.js';
import { cardKinds, type CardKindSpec } from './card-kinds.js';
import { ContactKind } from './contact-kind.js';
import { ReadPage } from './read-page.js';

/** As many ids as one call may name (entities 1.2). */
const atOnce = 100;

/** How long contacts wait that another version of the hub has to read. */
const leaveMs = 60_000;

/** Reads the due cards of one lane of an account until none is left. */
@Injectable()
export class ReadLane {
  constructor(
    private readonly clients: AmoClients,
    private readonly due: DueCards,
    private readonly page: ReadPage,
    private readonly contacts: ContactKind,
    private readonly journal: Journal,
  ) {}

  /**
   * Reads all kinds alternately until none has cards that are due. A kind that fails stops no other; it fails the job
   * then. Contacts that are hashed by newer rules are left to the process that has these.
   */
  async run(job: Job<ReadJob>): Promise<void> {
    const { accountId, lane } = job.payload;
    const client = this.clients.forAccount(accountId, lane === 'intake' ? 'routing' : 'bulk', job.signal);
    const entrant = { accountId, line: readConsumer, job: job.key };
    const kinds = [...Object.values(cardKinds), this.contacts.spec];
    const open = new Set(kinds as CardKindSpec<CardState>[]);
    const failures: unknown[] = [];
    while (open.size > 0)
      for (const spec of open) {
        const cards = await this.due.next(job.payload, spec.kind, atOnce);
        if (cards.length === 0) open.delete(spec);
        else
          try {
            if (spec.kind === 'contact' && (await this.areNewer(accountId))) await this.leave(job, cards);
            else await this.clients.gate.pass(entrant, () => this.page.run(job, client, spec, cards));
          } catch (error) {
            if (job.signal.aborted) throw error;
            failures.push(error);
            open.delete(spec);
          }
      }
    if (failures.length > 0) throw failures[0];
  }

  private async areNewer(accountId: string): Promise<boolean> {
    const { contactsRules = 0 } = (await this.journal.findAccount(accountId)) ?? {};
    return contactsRules > clientKeyRules;
  }

  private async leave(job: Job<ReadJob>, cards: readonly DueCard[]): Promise<void> {
    const dueAt = new Date(Date.now() + leaveMs);
    await job.step(async (tx) => {
      for (const card of cards) {
        const { absentReads, absentSince } = card;
        await this.due.putOff(tx, card, { dueAt, absentReads, absentSince });
      }
    });
  }
}
