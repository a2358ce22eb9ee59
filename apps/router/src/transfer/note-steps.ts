import { createNote, listNotes, type AmoClient, type AmoNote } from '@hub/amocrm';
import { transferMark } from '../texts.js';
import type { TransferStep } from './transfer-step.js';

/** `lead-created` → `branch-noted`: the branch lead says where it came from. */
export const branchNoteStep: TransferStep = {
  async look({ branch, transfer }, since) {
    const isThere = since !== null && (await hasNote(branch, branchLeadOf(transfer), transfer.id));
    return isThere ? { state: 'branch-noted' } : null;
  },

  async write({ branch, transfer, texts, hqLeadLink }) {
    const { hqLeadId, leftOut } = transfer;
    const text = texts.sourceNote({ hqLeadId, hqLeadLink, leftOut });
    await addNote(branch, branchLeadOf(transfer), text, transfer.id);
    return { state: 'branch-noted' };
  },
};

/** `branch-noted` → `hq-noted`: the HQ lead says which branch has it, with a link. */
export const hqNoteStep: TransferStep = {
  async look({ hq, transfer }, since) {
    const isThere = since !== null && (await hasNote(hq, transfer.hqLeadId, transfer.id));
    return isThere ? { state: 'hq-noted' } : null;
  },

  async write({ hq, transfer, texts, branchLeadLink }) {
    const { branchName, hqLeadId } = transfer;
    const text = texts.handedOverNote({ branchName, branchLeadLink: branchLeadLink(branchLeadOf(transfer)) });
    await addNote(hq, hqLeadId, text, transfer.id);
    return { state: 'hq-noted' };
  },
};

async function hasNote(amo: AmoClient, leadId: number, transferId: string): Promise<boolean> {
  const notes = await listNotes(amo, 'leads', leadId);
  return notes.some((note) => textOf(note).includes(transferMark(transferId)));
}

/** Robots stay asleep: a note of ours is no event in the sales process (design 5). */
async function addNote(amo: AmoClient, leadId: number, text: string, transferId: string): Promise<void> {
  await createNote(amo, 'leads', leadId, {
    text: `${text}\n${transferMark(transferId)}`,
    isTriggeringRobots: false,
  });
}

function textOf({ params }: AmoNote): string {
  const text = (params as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}

function branchLeadOf(transfer: { id: string; branchLeadId: number | null }): number {
  if (transfer.branchLeadId === null) throw new Error(`Transfer ${transfer.id} has no branch lead`);
  return transfer.branchLeadId;
}
