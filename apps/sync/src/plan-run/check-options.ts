import type { MakePlan, PlanObject } from '@hub/contracts';
import { message } from '@hub/messages';
import type { FieldError } from '@hub/platform';
import type { Configuration } from '../configuration/configuration.js';
import { kindOf, kinds } from '../kind/kinds.js';
import { isRemoval, type Plan } from '../plan/plan.js';

type Asked = Pick<MakePlan, 'migrationTargets' | 'createAnyway' | 'only' | 'prune'>;

/**
 * What a request for a plan names and the release does not have, by field: stages that take deals, objects to make, and
 * objects that it is narrowed to. With pruning those may be what the release dropped (`idleTargets`).
 */
export function wrongNames(
  { migrationTargets, createAnyway, only, prune }: Asked,
  release: Configuration,
): FieldError[] {
  const keys = new Set(release.objects.map(({ kind, key }) => `${kind} ${key}`));
  const chosen = prune ? [] : notAmong(only, keys);
  const none = only?.length === 0 ? [{ path: 'only', detail: message('sync.narrowed-to-nothing') }] : [];
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
  return [...wrong, ...unknown, ...none, ...chosen];
}

function notAmong(
  only: Asked['only'],
  keys: ReadonlySet<string>,
  key: 'sync.not-in-release' | 'sync.chosen-nowhere' = 'sync.not-in-release',
): FieldError[] {
  return (only ?? []).flatMap((one, at): FieldError[] =>
    keys.has(`${one.kind} ${one.key}`)
      ? []
      : [{ path: `only.${at}`, detail: message(key, { kind: one.kind, key: one.key }) }],
  );
}

/**
 * Of a rollout that prunes and is narrowed, by field: objects that are neither in the release nor among `removable`, what
 * the hub made in the accounts of the rollout. No plan would say anything about them.
 */
export function strangeChoices(
  only: Asked['only'],
  release: Configuration,
  removable: readonly PlanObject[],
): FieldError[] {
  const known = new Set([...release.objects, ...removable].map(({ kind, key }) => `${kind} ${key}`));
  return notAmong(only, known, 'sync.chosen-nowhere');
}

/**
 * What a request names and this plan has nothing to do with, by field: targets whose stage or pipeline it does not remove,
 * and objects that the release does not have and the plan does not remove.
 */
export function idleTargets(
  { migrationTargets, only }: Asked,
  plan: Plan,
  release: Configuration,
): FieldError[] {
  const known = new Set(
    [...release.objects, ...plan.changes.filter(isRemoval)].map(({ kind, key }) => `${kind} ${key}`),
  );
  return [...idleMoves(migrationTargets, plan), ...notAmong(only, known)];
}

function idleMoves(migrationTargets: Asked['migrationTargets'], plan: Plan): FieldError[] {
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
