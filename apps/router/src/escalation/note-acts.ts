import { createNote, createTask, listNotes, listTasks, type AmoClient } from '@hub/amocrm';
import { message, say, sayFact, type Facts } from '@hub/messages';
import { isRefusal } from '@hub/platform';
import { findMarkedNote, noteText } from '../receive/find-made.js';
import { noteMark, type ActOf, type ActPlace, type ActStep } from './act-step.js';
import { composeTold, notesOfPeople } from './compose-told.js';
import type { Place } from './escalation-act.js';
import { cardIdOf } from './move-act.js';

/** A note in a lead. One that is gone by now needs none. */
export const noteAct: ActStep<ActOf<'note'>> = {
  async find(place, since) {
    if (since === null) return null;
    const { amo, leadId } = targetOf(place);
    return (await findMarkedNote(amo, leadId, noteMark(place.row))) && {};
  },

  async write(place) {
    const { context, row, act } = place;
    const { amo, leadId } = targetOf(place);
    const { key, facts } = act.text;
    const { hqLeadId: cardId } = row;
    const card: Facts = cardId === null ? {} : { hqLeadId: String(cardId), hqLink: context.hqLink(cardId) };
    const text = say(message(key, { ...facts, ...card }), context.locale);
    await addNote(amo, leadId, `${text}\n${noteMark(row)}`);
    return {};
  },
};

/** The branch lead says what HQ has done: one call here, one read there. */
export function tellAct(card: Place | null): ActStep<ActOf<'tell'>> {
  const told = card && { pipelineId: card.pipelineId, statusId: card.statusId };
  return {
    async find({ context, row }, since) {
      if (since === null) return null;
      const note = await findMarkedNote(context.branch.client, row.branchLeadId, noteMark(row));
      if (!note) return null;
      const notes = await peopleNotes({ context, row });
      const last = notes.findLast(({ text }) => noteText(note).includes(text));
      return { change: { told, toldNoteId: last?.id ?? row.toldNoteId } };
    },

    async write({ context, row }) {
      const notes = await peopleNotes({ context, row });
      const stage = context.setting.hqPipeline.stages.find(({ id }) => id === card?.statusId);
      const text = composeTold({ ...row, stage: stage?.name ?? null, notes });
      await addNote(
        context.branch.client,
        row.branchLeadId,
        `${sayFact(text, context.locale)}\n${noteMark(row)}`,
      );
      return { change: { told, toldNoteId: notes.at(-1)?.id ?? row.toldNoteId } };
    },
  };
}

/** One task for the owner of the branch lead, due a day after the lead came without a reason. */
export const taskAct: ActStep<ActOf<'task'>> = {
  async find({ context, row }, since) {
    if (since === null) return null;
    const text = taskText(context.locale);
    const filter = { entity_type: 'leads', entity_id: row.branchLeadId };
    for await (const page of listTasks(context.branch.client, { filter })) {
      const isIt = page.some(
        (task) => task.entity_id === row.branchLeadId && task.created_at >= since && task.text === text,
      );
      if (isIt) return {};
    }
    return null;
  },

  async write({ context, row, act }) {
    const task = {
      ...{ text: taskText(context.locale), entity_id: row.branchLeadId, entity_type: 'leads' as const },
      complete_till: Math.floor(row.askedAt.getTime() / 1000) + daySeconds,
    };
    try {
      await createTask(context.branch.client, { ...task, responsible_user_id: act.ownerId });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Whoever owns the lead may have left: then amoCRM says whose the task is.
      await createTask(context.branch.client, task);
    }
    return {};
  },
};

const daySeconds = 86_400;

function taskText(locale: ActPlace['context']['locale']): string {
  return say(message('cards.escalation-task'), locale);
}

function targetOf({ context, row, act }: ActPlace<ActOf<'note'>>): { amo: AmoClient; leadId: number } {
  if (act.side === 'branch') return { amo: context.branch.client, leadId: row.branchLeadId };
  return { amo: context.hq.client, leadId: act.leadId ?? cardIdOf(row) };
}

async function addNote(amo: AmoClient, leadId: number, text: string): Promise<void> {
  try {
    await createNote(amo, 'leads', leadId, { text, isTriggeringRobots: false });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

async function peopleNotes({
  context,
  row,
}: Pick<ActPlace, 'context' | 'row'>): Promise<{ id: number; text: string }[]> {
  const notes = await listNotes(context.hq.client, 'leads', cardIdOf(row));
  const since = { noteId: row.toldNoteId, moment: row.standingAt ?? row.askedAt };
  return notesOfPeople(
    notes.map((note) => ({ ...note, text: noteText(note) })),
    since,
  );
}
