import { isOrdered, kindOf } from '../kind/kinds.js';
import { address, ownMark } from '../kind/placeholder.js';
import type { ConfigObject } from '../configuration/configuration.js';
import { arrange } from './arrange.js';
import { arrangeNewStages, arrangeStages } from './arrange-stages.js';
import { isCreatable } from './is-creatable.js';
import { groupBy, type Match } from './match-objects.js';
import type { PlanInput } from './plan-input.js';

export interface Place {
  readonly sort: number;
  readonly moved: boolean;
  readonly wave: number;
}

/**
 * Where new objects go and which existing ones have to move, by address. What is not in the map is in the right place.
 */
export function placeObjects(
  input: PlanInput,
  matches: ReadonlyMap<string, Match>,
): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const taking = input.release.objects.filter((object) => takesPlace(object, input, matches));
  for (const siblings of groupBy(taking, (object) => `${object.kind} ${object.within}`).values()) {
    const keys = siblings.map((object) => address(object.kind, object.key));
    const observed = keys.map((key) => {
      const match = matches.get(key);
      return match?.state === 'matched' ? match.observed : null;
    });
    const [first] = siblings;
    const kind = first && kindOf(first.kind);
    const existing = observed.find((item) => item !== null)?.within ?? parentId(first, matches);
    if (kind?.order === 'renumbered' && existing !== null) {
      const byId = new Map(observed.map((item, at) => [item?.id, keys[at] ?? '']));
      const line = input.branch.objects
        .filter((item) => item.kind === kind.name && item.within === existing && item.fixed === undefined)
        .map((item) => ({ key: byId.get(item.id) ?? `${ownMark}${item.id}`, sort: item.sort }));
      for (const [key, { sort, wave }] of arrangeStages(keys, line))
        places.set(key, { sort, wave, moved: matches.get(key)?.state === 'matched' });
      continue;
    }
    if (kind?.order === 'renumbered') {
      const isLate = kind.travel?.late?.isLate ?? (() => false);
      const late = new Set(keys.filter((_, at) => isLate(siblings[at]?.attributes ?? {})));
      for (const [key, place] of arrangeNewStages(keys, late)) places.set(key, { ...place, moved: false });
      continue;
    }
    arrange(observed.map((item) => item?.sort ?? null)).forEach((sort, at) => {
      if (sort !== null) places.set(keys[at] ?? '', { sort, wave: 0, moved: observed[at] !== null });
    });
  }
  return places;
}

/** Id of the parent's counterpart, where none of the release's objects is in it yet; null when there is none. */
function parentId(object: ConfigObject | undefined, matches: ReadonlyMap<string, Match>): string | null {
  const parent = object && kindOf(object.kind).parent;
  const match = parent && matches.get(address(parent, object.within));
  return match?.state === 'matched' ? match.observed.id : null;
}

/** Blocked objects, manual ones, the final stages and those whose order HQ leaves to the branch take no place. */
function takesPlace(object: ConfigObject, input: PlanInput, matches: ReadonlyMap<string, Match>): boolean {
  const kind = kindOf(object.kind);
  const match = matches.get(address(object.kind, object.key));
  if (!isOrdered(kind) || object.fixed !== undefined || match?.state === 'blocked') return false;
  if (match?.state === 'new' && !isCreatable(object, input.release)) return false;
  return !(input.exceptions ?? []).some(
    ({ kind: of, key, attribute }) =>
      of === object.kind && key === object.key && (attribute === undefined || attribute === 'order'),
  );
}
