import type { PlanCounts } from '@hub/contracts';
import type { NameIn } from '@hub/messages';
import type { Attributes, KindName } from '../kind/kind-name.js';
import { address } from '../kind/placeholder.js';

export type Action = 'create' | 'update' | 'delete' | 'adopt' | 'manual' | 'blocked';

export type ReasonCode = NameIn<'reasons'>;

/** Why something is blocked or manual, as data; `describe-reason.ts` has the words. */
export interface Reason {
  readonly code: ReasonCode;
  readonly facts: Readonly<Record<string, string | number>>;
}

export type RiskCode = NameIn<'risks'>;

/** Who names an object: something in the account, or a setting of the hub. */
export type Namer = NameIn<'mentions'>;

/** What a change touches beside the configuration. `count` is null until it was counted. */
export interface Risk {
  readonly code: RiskCode;
  readonly count: number | null;
  /** Who names the object, for `named-by`. */
  readonly by?: Namer;
  readonly name?: string;
}

/**
 * One change. `before` and `after` have whole objects for create and delete, else only what differs. An adoption may
 * carry differences too; without any it only writes the ledger.
 */
export interface Change {
  readonly action: Action;
  readonly kind: KindName;
  /** Key in the release; for deletions the key the branch object has by its own code or name. */
  readonly key: string;
  readonly ref: string;
  readonly within: string;
  readonly name: string;
  readonly branchId: string | null;
  readonly before: Attributes | null;
  readonly after: Attributes | null;
  readonly fixed: string | null;
  /** The sort to write, when the object is new or has to move. */
  readonly sort: number | null;
  /** True when an existing object is in the wrong place. */
  readonly moved: boolean;
  /** New stages that cannot be placed by the same call (see `arrange-stages.ts`); else 0. */
  readonly wave: number;
  readonly reason: Reason | null;
  readonly risks: readonly Risk[];
  /** Release key of the stage that live deals move to before this object is deleted. */
  readonly migrateTo: string | null;
  /** Of a deletion: checksum of the objects in it, which go along without changes of their own. Absent where there are none. */
  readonly inside?: string;
  /** Of an adoption: set when the ledger has the object under a ref of another release and says that the hub made it. */
  readonly origin?: 'created';
}

export type Counts = Readonly<PlanCounts>;

/** All changes to one account, and all that is needed to apply them. A value: JSON in, JSON out. */
export interface Plan {
  readonly release: string;
  readonly changes: readonly Change[];
  readonly counts: Counts;
  /** Objects created by the hub that the release no longer has and that stay because pruning is off. */
  readonly leftovers: readonly {
    readonly kind: KindName;
    readonly name: string;
    readonly branchId: string;
    /** Name of what it is in, or its entity type; absent where neither is known. */
    readonly within?: string;
  }[];
  /** Objects that the release leaves out, by every entry of the ledger that is forgotten. Absent when there are none. */
  readonly released?: readonly (Leftover & { readonly ref: string })[];
  /** Kinds that cannot be read in the branch: nothing of them is compared or written. Absent when all were read. */
  readonly unread?: readonly KindName[];
  /** Address (`kind key`) → branch id, for every release object that has one. */
  readonly ids: Readonly<Record<string, string>>;
  /** Branch facts that the writes need and that are not compared, by address. */
  readonly holds: Readonly<Record<string, Attributes>>;
  /** Whole wanted attributes of the objects that are written, by address. */
  readonly wanted: Readonly<Record<string, Attributes>>;
  /** Over everything but counts: those change all day, and the plan must stay valid. */
  readonly checksum: string;
}

/** An object of the branch that stays as it is. */
export type Leftover = Plan['leftovers'][number];

/** Whether carrying a change out calls the API or writes the ledger; the others are for a person. */
export function isWritten({ action }: Pick<Change, 'action'>): boolean {
  return action !== 'manual' && action !== 'blocked';
}

/** Whether a change deletes an object of the branch, or would if nothing blocked it: those have no `after`. */
export function isRemoval({
  action,
  after,
}: Pick<Change, 'action'> & Partial<Pick<Change, 'after'>>): boolean {
  return action === 'delete' || after === null;
}

/**
 * One string for what a change is about: the address of a release object, and of a removal the branch object, because
 * another object may get the very name of the one that goes.
 */
export function placeOf(
  change: Pick<Change, 'action' | 'kind' | 'key' | 'branchId'> & Partial<Pick<Change, 'after'>>,
): string {
  const { kind, key, branchId } = change;
  return isRemoval(change) ? `delete ${address(kind, branchId ?? '')}` : address(kind, key);
}

/** Whether an existing object gets another place or other attributes; an adoption may do neither. */
export function isDifferent({ moved, after }: Pick<Change, 'moved' | 'after'>): boolean {
  return moved || Object.keys(after ?? {}).length > 0;
}

/** Whether carrying the plan out would call the API or write the ledger. */
export function isEmpty(plan: Plan): boolean {
  return !plan.changes.some(isWritten) && (plan.released ?? []).length === 0;
}
