import type { AmoClient } from '@hub/amocrm';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';
import type { KindName, Reading, WantsDetails } from '../kind/kind.js';
import { kindOf, kinds } from '../kind/kinds.js';

/**
 * Reads the whole configuration of an account, every page of it. A list that cannot be read throws, and so does an empty
 * one that amoCRM never has empty: nothing here turns "could not read" into "is empty". What amoCRM refuses to give is
 * null where its kind says so. Calls: `docs/sync-calls.md`.
 */
export async function readSnapshot(amo: AmoClient, wants: WantsDetails): Promise<RawSnapshot> {
  const parts: Record<string, unknown> = {};
  for (const { part, read } of readings()) parts[part] = await read(amo, wants);
  return parts as unknown as RawSnapshot;
}

/** What is read of an account, in order: several kinds may be read together. */
function readings(): readonly Reading[] {
  const all = new Set(kinds.flatMap(({ reading }) => reading ?? []));
  return [...all].sort((a, b) => a.turn - b.turn);
}

/** One collection of a snapshot, named as in `writtenCollections`. */
export interface Collection {
  readonly kind: KindName;
  readonly within: string;
}

/**
 * The snapshot with the given collections read again: what an apply needs to verify itself. What is no longer given is
 * null where its kind says so.
 */
export async function rereadCollections(
  amo: AmoClient,
  snapshot: RawSnapshot,
  collections: readonly Collection[],
  wants: WantsDetails,
): Promise<RawSnapshot> {
  let fresh = snapshot;
  for (const { kind, within } of collections) {
    const { reading } = kindOf(kind);
    if (!reading) throw new RangeError(`no collection is known for ${kind}`);
    fresh = { ...fresh, [reading.part]: await reading.reread(amo, fresh, within, wants) };
  }
  return fresh;
}

/** The snapshot with what is read only where a plan removes something: who else names objects. */
export async function withNamers(amo: AmoClient, snapshot: RawSnapshot): Promise<RawSnapshot> {
  let fresh = snapshot;
  for (const { namers } of kinds) if (namers) fresh = { ...fresh, [namers.part]: await namers.read(amo) };
  return fresh;
}
