import { AccountRepository } from '@hub/accounts';
import { BatchedRead } from '@hub/database';
import { Bus, type Job } from '@hub/bus';
import { callsOfCards, Journal, type Call, type CardOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { isInsideHq } from '../rule/inside-hq.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { CallNoteRepository } from './call-note.repository.js';

export const callConsumer = 'router.call';

/** A leg whose HQ lead has calls that its branch does not know of. */
export interface CallWork {
  legId: string;
  /** The HQ account. */
  accountId: string;
  /** Of the HQ account: the note says when the call was by its clocks. */
  timeZone: string;
  calls: Call[];
}

/** Older calls are in the HQ card, which the branch lead links. */
const knownDays = 30;

/**
 * Finds calls of an HQ lead and of its main contact that the journal knows of and the branch does not. It asks amoCRM
 * nothing; what it finds becomes a job of its own, so that a note that is refused holds up no lead.
 */
@Injectable()
export class FindCalls {
  private readonly callsOf = new BatchedRead<CardOfAccount, Call[]>(async (cards) => {
    const since = Math.floor(Date.now() / 1000) - knownDays * 86_400;
    const calls = await this.journal.ask((tx) => callsOfCards(tx, cards, since));
    return cards.map((card) => calls.filter((call) => isOf(call, card)));
  });

  constructor(
    private readonly bus: Bus,
    private readonly journal: Journal,
    private readonly notes: CallNoteRepository,
    private readonly accounts: AccountRepository,
  ) {}

  /** Call it in any job about the HQ lead of a leg, or its contact, once the branch lead exists. */
  async run(job: Job<unknown>, leg: TransferRow): Promise<void> {
    if (leg.state !== 'done' || leg.endedAt !== null || leg.branchLeadId === null || isInsideHq(leg)) return;
    const { hqAccountId: accountId, hqLeadId, id: legId, branchLeadId, target } = leg;
    const lead = await this.journal.findLead(accountId, hqLeadId);
    const cards: CardOfAccount[] = [{ accountId, entity: 'lead', entityId: hqLeadId }];
    if (lead?.mainContactId != null)
      cards.push({ accountId, entity: 'contact', entityId: lead.mainContactId });
    const found = (await Promise.all(cards.map((card) => this.callsOf.of(card)))).flat();
    if (found.length === 0) return;
    const place = { accountId: target.accountId, leadId: branchLeadId };
    const done = await this.notes.listDone(
      place,
      found.map(({ noteId }) => noteId),
    );
    const calls = found.filter(({ noteId }) => !done.has(noteId));
    if (calls.length === 0) return;
    const { timeZone } = await this.accounts.get(accountId);
    const work: CallWork = { legId, accountId, timeZone, calls };
    // The same calls are the same job, however often they are found before they are noted.
    const newest = Math.max(...calls.map(({ noteId }) => noteId));
    const about = { id: `${legId}:${newest}`, key: legId, correlationId: job.correlationId };
    await job.step((tx) => this.bus.enqueue(tx, callConsumer, work, about));
  }
}

function isOf(call: Call, card: CardOfAccount): boolean {
  return call.entity === card.entity && call.entityId === card.entityId && call.accountId === card.accountId;
}
