import { textOf } from '../configuration/json.js';
import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { isExcepted } from '../plan/exceptions.js';
import { isCreatable } from '../plan/is-creatable.js';
import type { AllowedDifference, LedgerEntry } from '../plan/ledger.js';
import { stepChecksum } from '../plan/plan-wanted.js';

/** An entry of the ledger, with who ticked it off; the hub itself where there is a moment and no name. */
export interface TickedEntry extends LedgerEntry {
  readonly tickedBy: string | null;
  readonly tickedAt: Date | null;
}

/** What a release asks of a person in one account. */
export interface Step extends Pick<ConfigObject, 'kind' | 'key' | 'ref'> {
  readonly name: string;
  /** What to do; of a step without words of its own empty. */
  readonly text: string;
  /** Whether the hub can see in the account that it was done. */
  readonly isVisible: boolean;
  /** Whether a person's word is enough; what the hub compares in every plan has to be there. */
  readonly isTickable: boolean;
  /** Null while it is open. `by` is null where the hub saw it. */
  readonly done: { readonly by: string | null; readonly at: Date | null } | null;
  /** Whether it was ticked off before, in other words. */
  readonly isReworded: boolean;
}

/**
 * The steps of a release for one account, in release order, done ones included: what no API writes. A step is done when the
 * ledger has it in these very words, an object made by hand when the ledger has it. What an exception leaves to the branch
 * is no step.
 */
export function checklistOf(
  release: Configuration,
  ledger: readonly TickedEntry[],
  exceptions: readonly AllowedDifference[] = [],
): readonly Step[] {
  const entries = new Map(ledger.map((entry) => [address(entry.kind, entry.ref), entry]));
  return release.objects
    .filter((object) => !isCreatable(object, release) && !isExcepted(object, { exceptions }))
    .map((object): Step => {
      const { kind, key, ref, attributes } = object;
      const { isStep, listed } = kindOf(kind);
      const entry = entries.get(address(kind, ref));
      const isDone = entry !== undefined && (!isStep || entry.branchId === stepChecksum(object));
      return {
        ...{ kind, key, ref, name: textOf(attributes.name) },
        text: isStep ? textOf(attributes.text) : '',
        isVisible: listed !== undefined || isStep !== true,
        isTickable: isStep === true,
        done: isDone ? { by: entry.tickedBy, at: entry.tickedAt } : null,
        isReworded: entry !== undefined && !isDone,
      };
    });
}
