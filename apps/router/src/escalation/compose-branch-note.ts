import type { EscalationEnd } from '@hub/contracts';
import { joined, message, type Joined } from '@hub/messages';

/** A note as amoCRM lists it. */
interface NoteSeen {
  id: number;
  note_type: string;
  created_by: number;
  created_at: number;
  text: string;
}

const longestNote = 1_000;
const mostNotes = 10;

/**
 * What people have noted at HQ since the branch was told last, oldest first, long ones cut, the newest ten: no notes of robots, nor
 * of the hub.
 */
export function notesOfPeople(
  notes: readonly NoteSeen[],
  since: { noteId: number | null; moment: Date },
): { id: number; text: string }[] {
  const from = Math.floor(since.moment.getTime() / 1000);
  return notes
    .filter(({ note_type, created_by }) => note_type === 'common' && created_by !== 0)
    .filter(({ id, created_at }) => (since.noteId === null ? created_at >= from : id > since.noteId))
    .filter(({ text }) => text.trim() !== '' && !isMarked(text))
    .slice(-mostNotes)
    .map(({ id, text }) => ({ id, text: text.slice(0, longestNote) }));
}

/** What the branch is told: the stage or the outcome, then the notes. */
export function composeBranchNote({
  endedAs,
  stage,
  notes,
}: {
  endedAs: EscalationEnd | null;
  stage: string | null;
  notes: readonly { text: string }[];
}): Joined {
  const what =
    endedAs === null
      ? message('cards.escalation-stage', { stage: stage ?? '' })
      : message('cards.escalation-end', { how: endedAs.replaceAll('-', '_') });
  return joined('\n', [what, ...notes.map(({ text }) => text)]);
}

function isMarked(text: string): boolean {
  return /\[hub [0-9a-f-]{36}(\/\d+)?\]$/.test(text);
}
