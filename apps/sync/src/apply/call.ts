import type { Json } from '../configuration/json.js';
import type { KindName } from '../kind/kind.js';

/** One object that a call writes: enough to record the outcome in the ledger. */
export interface CallItem {
  readonly kind: KindName;
  readonly key: string;
  readonly ref: string;
  readonly action: 'create' | 'update' | 'adopt' | 'delete';
  readonly branchId: string | null;
  readonly name: string;
  /** Children that travel inside this item's body, in the order sent. */
  readonly children: readonly CallItem[];
}

/** One API call of an apply. Ids that an earlier call has yet to give are placeholders: see `fillIds`. */
export interface WriteCall {
  readonly do: 'write';
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body: Json;
  /** Key below `_embedded` of the answer; empty when a bare object or nothing comes back. */
  readonly answerKey: string;
  readonly within: string;
  readonly items: readonly CallItem[];
}

/** Live deals go to another stage before theirs is deleted; the executor turns this into lead calls. */
export interface MoveDeals {
  readonly do: 'move-deals';
  readonly kind: 'stage' | 'pipeline';
  readonly fromId: string;
  /** Address of the stage they go to. */
  readonly to: string;
}

export type Step = WriteCall | MoveDeals;
