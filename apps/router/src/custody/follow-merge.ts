import { listChangedLeads, listNotes, type AmoClient, type AmoLead } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { Journal, type LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { CallNoteRepository } from '../call/call-note.repository.js';
import { transferMark } from '../transfer/transfer-mark.js';
import { isInsideHq } from '../rule/inside-hq.js';
import { custodyConsumer, custodyWork } from './custody-work.js';
import { decideSuccessor, type Candidate, type GoneLead } from './decide-successor.js';
import { LegRepository, type BranchLeg } from './leg.repository.js';

/** Leads of one client that were changed since: of so many the notes are read. */
const mostNotes = 5;

/** Follows a branch lead that people of the branch have merged into another deal of theirs. */
@Injectable()
export class FollowMerge {
  constructor(
    private readonly bus: Bus,
    private readonly journal: Journal,
    private readonly legs: LegRepository,
    private readonly cards: ReadCards,
    private readonly calls: CallNoteRepository,
  ) {}

  /**
   * The legs of a branch lead, oldest first. Where the journal shows it gone while one lives, the deal into which it was merged
   * is searched for, and the living legs go on with that: it is the branch's own deal, so the hub never closes it. Those
   * are left out then. A branch inside HQ has the HQ lead, whose merge `FindHandedOver` follows.
   */
  async listLegs(job: Job<unknown>, { accountId, leadId }: LeadOfAccount): Promise<BranchLeg[]> {
    const legs = await this.legs.listByBranchLead(accountId, leadId);
    const living = legs.filter((leg) => leg.endedAt === null && leg.state === 'done' && !isInsideHq(leg));
    if (living.length === 0) return legs;
    const seen = await this.journal.findLead(accountId, leadId);
    if (!seen || seen.goneAt === null) return legs;
    const { goneAt } = seen;
    // The journal knows no client of a lead that was gone before its first reading.
    const given = living.flatMap(({ branchContactId }) => branchContactId ?? []);
    const contactIds = [...new Set([...seen.contactIds, ...given])];
    const gone = { id: leadId, goneAt, contactIds, transferIds: legs.map(({ id }) => id) };
    const { client, inPlace } = this.cards.of(job, accountId, { isInside: false });
    const successorId = await inPlace(() => this.search(client, gone));
    if (successorId === null) return legs;
    await job.step(async (tx) => {
      for (const leg of living) await this.legs.goOnWith(tx, leg, successorId);
      await this.calls.carry(tx, { accountId, leadId }, successorId);
      const { work, key } = custodyWork(accountId, successorId);
      await this.bus.enqueue(tx, custodyConsumer, work, { key, correlationId: job.correlationId });
    });
    job.log.info({ accountId, leadId, successorId }, 'branch lead was merged into another deal');
    return legs.filter((leg) => !living.includes(leg));
  }

  private async search(amo: AmoClient, gone: GoneLead): Promise<number | null> {
    const perhaps: number[] = [];
    for await (const page of listChangedLeads(amo)) {
      const seen = decideSuccessor(page.map(candidateOf), gone);
      if (seen.found !== null) return seen.found;
      perhaps.push(...seen.perhaps);
      if (seen.isLast) break;
    }
    for (const leadId of perhaps.slice(0, mostNotes)) {
      const notes = JSON.stringify((await listNotes(amo, 'leads', leadId)).map(({ params }) => params));
      if (gone.transferIds.some((id) => notes.includes(transferMark(id)))) return leadId;
    }
    return null;
  }
}

function candidateOf({
  id,
  updated_at: updatedAt,
  custom_fields_values: fields,
  _embedded,
}: AmoLead): Candidate {
  const values = fields.flatMap((field) => field.values.map(({ value }) => value));
  return {
    ...{ id, updatedAt, contactIds: _embedded.contacts.map((contact) => contact.id) },
    texts: values.filter((value) => typeof value === 'string'),
  };
}
