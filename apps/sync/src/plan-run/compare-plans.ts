import { address } from '../kind/placeholder.js';
import type { Change, Plan } from '../plan/plan.js';
import type { InFlight } from './plan-run.entity.js';

/**
 * The first change of a plan made after an interruption that the approved plan does not cover, in words; null when it
 * covers all of them. What was created meanwhile may turn up as an adoption or as a smaller update; anything beyond
 * means that somebody else changed the account, and then nothing more is written.
 */
export function beyondApproved(remaining: Plan, approved: Plan): string | null {
  const known = new Map(approved.changes.map((change) => [address(change.kind, change.key), change]));
  const stirred = new Set(
    approved.changes
      .filter(({ action, moved }) => moved || action === 'create' || action === 'delete')
      .map(({ kind, within }) => `${kind} ${within}`),
  );
  const beyond = remaining.changes
    .filter(({ action }) => action !== 'manual' && action !== 'blocked')
    .find((change) => !isCovered(change, known.get(address(change.kind, change.key)), stirred));
  return beyond ? `${beyond.action} ${beyond.kind} ${beyond.key}` : null;
}

function isCovered(change: Change, approved: Change | undefined, stirred: ReadonlySet<string>): boolean {
  const hasPlace = !change.moved || stirred.has(`${change.kind} ${change.within}`);
  const written = Object.keys(change.after ?? {});
  if (!approved) return change.action === 'update' && written.length === 0 && hasPlace;
  switch (change.action) {
    case 'create':
    case 'delete':
      return approved.action === change.action;
    case 'adopt':
    case 'update':
      if (approved.action === 'create') return true;
      return (
        (approved.action === 'adopt' || approved.action === 'update') &&
        written.every((attribute) => attribute in (approved.after ?? {})) &&
        hasPlace
      );
    case 'manual':
    case 'blocked':
      return true;
  }
}

interface CreatedItem {
  readonly kind: string;
  readonly ref: string;
  readonly action: string;
  readonly children: readonly CreatedItem[];
}

/** Objects that a call is about to create, children included: kept before it is sent, dropped once it is answered. */
export function createdBy(items: readonly CreatedItem[]): InFlight['created'] {
  return items.flatMap((item) => [
    ...(item.action === 'create' ? [{ kind: item.kind, ref: item.ref }] : []),
    ...createdBy(item.children),
  ]);
}
