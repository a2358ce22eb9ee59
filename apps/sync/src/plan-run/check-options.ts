import type { MakePlan } from '@hub/contracts';
import { message } from '@hub/messages';
import type { FieldError } from '@hub/platform';
import type { Configuration } from '../configuration/configuration.js';
import { isRemoval, type Plan } from '../plan/plan.js';

type Asked = Pick<MakePlan, 'migrationTargets' | 'only' | 'prune'>;

/** What a request for a plan names and the release does not have, by field: stages that take deals, and objects it is narrowed to. */
export function wrongNames({ migrationTargets, only, prune }: Asked, release: Configuration): FieldError[] {
  const keys = new Set(release.objects.map(({ kind, key }) => `${kind} ${key}`));
  const targets = (migrationTargets ?? []).flatMap(({ from, to }, at, all): FieldError[] => {
    const path = `migrationTargets.${at}`;
    if (!keys.has(`stage ${to}`))
      return [{ path: `${path}.to`, detail: message('sync.target-no-stage', { to }) }];
    const isTwice = all.findIndex((other) => other.from === from) < at;
    return isTwice ? [{ path: `${path}.from`, detail: message('sync.target-twice', { from }) }] : [];
  });
  const chosen = (only ?? []).flatMap(({ kind, key }, at): FieldError[] => {
    if (keys.has(`${kind} ${key}`)) return [];
    return [{ path: `only.${at}.key`, detail: message('sync.only-no-object', { kind, key }) }];
  });
  const pruned = only && prune ? [{ path: 'prune', detail: message('sync.only-without-prune') }] : [];
  return [...targets, ...chosen, ...pruned];
}

/** The targets of a request whose stage or pipeline this plan does not remove, by field. */
export function idleTargets({ migrationTargets }: Asked, plan: Plan): FieldError[] {
  const removed = new Set(
    plan.changes
      .filter((change) => isRemoval(change) && (change.kind === 'stage' || change.kind === 'pipeline'))
      .map(({ branchId }) => branchId),
  );
  return (migrationTargets ?? []).flatMap(({ from }, at): FieldError[] => {
    if (removed.has(from)) return [];
    const detail = message('sync.target-not-removed', { from });
    return [{ path: `migrationTargets.${at}.from`, detail }];
  });
}
