import {
  listNewestLeads,
  listNotes,
  unlessMadeSince,
  type AmoClient,
  type AmoLead,
  type AmoNote,
} from '@hub/amocrm';

/** The lead that an attempt since then (amoCRM's seconds) has made, by its mark; or null. */
export async function findMadeLead(
  amo: AmoClient,
  since: number,
  isMarked: (lead: AmoLead) => boolean,
): Promise<AmoLead | null> {
  for await (const page of listNewestLeads(amo, unlessMadeSince(since))) {
    const made = page.find((lead) => lead.created_at >= since && isMarked(lead));
    if (made) return made;
    if (page.every(({ created_at }) => created_at < since)) return null;
  }
  return null;
}

/** The note of a lead that has this mark, or null. */
export async function findMarkedNote(amo: AmoClient, leadId: number, mark: string): Promise<AmoNote | null> {
  const notes = await listNotes(amo, 'leads', leadId);
  return notes.find((note) => noteText(note).endsWith(mark)) ?? null;
}

/** What a note says; empty for a note without a text. */
export function noteText({ params }: AmoNote): string {
  const text = (params as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}
