import { normaliseRegion } from '@hub/accounts/pure';
import type { AmoEvent } from '@hub/amocrm';
import { fieldTexts, textOfValues } from '../region/text-of.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';

/** One change of «Филиал» of an HQ lead. */
export interface WrittenChoice {
  /** amoCRM's second. */
  at: number;
  /** All values that the field had then. */
  texts: readonly string[];
}

/** What an event says that this field was changed to; null: it is about something else. */
export function choiceOf(
  event: Pick<AmoEvent, 'value_after' | 'value_before' | 'created_at'>,
  fieldId: number,
): WrittenChoice | null {
  const after = valuesOf(event.value_after);
  const [known] = [...after, ...valuesOf(event.value_before)];
  if (known?.field_id !== fieldId) return null;
  return {
    at: event.created_at,
    texts: fieldTexts([{ values: after.map(({ text }) => ({ value: text })) }]),
  };
}

/** The values in `[{ custom_field_value: { field_id, text } }]`, of which a list of several choices has many. */
function valuesOf(value: unknown): { field_id?: unknown; text?: unknown }[] {
  const all = Array.isArray(value) ? (value as { custom_field_value?: object }[]) : [];
  return all.flatMap(({ custom_field_value: one }) => one ?? []);
}

/**
 * What people had written into «Филиал» when the hub wrote its own name there, given the changes of that moment; null:
 * nothing, or that very name. A robot and a person are the same here. The hub's own write is the last change of the gap. Where
 * it was found later (`isFound`) it is the first one of its name: what people have written and taken back since, they
 * have given up. Unless the last one of that name is the hub's as well, of another attempt whose answer was lost: that
 * one has moved the lead in its very second (`enteredAt`), because a lead that is where it is to be is not written to
 * again.
 */
export function decideOverwritten(
  changes: readonly WrittenChoice[],
  own: string,
  { isFound, enteredAt }: { isFound: boolean; enteredAt: readonly number[] },
): readonly string[] | null {
  const [last, before, ...earlier] = [...changes].sort((one, other) => other.at - one.at);
  if (!last || spelling(last) !== normaliseRegion(own) || !before) return null;
  const isHubs = !isFound || enteredAt.includes(last.at);
  if (!isHubs && earlier.some((change) => spelling(change) === normaliseRegion(own))) return null;
  return before.texts.length === 0 || spelling(before) === normaliseRegion(own) ? null : before.texts;
}

/** A stage that an HQ lead entered. */
export interface Place {
  pipelineId: number;
  statusId: number;
}

/** A stage that an HQ lead entered in this of amoCRM's seconds. */
export interface Entered extends Place {
  at: number;
}

/** The seconds in which the lead entered the stage in which the hub has left it: the last one of these. */
export function enteredLast(entered: readonly Entered[]): number[] {
  const last = entered.at(-1);
  return last ? entered.filter((place) => isSamePlace(place, last)).map(({ at }) => at) : [];
}

/**
 * Where people had put the HQ lead when the hub moved it to the handed-over stage, given the stages that it entered in that moment,
 * oldest first; null: nowhere, or to another open stage of the intake, from which it was to be handed over anyway. `isFound` as in
 * `decideOverwritten`.
 */
export function decideMovedBack(
  entered: readonly Place[],
  intakePipelineId: number,
  isFound: boolean,
): Place | null {
  const [before, last] = entered.slice(-2);
  if (!before || !last) return null;
  if (isFound && entered.slice(0, -2).some((place) => isSamePlace(place, last))) return null;
  const isTaken = before.pipelineId !== intakePipelineId || closingStatusIds.includes(before.statusId);
  return isTaken ? before : null;
}

const isSamePlace = (one: Place, other: Place): boolean =>
  one.pipelineId === other.pipelineId && one.statusId === other.statusId;
const spelling = ({ texts }: WrittenChoice): string => normaliseRegion(textOfValues(texts) ?? '');
