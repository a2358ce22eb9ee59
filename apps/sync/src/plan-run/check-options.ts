import type { MakePlan } from '@hub/contracts';
import { message } from '@hub/messages';
import type { FieldError } from '@hub/platform';
import type { Configuration } from '../configuration/configuration.js';
import { kindOf, kinds } from '../kind/kinds.js';
import { isRemoval, type Plan } from '../plan/plan.js';

type Asked = Pick<MakePlan, 'migrationTargets' | 'createAnyway'>;

/** What a request for a plan names and the release does not have, by field: stages that take deals, objects to make. */
export function wrongNames({ migrationTargets, createAnyway }: Asked, release: Configuration): FieldError[] {
  const keys = new Set(release.objects.map(({ kind, key }) => `${kind} ${key}`));
  const takers = kinds.flatMap(({ live }) => live?.movesTo ?? []);
  const unknown = (createAnyway ?? []).flatMap(({ kind, key }, at): FieldError[] =>
    keys.has(`${kind} ${key}`)
      ? []
      : [{ path: `createAnyway.${at}`, detail: message('sync.not-in-release', { kind, key }) }],
  );
  const wrong = (migrationTargets ?? []).flatMap(({ from, to }, at, all): FieldError[] => {
    const path = `migrationTargets.${at}`;
    if (!takers.some((kind) => keys.has(`${kind} ${to}`)))
      return [{ path: `${path}.to`, detail: message('sync.target-no-stage', { to }) }];
    const isTwice = all.findIndex((other) => other.from === from) < at;
    return isTwice ? [{ path: `${path}.from`, detail: message('sync.target-twice', { from }) }] : [];
  });
  return [...wrong, ...unknown];
}

/** The targets of a request whose stage or pipeline this plan does not remove, by field. */
export function idleTargets({ migrationTargets }: Asked, plan: Plan): FieldError[] {
  const removed = new Set(
    plan.changes
      .filter((change) => isRemoval(change) && kindOf(change.kind).live?.movesTo !== undefined)
      .map(({ branchId }) => branchId),
  );
  return (migrationTargets ?? []).flatMap(({ from }, at): FieldError[] => {
    if (removed.has(from)) return [];
    const detail = message('sync.target-not-removed', { from });
    return [{ path: `migrationTargets.${at}.from`, detail }];
  });
}
