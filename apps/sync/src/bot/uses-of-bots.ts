import type { ObjectUse } from '@hub/contracts';
import { lineOf, type LedgerLine } from './core/resolve-references.js';
import type { Reference } from './core/reference.js';

/** A bot that is installed in an account, or is being delivered to it. */
export interface BotThere {
  readonly name: string;
  /** The objects of the reference account that it names. */
  readonly names: readonly Pick<Reference, 'kind' | 'id' | 'parent'>[];
}

/** What bots name in an account of what the hub manages there; a list value is its field's. */
export function usesOfBots(bots: readonly BotThere[], ledger: readonly LedgerLine[]): ObjectUse[] {
  const uses = bots.flatMap(({ name, names }) =>
    names.flatMap((reference): ObjectUse[] => {
      const line = lineOf(reference, ledger);
      if (!line) return [];
      const { branchId: id } = line;
      const { kind } = reference;
      if (kind === 'enum') return [{ kind: 'field', id: id.slice(0, id.lastIndexOf('/')), by: 'bot', name }];
      const isUse = kind === 'pipeline' || kind === 'stage' || kind === 'field';
      return isUse ? [{ kind, id, by: 'bot', name }] : [];
    }),
  );
  return [...new Map(uses.map((use) => [`${use.kind} ${use.id} ${use.name}`, use])).values()];
}
