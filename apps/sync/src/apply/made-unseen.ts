import type { AmoClient } from '@hub/amocrm';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import { kinds } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { rowsOf } from '../snapshot/lists.js';
import { readAgain } from '../snapshot/read-snapshot.js';
import { fillCall, type WriteCall } from './call.js';
import type { CompareContext } from './compare-before-write.js';
import { writtenLists } from './written-lists.js';

/**
 * Whether the list of a creation that amoCRM refused has objects that the plan did not see and this apply did not make: amoCRM
 * promises nowhere that it makes nothing of a call that it refuses. Costs one reading of that list; a change makes nothing.
 */
export async function hasMadeUnseen(
  amo: AmoClient,
  step: WriteCall,
  { seen, ids, wants }: Pick<CompareContext, 'seen' | 'ids' | 'wants'>,
): Promise<boolean> {
  if (step.method !== 'POST') return false;
  const lists = writtenLists([fillCall(step, ids)]).map(({ name }) => name);
  const now = await readAgain(amo, seen, lists, wants);
  if (lists.length === 0 || lists.some((name) => rowsOf(now, name) === null)) return true;
  const parts = new Set(lists.map(({ part }) => part));
  const read = kinds.filter(({ reading }) => reading !== null && parts.has(reading.part));
  const objectsIn = (raw: RawSnapshot) =>
    read.flatMap((kind) => kind.observe(raw).map(({ id }) => address(kind.name, id)));
  const made = [...ids].map(([key, id]) => `${key.slice(0, key.indexOf(' '))} ${id}`);
  const known = new Set([...objectsIn(seen), ...made]);
  return objectsIn(now).some((object) => !known.has(object));
}
