import { createNote, findLead, listNotes, type AmoClient, type AmoNote } from '@hub/amocrm';
import { message, say } from '@hub/messages';
import { isRefusal } from '@hub/platform';
import { transferMark } from './transfer-mark.js';
import type { TransferStep } from './transfer-step.js';

/*
 * A lead that somebody has deleted meanwhile needs no note: its step is done, because the transfer has to go on.
 */

/** `lead-created` → `branch-noted`: the branch lead says where it came from. */
export const branchNoteStep: TransferStep = {
  side: 'branch',

  async look({ branch, transfer }, since) {
    const isDone = since !== null && (await needsNoNote(branch, branchLeadOf(transfer), transfer.id));
    return isDone ? { state: 'branch-noted' } : null;
  },

  async write({ branch, transfer, locale, hqLeadLink }) {
    const { hqLeadId, leftOut } = transfer;
    const source = message('cards.source-note', { leadId: hqLeadId, link: hqLeadLink });
    const rest = leftOut.length > 0 ? [message('cards.left-out', { names: leftOut })] : [];
    const text = [source, ...rest].map((part) => say(part, locale)).join('\n');
    await addNote(branch, branchLeadOf(transfer), text, transfer.id);
    return { state: 'branch-noted' };
  },
};

/** `branch-noted` → `hq-noted`: the HQ lead says which branch has it, with a link. */
export const hqNoteStep: TransferStep = {
  side: 'hq',

  async look({ hq, transfer }, since) {
    const isDone = since !== null && (await needsNoNote(hq, transfer.hqLeadId, transfer.id));
    return isDone ? { state: 'hq-noted' } : null;
  },

  async write({ hq, transfer, locale, branchLeadLink }) {
    const { branchName, hqLeadId } = transfer;
    const link = branchLeadLink(branchLeadOf(transfer));
    const text = message('cards.handed-over-note', { branchName, link });
    await addNote(hq, hqLeadId, say(text, locale), transfer.id);
    return { state: 'hq-noted' };
  },
};

async function needsNoNote(amo: AmoClient, leadId: number, transferId: string): Promise<boolean> {
  if (!(await findLead(amo, leadId))) return true;
  const notes = await listNotes(amo, 'leads', leadId);
  return notes.some((note) => textOf(note).includes(transferMark(transferId)));
}

/** Robots stay asleep: a note of ours is no event in the sales process (design 5). */
async function addNote(amo: AmoClient, leadId: number, text: string, transferId: string): Promise<void> {
  const marked = `${text}\n${transferMark(transferId)}`;
  try {
    await createNote(amo, 'leads', leadId, { text: marked, isTriggeringRobots: false });
  } catch (error) {
    if (!isRefusal(error) || (await findLead(amo, leadId))) throw error;
  }
}

function textOf({ params }: AmoNote): string {
  const text = (params as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}

function branchLeadOf(transfer: { id: string; branchLeadId: number | null }): number {
  if (transfer.branchLeadId === null) throw new Error(`Transfer ${transfer.id} has no branch lead`);
  return transfer.branchLeadId;
}
