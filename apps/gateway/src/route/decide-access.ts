/** Who may use a route. Declared once per route, beside its path. */
export type Audience =
  /** `hq-admin` only. */
  | 'hq'
  /** `hq-admin` and `operator`: what is done about single leads. */
  | 'leads'
  /** `hq-admin`, `operator`, and `viewer` keys that are not tied to branches. */
  | 'hq-read'
  /** `hq-admin`, and `branch-admin` for what belongs to its own branches. */
  | 'branch'
  /** Every key; keys tied to branches only for what belongs to those. */
  | 'branch-read'
  /** No key at all: the browser or amoCRM itself calls. */
  | 'anyone';

export const roles = ['hq-admin', 'operator', 'branch-admin', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** The caller of a key or a widget's token. `null` lists mean "all of them". */
export interface Caller {
  id: string;
  name: string;
  role: Role | 'manager';
  branchIds: readonly string[] | null;
  accountIds: readonly string[] | null;
}

/** The branch and account ids that a request names in its path, query or body. */
export interface Named {
  branchIds: readonly string[];
  accountIds: readonly string[];
}

/**
 * `allow`: the request is allowed as it is. `unproven`: the caller is tied to branches and the request names none, so
 * the handler has to read the object before it does anything (see `Call`). The refusals are equal for existing and
 * missing objects.
 */
export type Access = 'allow' | 'unproven' | 'unauthenticated' | 'forbidden';

/** Decides from the key alone, before any object is read. */
export function decideAccess(caller: Caller | null, audience: Audience, named: Named): Access {
  if (audience === 'anyone') return 'allow';
  if (!caller) return 'unauthenticated';
  if (!mayUse(caller, audience)) return 'forbidden';
  if (!isTied(caller)) return 'allow';
  const isOwn =
    named.branchIds.every((id) => caller.branchIds?.includes(id)) &&
    named.accountIds.every((id) => caller.accountIds?.includes(id));
  if (!isOwn) return 'forbidden';
  return named.branchIds.length + named.accountIds.length > 0 ? 'allow' : 'unproven';
}

/** Whether the caller sees only some branches. */
export function isTied(caller: Caller): boolean {
  return caller.branchIds !== null || caller.accountIds !== null;
}

function mayUse(caller: Caller, audience: Exclude<Audience, 'anyone'>): boolean {
  switch (caller.role) {
    case 'hq-admin':
      return true;
    case 'operator':
      return (
        !isTied(caller) && (audience === 'leads' || audience === 'hq-read' || audience === 'branch-read')
      );
    case 'branch-admin':
      return audience === 'branch' || audience === 'branch-read';
    case 'viewer':
      return audience === 'branch-read' || (audience === 'hq-read' && !isTied(caller));
    case 'manager':
      return false;
  }
}
