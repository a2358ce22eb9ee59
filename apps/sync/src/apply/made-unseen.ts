import type { AmoClient } from '@hub/amocrm';
import { textOf, type Json } from '../configuration/json.js';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import type { Observed } from '../kind/kind.js';
import { kinds } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { foldName } from '../plan/near-twin.js';
import { rowsOf } from '../snapshot/lists.js';
import { readAgain } from '../snapshot/read-snapshot.js';
import { fillCall, type WriteCall } from './call.js';
import type { CompareContext } from './compare-before-write.js';
import { writtenLists } from './written-lists.js';

/**
 * Whether the list of a creation that amoCRM refused may have something of that call: an object of the same code or nearly the
 * same name that the plan did not see and this apply did not make. amoCRM promises nowhere that it makes nothing of a call
 * that it refuses. Costs one reading of that list; a change makes nothing.
 */
export async function hasMadeUnseen(
  amo: AmoClient,
  step: WriteCall,
  { seen, ids, wants }: Pick<CompareContext, 'seen' | 'ids' | 'wants'>,
): Promise<boolean> {
  if (step.method !== 'POST') return false;
  const call = fillCall(step, ids);
  const lists = writtenLists([call]).map(({ name }) => name);
  const now = await readAgain(amo, seen, lists, wants);
  if (lists.length === 0 || lists.some((name) => rowsOf(now, name) === null)) return true;
  const kind = kinds.find(({ name }) => name === call.items[0]?.kind);
  const objectsIn = (raw: RawSnapshot) => kind?.observe(raw) ?? [];
  const made = [...ids].map(([key, id]) => `${key.slice(0, key.indexOf(' '))} ${id}`);
  const known = new Set([...objectsIn(seen).map(addressOf), ...made]);
  return objectsIn(now).some((object) => !known.has(addressOf(object)) && mayBeOf(call, object));
}

const addressOf = ({ kind, id }: Observed): string => address(kind, id);

/** Whether an object that has come up looks like one that the call was to create. */
function mayBeOf({ within, items, body }: WriteCall, { attributes, ...object }: Observed): boolean {
  const codes = (body as readonly Record<string, Json>[]).map(({ code }) => code).filter(Boolean);
  const names = new Set(items.map(({ name }) => foldName(name)));
  const isAlike = codes.includes(attributes.code) || names.has(foldName(textOf(attributes.name)));
  return object.within === within && isAlike;
}
