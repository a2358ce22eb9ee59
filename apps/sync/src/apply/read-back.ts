import type { AmoClient } from '@hub/amocrm';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import type { AnswerRow, WantsDetails } from '../kind/kind.js';
import { kindOf } from '../kind/kinds.js';
import { rowsOf, withRows, type ListName } from '../snapshot/lists.js';
import { readAgain } from '../snapshot/read-snapshot.js';
import type { Step } from './call.js';
import { writtenLists, type WrittenList } from './written-lists.js';

/** The rows that calls were answered with; a call whose answer had none, or that was refused, is missing. */
export type Answers = ReadonlyMap<Step, readonly AnswerRow[]>;

/**
 * The account after an apply: every list that was written is read again. Only where a list got nothing but new objects,
 * and the answers show those whole as they were stored, the answers are that reading.
 */
export async function readBack(
  amo: AmoClient,
  seen: RawSnapshot,
  { steps, answers }: { steps: readonly Step[]; answers: Answers },
  wants: WantsDetails,
): Promise<RawSnapshot> {
  let snapshot = seen;
  const unanswered: ListName[] = [];
  for (const list of writtenLists(steps)) {
    const rows = rowsAnswered(list, answers);
    if (rows) snapshot = withRows(snapshot, list.name, merged(rowsOf(snapshot, list.name) as Row[], rows));
    else unanswered.push(list.name);
  }
  return readAgain(amo, snapshot, unanswered, wants);
}

interface Row {
  readonly id: number | string;
}

/** What the answers show of a list, or null where they do not show all that was written there. */
function rowsAnswered({ calls }: WrittenList, answers: Answers): readonly Row[] | null {
  const rows: Row[] = [];
  for (const call of calls) {
    const [first] = call.items;
    const answered = first && kindOf(first.kind).reading?.answered;
    const given = answers.get(call) ?? [];
    if (!answered || call.method !== 'POST' || given.length !== call.items.length) return null;
    for (const row of given) {
      const whole = answered(row);
      if (whole === null) return null;
      rows.push(whole as Row);
    }
  }
  return rows;
}

/** The rows with the new ones; a creation under a name that existed already is answered with the existing row. */
function merged(before: readonly Row[], added: readonly Row[]): readonly Row[] {
  const ids = new Set(added.map(({ id }) => String(id)));
  return [...before.filter(({ id }) => !ids.has(String(id))), ...added];
}
