import { createNote, listNotes, type AmoClient, type AmoLead, type AmoNote } from '@hub/amocrm';
import { message, say } from '@hub/messages';
import { isRefusal } from '@hub/platform';
import type { TransferContext } from './transfer-context.js';
import { transferMark } from './transfer-mark.js';
import type { TransferStep } from './transfer-step.js';
import { branchLeadOf } from './transfer.entity.js';

/*
 * A lead that somebody has deleted meanwhile needs no note: its step is done, because the transfer has to go on.
 */

/** `lead-created`, `company-linked` → `branch-noted`: a note in the branch lead names its origin. */
export const branchNoteStep: TransferStep = {
  side: 'branch',

  async find(context, since) {
    const isDone = since !== null && (await needsNoNote(branchPlace(context), context.transfer.id));
    return isDone ? { state: 'branch-noted' } : null;
  },

  async write(context) {
    const { transfer, locale, hqLeadLink } = context;
    const { hqLeadId, isJoined, leftOut } = transfer;
    const source = message('cards.source-note', { leadId: hqLeadId, link: hqLeadLink });
    const rest = leftOut.length > 0 ? [message('cards.left-out', { names: leftOut })] : [];
    const joined = isJoined ? [message('cards.joined-note')] : [];
    const text = [source, ...joined, ...rest].map((part) => say(part, locale)).join('\n');
    await addNote(branchPlace(context), text, transfer.id);
    return { state: 'branch-noted' };
  },
};

/** `branch-tasked` → `hq-noted`: a note in the HQ lead names its branch, with a link. */
export const hqNoteStep: TransferStep = {
  side: 'hq',

  async find(context, since) {
    const isDone = since !== null && (await needsNoNote(hqPlace(context), context.transfer.id));
    return isDone ? { state: 'hq-noted' } : null;
  },

  async write(context) {
    const { transfer, locale, branchLeadLink } = context;
    const { branchName } = transfer;
    const leadId = branchLeadOf(transfer);
    const isAgain = (await context.listFormer()).some((leg) => leg.branchLeadId === leadId);
    const link = branchLeadLink(leadId);
    const note = isAgain
      ? message('cards.handed-over-again-note', { branchName, link })
      : message('cards.handed-over-note', { branchName, link });
    const joined = transfer.isJoined ? [message('cards.joined-hq-note', { leadId })] : [];
    const text = [note, ...joined].map((part) => say(part, locale)).join('\n');
    await addNote(hqPlace(context), text, transfer.id);
    return { state: 'hq-noted' };
  },
};

/** The lead that gets the note, and how to find out that it is gone. */
interface NotePlace {
  amo: AmoClient;
  leadId: number;
  find: () => Promise<AmoLead | null>;
}

function branchPlace({ branch, transfer, findBranchLead }: TransferContext): NotePlace {
  const leadId = branchLeadOf(transfer);
  return { amo: branch, leadId, find: () => findBranchLead(leadId) };
}

function hqPlace({ hq, transfer, rereadHqLead }: TransferContext): NotePlace {
  return { amo: hq, leadId: transfer.hqLeadId, find: rereadHqLead };
}

async function needsNoNote({ amo, leadId, find }: NotePlace, transferId: string): Promise<boolean> {
  if (!(await find())) return true;
  const notes = await listNotes(amo, 'leads', leadId);
  return notes.some((note) => textOf(note).includes(transferMark(transferId)));
}

/** Robots stay asleep: a note of ours is no event in the sales process (design 5). */
async function addNote({ amo, leadId, find }: NotePlace, text: string, transferId: string): Promise<void> {
  const marked = `${text}\n${transferMark(transferId)}`;
  try {
    await createNote(amo, 'leads', leadId, { text: marked, isTriggeringRobots: false });
  } catch (error) {
    if (!isRefusal(error) || (await find())) throw error;
  }
}

function textOf({ params }: AmoNote): string {
  const text = (params as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}
