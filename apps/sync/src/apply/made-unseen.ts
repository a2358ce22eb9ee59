import type { AmoClient } from '@hub/amocrm';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import { kinds } from '../kind/kinds.js';
import { rowsOf } from '../snapshot/lists.js';
import { readAgain } from '../snapshot/read-snapshot.js';
import { fillCall, type WriteCall } from './call.js';
import { changesOf, managedBy, type CompareContext } from './compare-before-write.js';
import { whatChanged } from './what-changed.js';
import { writtenLists } from './written-lists.js';

/**
 * Whether the list of a creation that amoCRM refused may have something of that call, by the rule for what people made before a
 * creation (`what-changed.ts`). amoCRM promises nowhere that it makes nothing of a call that it refuses. Costs one reading of
 * that list; a change makes nothing.
 */
export async function hasMadeUnseen(
  amo: AmoClient,
  step: WriteCall,
  { plan, seen, ids, wants }: Pick<CompareContext, 'plan' | 'seen' | 'ids' | 'wants'>,
): Promise<boolean> {
  if (step.method !== 'POST') return false;
  const lists = writtenLists([fillCall(step, ids)]).map(({ name }) => name);
  const now = await readAgain(amo, seen, lists, wants);
  if (lists.length === 0 || lists.some((name) => rowsOf(now, name) === null)) return true;
  const created = changesOf(step, plan).filter(({ action }) => action === 'create');
  const of = kinds.filter(({ name }) => created.some(({ kind }) => kind === name));
  const objectsIn = (raw: RawSnapshot) => of.flatMap((kind) => [...kind.observe(raw)]);
  const readings = { then: objectsIn(seen), now: objectsIn(now), ids, isManaged: managedBy(ids) };
  return whatChanged(created, readings) !== null;
}
