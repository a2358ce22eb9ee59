import { textOf } from '../configuration/json.js';
import { joinKey, segment } from '../configuration/key.js';
import type { KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import type { PlanInput } from './plan-input.js';

/** An object of a branch under all that a rule may name it by. */
export interface KnownAs {
  readonly kind: KindName;
  /** Its address in the branch, and that of what it is in. */
  readonly place: string;
  readonly parentPlace: string | undefined;
  /** Its key in the release, or the key that it has by its own name. */
  readonly key: string;
  /** What the ledger knows it as, in releases of any origin. */
  readonly refs: readonly string[];
}

/** The objects of a branch, parents first. `keys` has the release keys of what is matched. */
export function knownAs(
  { branch, ledger }: Pick<PlanInput, 'branch' | 'ledger'>,
  keys: ReadonlyMap<string, string>,
): readonly KnownAs[] {
  const refs = new Map<string, string[]>();
  for (const { kind, ref, branchId } of ledger) {
    const place = address(kind, branchId);
    refs.set(place, [...(refs.get(place) ?? []), ref]);
  }
  const found = new Map<string, KnownAs>();
  for (const { kind, id, within, attributes, fixed } of branch.objects) {
    const place = address(kind, id);
    const { parent } = kindOf(kind);
    const parentPlace = parent && address(parent, within);
    const owner = parentPlace === undefined ? within : (found.get(parentPlace)?.key ?? within);
    const named = joinKey(owner, fixed ?? segment(textOf(attributes.code ?? attributes.name)));
    const key = keys.get(place) ?? named;
    found.set(place, { kind, place, parentPlace, key, refs: refs.get(place) ?? [] });
  }
  return [...found.values()];
}
