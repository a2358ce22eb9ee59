import { createNote, createTask, listNotes, listTasks, type AmoClient } from '@hub/amocrm';
import type { StageRef } from '@hub/contracts';
import { message, say, sayFact, type Facts } from '@hub/messages';
import type { Names } from '@hub/journal';
import { describeFailure, isRefusal } from '@hub/platform';
import { findMarkedNote, noteText } from '../receive/find-made.js';
import { unique } from '../transfer/what-stays.js';
import { noteMark, type ActOf, type ActPlace, type ActStep } from './act-step.js';
import { composeBranchNote, notesOfPeople } from './compose-branch-note.js';
import type { EscalationContext } from './escalation-context.js';
import type { EscalationRow } from './escalation.entity.js';
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
    const { key, facts } = act.text;
    const { hqLeadId: cardId } = row;
    const card: Facts = cardId === null ? {} : { hqLeadId: String(cardId), hqLink: context.hqLink(cardId) };
    const text = say(message(key, { ...facts, ...card }), context.locale);
    return { change: await addNote(row, targetOf(place), `${text}\n${noteMark(row)}`) };
  },
};

/** The branch lead says what HQ has done: one call here, one read there. `stages`: HQ's by name. */
export function reportAct(stages: Names['stages']): ActStep<ActOf<'report'>> {
  return {
    async find({ context, row, act }, since) {
      if (since === null) return null;
      const note = await findMarkedNote(context.branch.client, row.branchLeadId, noteMark(row));
      if (!note) return null;
      const notes = await peopleNotes({ context, row });
      const last = notes.findLast(({ text }) => noteText(note).includes(text));
      return { change: { reportedPlace: act.place, reportedNoteId: last?.id ?? row.reportedNoteId } };
    },

    async write({ context, row, act }) {
      const notes = await peopleNotes({ context, row });
      const text = composeBranchNote({ ...row, stage: stageName(act.place, stages, context), notes });
      const said = `${sayFact(text, context.locale)}\n${noteMark(row)}`;
      const refused = await addNote(row, { amo: context.branch.client, leadId: row.branchLeadId }, said);
      return {
        change: {
          ...refused,
          reportedPlace: act.place,
          reportedNoteId: notes.at(-1)?.id ?? row.reportedNoteId,
        },
      };
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
      // The owner of the lead may have left; then amoCRM chooses the owner of the task.
      await createTask(context.branch.client, task);
    }
    return { isTaken: true };
  },
};

const daySeconds = 86_400;

function taskText(locale: ActPlace['context']['locale']): string {
  return say(message('cards.escalation-task'), locale);
}

interface NoteTarget {
  amo: AmoClient;
  leadId: number;
}

function targetOf({ context, row, act }: ActPlace<ActOf<'note'>>): NoteTarget {
  if (act.side === 'branch') return { amo: context.branch.client, leadId: row.branchLeadId };
  return { amo: context.hq.client, leadId: act.leadId ?? cardIdOf(row) };
}

/** A note that amoCRM refuses is named in `leftOut`. */
async function addNote(
  row: EscalationRow,
  { amo, leadId }: NoteTarget,
  text: string,
): Promise<Pick<Partial<EscalationRow>, 'leftOut'>> {
  try {
    await createNote(amo, 'leads', leadId, { text, isTriggeringRobots: false });
    return {};
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const facts = { leadId: String(leadId), reason: describeFailure(error) };
    return { leftOut: unique([...row.leftOut, message('leftOut.lead-note', facts)]) };
  }
}

/** A stage that the journal does not know yet is called by its id. */
function stageName(
  place: StageRef | null,
  stages: Names['stages'],
  { setting }: EscalationContext,
): string | null {
  if (!place) return null;
  const { pipelineId, statusId } = place;
  const known = setting.hqPipeline.stages.find(({ id }) => id === statusId);
  return stages.get(`${pipelineId}/${statusId}`) || known?.name || String(statusId);
}

async function peopleNotes({
  context,
  row,
}: Pick<ActPlace, 'context' | 'row'>): Promise<{ id: number; text: string }[]> {
  const notes = await listNotes(context.hq.client, 'leads', cardIdOf(row));
  const since = { noteId: row.reportedNoteId, moment: row.deliveredAt ?? row.askedAt };
  return notesOfPeople(
    notes.map((note) => ({ ...note, text: noteText(note) })),
    since,
  );
}
