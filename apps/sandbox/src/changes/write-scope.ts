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
  /** Set while several cards are written as one: what is recorded waits for the end. */
  gathered?: Recorded[];
}

interface Recorded {
  origin: ChangeOrigin;
  entity: EntityRef;
  details: ChangeDetail[];
}

/** Tells the subscribers what one write did to one entity. Call it after the state is changed; no details, no news. */
export function recordChanges(scope: WriteScope, entity: EntityRef, details: readonly ChangeDetail[]): void {
  if (details.length === 0) return;
  if (scope.gathered) {
    const { origin, gathered } = scope;
    const same = gathered.find(
      (one) =>
        one.entity.type === entity.type && one.entity.id === entity.id && one.origin.author === origin.author,
    );
    if (same) same.details.push(...details);
    else gathered.push({ origin, entity, details: [...details] });
    return;
  }
  const write = scope.sandbox.nextWrite();
  const header = { ...scope.origin, write, at: scope.now, entity };
  const changes = details.map((detail) => ({ ...detail, ...header }));
  for (const subscriber of scope.sandbox.subscribers) subscriber(scope.sandbox, scope.account, changes);
}

/**
 * Runs work that writes several cards as one write: subscribers get all changes of one card together, once the work is
 * done, so that what they tell of it is the state after the whole (config 7.4).
 */
export function asOneWrite<T>(scope: WriteScope, work: (scope: WriteScope) => T): T {
  const gathered: Recorded[] = [];
  const result = work({ ...scope, gathered });
  for (const { origin, entity, details } of gathered) recordChanges({ ...scope, origin }, entity, details);
  return result;
}
