import type { AmoClient } from '@hub/amocrm';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import type { WantsDetails } from '../kind/kind.js';
import type { KindName } from '../kind/kind-name.js';
import { kinds } from '../kind/kinds.js';
import { groupBy } from '../plan/match-objects.js';
import {
  allLists,
  listAddress,
  nothingRead,
  readings,
  rowsOf,
  withRows,
  type ListName,
  type Scope,
} from './lists.js';
import { refuseNameless } from './refuse-nameless.js';
import { sideBySide } from './side-by-side.js';

/**
 * Reads the lists of an account that are in scope, every page of them. A list that cannot be read throws, and so does
 * an empty one that amoCRM never has empty, or a row without a name: "could not be read" is never "is empty". What amoCRM
 * refuses to give is null where its kind says so; what was not read is named in `skipped`. Calls: `docs/sync-calls.md`.
 */
export function readSnapshot(amo: AmoClient, scope: Scope): Promise<RawSnapshot> {
  return readMissing(amo, nothingRead(), scope);
}

/** The snapshot with the lists in scope that it was made without. */
export async function readMissing(
  amo: AmoClient,
  snapshot: RawSnapshot,
  { includes, wants }: Scope,
): Promise<RawSnapshot> {
  const skipped = new Set(snapshot.skipped ?? []);
  const missing = allLists().filter((name) => skipped.has(listAddress(name)) && includes(name));
  return readAgain(amo, snapshot, missing, wants);
}

const rowsSeen = (snapshot: RawSnapshot, name: ListName) =>
  (rowsOf(snapshot, name) ?? []) as readonly unknown[];

/** The snapshot with these lists read again, round by round. Details that are not wanted stay as they were seen. */
export async function readAgain(
  amo: AmoClient,
  snapshot: RawSnapshot,
  lists: readonly ListName[],
  wants: WantsDetails,
): Promise<RawSnapshot> {
  const asked = new Set(lists.map(listAddress));
  let fresh = snapshot;
  const wanted = readings()
    .flatMap(({ lists: known, ...reading }) => known.map((list) => ({ ...reading, list })))
    .filter((one) => asked.has(listAddress(one)));
  for (const round of groupBy(wanted, (one) => String(one.round)).values()) {
    const rows = await sideBySide(round, async ({ read, ...name }) =>
      refuseNameless(await read(amo, name.list, wants, rowsSeen(snapshot, name)), listAddress(name)),
    );
    round.forEach((name, at) => (fresh = withRows(fresh, name, rows[at])));
  }
  return fresh;
}

/** The snapshot with what is read only where a plan removes objects of these kinds: who else names them. */
export async function withNamers(
  amo: AmoClient,
  snapshot: RawSnapshot,
  going: ReadonlySet<KindName>,
): Promise<RawSnapshot> {
  let fresh = snapshot;
  for (const { name, namers } of kinds)
    if (namers && going.has(name)) fresh = { ...fresh, [namers.part]: await namers.read(amo) };
  return fresh;
}
