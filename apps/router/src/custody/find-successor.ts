import { listChangedLeads, listNotes, type AmoLead, type AmoNote } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { fieldTexts } from '../region/text-of.js';
import { hasMark } from '../transfer/transfer-mark.js';
import { decideSuccessor, type Candidate, type GoneLead } from './decide-successor.js';

/** Leads of one client that were changed since: of so many the notes are read. */
const mostNotes = 5;

/** Finds the deal into which people of a branch have merged a lead that is gone. */
@Injectable()
export class FindSuccessor {
  constructor(private readonly cards: ReadCards) {}

  /** Null: no lead that the account has changed since carries what the gone one did. */
  async run(job: Job<unknown>, accountId: string, gone: GoneLead): Promise<number | null> {
    const { client, inPlace } = this.cards.of(job, accountId, { isInside: false });
    return inPlace(async () => {
      const perhaps: number[] = [];
      for await (const page of listChangedLeads(client)) {
        const seen = decideSuccessor(page.map(candidateOf), gone);
        if (seen.found !== null) return seen.found;
        perhaps.push(...seen.perhaps);
        if (seen.isLast) break;
      }
      for (const leadId of perhaps.slice(0, mostNotes))
        if (hasMark(noteParams(await listNotes(client, 'leads', leadId)), gone.ids)) return leadId;
      return null;
    });
  }

  /** Which of these ids the notes or the fields of a lead of the account carry. */
  async listCarried(
    job: Job<unknown>,
    accountId: string,
    lead: AmoLead,
    ids: readonly string[],
  ): Promise<string[]> {
    const { client, inPlace } = this.cards.of(job, accountId, { isInside: false });
    const texts = fieldTexts(lead.custom_fields_values);
    const notes = noteParams(await inPlace(() => listNotes(client, 'leads', lead.id)));
    return ids.filter((id) => texts.includes(id) || hasMark(notes, [id]));
  }
}

const noteParams = (notes: readonly AmoNote[]): string => JSON.stringify(notes.map(({ params }) => params));

function candidateOf({
  id,
  updated_at: updatedAt,
  custom_fields_values: fields,
  _embedded,
}: AmoLead): Candidate {
  const contactIds = _embedded.contacts.map((contact) => contact.id);
  return { ...{ id, updatedAt, contactIds }, texts: fieldTexts(fields) };
}
