import type { ObjectUse } from '@hub/contracts';
import { usedKinds } from '@hub/contracts/pure';
import { kinds } from '../kind/kinds.js';
import { lineOf, type LedgerLine } from './core/resolve-references.js';
import type { Reference } from './core/reference.js';

/** A bot that is installed in an account, or is being delivered to it. */
export interface BotThere {
  readonly name: string;
  /** The objects of the reference account that it names. */
  readonly names: readonly Pick<Reference, 'kind' | 'id' | 'parent'>[];
}

/** What bots name in an account of what the hub manages there; what no setting could name is its owner's. */
export function usesOfBots(bots: readonly BotThere[], ledger: readonly LedgerLine[]): ObjectUse[] {
  const uses = bots.flatMap(({ name, names }) =>
    names.flatMap((reference): ObjectUse[] => {
      const line = lineOf(reference, ledger);
      const place = line && usedPlace(line);
      return place ? [{ ...place, by: 'bot', name }] : [];
    }),
  );
  return [...new Map(uses.map((use) => [`${use.kind} ${use.id} ${use.name}`, use])).values()];
}

/** The object itself, or what it is in: a list value is known by its field. */
function usedPlace({ kind, branchId: id }: LedgerLine): Pick<ObjectUse, 'kind' | 'id'> | null {
  const own = kinds.find(({ name }) => name === kind);
  const named = (name: string | undefined) => usedKinds.find((used) => used === name);
  const [self, owner] = [named(own?.name), named(own?.parent)];
  if (self) return { kind: self, id };
  return owner ? { kind: owner, id: id.slice(0, id.lastIndexOf('/')) } : null;
}
