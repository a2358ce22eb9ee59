import type { ObjectUse } from '@hub/contracts';
import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import type { AccountState } from '../configuration/normalise-snapshot.js';
import type { AllowedDifference, LedgerEntry } from './ledger.js';

/**
 * Limits of one account; `fields` is the tariff's, over all entity types and built-in fields; unknown for amoCRM (sheet
 * 4.4), so it has no default.
 */
export interface AccountLimits {
  readonly pipelines?: number;
  readonly stagesPerPipeline?: number;
  readonly fields?: number;
}

/** What a plan is made of. */
export interface PlanInput {
  readonly release: Configuration;
  readonly branch: AccountState;
  readonly ledger: readonly LedgerEntry[];
  /** Only exceptions in force; the caller filters expired ones. */
  readonly exceptions?: readonly AllowedDifference[];
  /** Whether objects the hub created and the release dropped are deleted. */
  readonly prune?: boolean;
  /** Branch id of a stage or pipeline to delete → release key of the stage its live deals move to. */
  readonly migrationTargets?: Readonly<Record<string, string>>;
  /** `address(kind, branch id)` → deals or cards with a value. What is missing here is unknown, never zero. */
  readonly liveCounts?: Readonly<Record<string, number>>;
  readonly limits?: AccountLimits;
  /** Objects that are created although one of nearly the same name exists. */
  readonly createAnyway?: readonly Pick<ConfigObject, 'kind' | 'key'>[];
  /** What the hub's settings name in the account. */
  readonly uses?: readonly ObjectUse[];
}
