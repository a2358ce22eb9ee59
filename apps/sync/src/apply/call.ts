import type { Json } from '../configuration/json.js';
import type { KindName } from '../kind/kind-name.js';
import { fillIds, UnknownIdError } from '../kind/placeholder.js';

/** One object that a call writes: enough to record the outcome in the ledger. */
export interface CallItem {
  readonly kind: KindName;
  readonly key: string;
  readonly ref: string;
  readonly action: 'create' | 'update' | 'adopt' | 'delete';
  readonly branchId: string | null;
  readonly name: string;
  /** Children inside this item's body, in the order sent. */
  readonly children: readonly CallItem[];
}

/** One API call of an apply. Ids that an earlier call has yet to give are placeholders: see `fillIds`. */
export interface WriteCall {
  readonly do: 'write';
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** `{0}` and `{1}` are placeholders for the parts of the id of `pending`. */
  readonly path: string;
  readonly body: Json;
  /** Key below `_embedded` of the answer; empty when a bare object or nothing comes back. */
  readonly answerKey: string;
  readonly within: string;
  /** Address of an object in the path that an earlier call creates; null when the path is complete. */
  readonly pending: string | null;
  readonly items: readonly CallItem[];
  /** Whether its refusal stops nothing else: see `Effect.isUncertain`. */
  readonly isUncertain: boolean;
}

/** The call as it is sent: every placeholder replaced. Throws `UnknownIdError` instead of leaving a hole. */
export function fillCall(call: WriteCall, ids: ReadonlyMap<string, string>): WriteCall {
  const body = fillIds(call.body, ids);
  if (call.pending === null) return { ...call, body };
  const id = ids.get(call.pending);
  if (id === undefined) throw new UnknownIdError(call.pending);
  const parts = id.split('/');
  const path = call.path.replace(/\{(\d)\}/g, (_, at: string) => parts[Number(at)] ?? '');
  return { ...call, body, path, within: parts[0] ?? '', pending: null };
}

/** Live deals go to another stage before theirs is deleted; the executor makes lead calls of it. */
export interface MoveDeals {
  readonly do: 'move-deals';
  readonly kind: KindName;
  readonly fromId: string;
  /** Address of the stage they go to. */
  readonly to: string;
}

export type Step = WriteCall | MoveDeals;
