import { message, type Message } from '@hub/messages';
import { sameJson, textOf, type Json } from '../configuration/json.js';
import type { Observed } from '../kind/kind.js';
import type { Attributes, KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { kindWords } from '../kind/kind-words.js';
import { address } from '../kind/placeholder.js';
import { contains } from '../plan/contains.js';
import { objectWords } from '../plan/describe-reason.js';
import { foldName } from '../plan/near-twin.js';
import { isRemoval, type Change } from '../plan/plan.js';

/** Objects of the lists that a call is about: as the plan read them, and as they are right before the call. */
export interface Readings {
  readonly then: readonly Observed[];
  readonly now: readonly Observed[];
  /** Address (`kind key`) → branch id of what the release has, as far as it is known. */
  readonly ids: ReadonlyMap<string, string>;
  /** Whether the release has this object of the branch. */
  readonly isManaged: (kind: KindName, id: string) => boolean;
}

/**
 * The first thing that people did since the plan read the account and that one of these changes would delete, take back
 * or double; null when there is none. An object that goes, with all that is in it, must be as it was read; one that is
 * written, in what is written of it; and of what is created, a value of a list or an object that has a call of its own, there
 * must be none yet.
 */
export function whatChanged(changes: readonly Change[], readings: Readings): Message | null {
  for (const change of changes) {
    const why = isRemoval(change)
      ? inRemoval(change, readings)
      : change.action === 'create'
        ? doubled(change, readings)
        : takenBack(change, readings);
    if (why !== null) return why;
  }
  return null;
}

/** What is gone already has nothing left to be compared. */
function inRemoval({ kind, branchId, name }: Change, { then, now }: Readings): Message | null {
  const [before, today] = [found(then, kind, branchId), found(now, kind, branchId)];
  if (!before || !today) return null;
  const inside = then.filter((item) => kindOf(item.kind).parent === kind && item.within === before.id);
  for (const item of [before, ...inside]) {
    const is = found(now, item.kind, item.id);
    const names = new Set([...Object.keys(item.attributes), ...Object.keys(is?.attributes ?? {})]);
    const changed = is && [...names].find((attribute) => isChanged(attribute, item, is));
    if (changed !== undefined) return changedWords(item, changed);
  }
  const arrived = now.find((item) => {
    const known = found(then, item.kind, item.id);
    return contains(today, item) && !(known && contains(before, known));
  });
  return arrived
    ? message('outcomes.children-arrived', { name, child: textOf(arrived.attributes.name) })
    : null;
}

function isChanged(attribute: string, { kind, attributes }: Observed, is: Observed): boolean {
  if (kindOf(kind).movedByOthers.includes(attribute)) return false;
  return !sameJson(attributes[attribute], is.attributes[attribute]);
}

/** What has the wanted value already was not taken back. */
function takenBack(change: Change, readings: Readings): Message | null {
  const { kind, branchId, after } = change;
  const { then, now, ids } = readings;
  const [before, is] = [found(then, kind, branchId), found(now, kind, branchId)];
  if (!before) return null;
  if (!is) return message('outcomes.gone-now', { object: objectWords(change) });
  const changed = Object.keys(after ?? {}).find((attribute) => {
    const of = kindOf(kind).references[attribute];
    const shown = ({ attributes }: { attributes: Attributes }) =>
      of ? managedOnly(attributes[attribute], of, readings) : attributes[attribute];
    const wanted = of ? idsOf(after?.[attribute], of, ids) : after?.[attribute];
    return !sameJson(shown(is), shown(before)) && !sameJson(shown(is), wanted);
  });
  return changed === undefined ? null : changedWords(before, changed);
}

/** References to the branch's own objects are merged into what is written (`Replaced`). */
function managedOnly(
  value: Json | undefined,
  of: KindName,
  { isManaged }: Pick<Readings, 'isManaged'>,
): Json | undefined {
  if (!Array.isArray(value)) return value;
  return (value as readonly string[]).filter((id) => isManaged(of, id)).sort();
}

function idsOf(value: Json | undefined, of: KindName, ids: Readings['ids']): Json | undefined {
  if (typeof value === 'string') return ids.get(address(of, value)) ?? value;
  if (!Array.isArray(value)) return value;
  return (value as readonly string[]).flatMap((key) => ids.get(address(of, key)) ?? []).sort();
}

/** An object that people made beside those that were read and that has the code, or what a person takes for the name. */
function doubled(change: Change, { then, now, ids, isManaged }: Readings): Message | null {
  const { kind, within, after } = change;
  const { parent } = kindOf(kind);
  const shelf = parent ? ids.get(address(parent, within)) : within;
  const [name, code] = [foldName(textOf(after?.name)), after?.code];
  const arrived = now.find(
    (item) =>
      item.kind === kind &&
      item.within === shelf &&
      !found(then, kind, item.id) &&
      !isManaged(kind, item.id) &&
      (foldName(textOf(item.attributes.name)) === name || (code != null && item.attributes.code === code)),
  );
  return arrived ? message('outcomes.made-now', { object: objectWords(change) }) : null;
}

/** The object of this kind and id, if it is among these. */
export function found(objects: readonly Observed[], kind: KindName, id: string | null): Observed | undefined {
  return objects.find((object) => object.kind === kind && object.id === id);
}

function changedWords({ kind, attributes: { name } }: Observed, attribute: string): Message {
  const words = kindOf(kind).attributes[attribute];
  const object = message('outcomes.object', { kind: kindWords(kind), key: textOf(name) });
  return message('outcomes.changed-now', {
    object,
    attribute: words ? message(`attributes.${words}`) : attribute,
  });
}
