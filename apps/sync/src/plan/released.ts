import { fits } from '../configuration/leave-out.js';
import { textOf } from '../configuration/json.js';
import { joinKey, segment } from '../configuration/key.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import type { LedgerEntry } from './ledger.js';
import type { PlanInput } from './plan-input.js';

/**
 * Addresses of the objects of a branch that the release leaves out: by what the ledger knows them as, by the name that they
 * have in the branch, or because what they are in is left out. `keys` has the release keys of what is matched, which
 * the hub still manages.
 */
export function leftOutIn(
  { release: { leftOut = [] }, branch, ledger }: Pick<PlanInput, 'release' | 'branch' | 'ledger'>,
  keys: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const found = new Set<string>();
  if (leftOut.length === 0) return found;
  const refs = new Map<string, string[]>();
  for (const { kind, ref, branchId } of ledger) {
    const place = address(kind, branchId);
    refs.set(place, [...(refs.get(place) ?? []), ref]);
  }
  const names = new Map<string, string>();
  for (const { kind, id, within, attributes, fixed } of branch.objects) {
    const place = address(kind, id);
    const { parent } = kindOf(kind);
    const parentPlace = parent && address(parent, within);
    const owner = parentPlace ? (keys.get(parentPlace) ?? names.get(parentPlace) ?? within) : within;
    const key = joinKey(owner, fixed ?? segment(textOf(attributes.code ?? attributes.name)));
    names.set(place, key);
    if (keys.has(place)) continue;
    const known = refs.get(place) ?? [];
    const isNamed = leftOut.some(
      (rule) => fits(rule, { kind, key }) || known.some((ref) => fits(rule, { kind, key, ref })),
    );
    if (isNamed || (parentPlace !== undefined && found.has(parentPlace))) found.add(place);
  }
  return found;
}

/** Whether the ledger knows an object as one that the release leaves out. */
export function isEntryLeftOut(
  { kind, ref }: Pick<LedgerEntry, 'kind' | 'ref'>,
  { leftOut = [] }: PlanInput['release'],
): boolean {
  // Because a blueprint's refs are keys.
  return leftOut.some((rule) => fits(rule, { kind, key: ref, ref }));
}
