import type { Sandbox } from '../sandbox.js';
import type { Account } from '../state/account.js';
import type { User } from '../state/user.js';
import type { ChangeDetail, ChangeOrigin, EntityRef } from './change.js';

/**
 * What code that changes an account needs to know: where, when and in whose name. API handlers get it as part of their
 * context, control actions make one in the name of a person; the functions that write take this and not the request.
 */
export interface WriteScope {
  sandbox: Sandbox;
  account: Account;
  origin: ChangeOrigin;
  /** Unix seconds. */
  now: number;
  /** Default owner of new entities. */
  user: User;
}

/** Tells the subscribers what one write did to one entity. Call it after the state is changed; no details, no news. */
export function recordChanges(scope: WriteScope, entity: EntityRef, details: readonly ChangeDetail[]): void {
  if (details.length === 0) return;
  const write = scope.sandbox.nextWrite();
  const header = { ...scope.origin, write, at: scope.now, entity };
  const changes = details.map((detail) => ({ ...detail, ...header }));
  for (const subscriber of scope.sandbox.subscribers) subscriber(scope.sandbox, scope.account, changes);
}
