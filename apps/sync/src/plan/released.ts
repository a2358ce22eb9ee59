import { fits } from '../configuration/leave-out.js';
import { knownAs } from './known-as.js';
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
  for (const { kind, place, parentPlace, key, refs } of knownAs({ branch, ledger }, keys)) {
    if (keys.has(place)) continue;
    const isNamed = leftOut.some(
      (rule) => fits(rule, { kind, key }) || refs.some((ref) => fits(rule, { kind, key, ref })),
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
