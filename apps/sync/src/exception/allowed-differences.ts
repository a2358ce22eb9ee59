import type { Configuration } from '../configuration/configuration.js';
import { address } from '../kind/placeholder.js';
import type { AllowedDifference } from '../plan/ledger.js';
import type { AccountException } from './account-exception.entity.js';

type Allowed = Pick<AccountException, 'kind' | 'key' | 'ref' | 'attributes' | 'reason'> & { endsAt: Date };

/**
 * What the exceptions of an account allow in a release, one entry per attribute. An object is found by its identity, else
 * by its key: releases of another origin know it under another identity. Exceptions whose object the release does not have
 * are left out.
 */
export function allowedDifferences(
  exceptions: readonly Allowed[],
  { objects }: Configuration,
): AllowedDifference[] {
  if (exceptions.length === 0) return [];
  const byRef = new Map(objects.map((object) => [address(object.kind, object.ref), object]));
  const byKey = new Map(objects.map((object) => [address(object.kind, object.key), object]));
  return exceptions.flatMap(({ kind, key, ref, attributes, reason, endsAt }) => {
    const object = byRef.get(address(kind, ref)) ?? byKey.get(address(kind, key));
    if (!object) return [];
    const why = { reason, endsAt: endsAt.toISOString() };
    const whole = { kind, key: object.key, ...why };
    return attributes.length === 0 ? [whole] : attributes.map((attribute) => ({ ...whole, attribute }));
  });
}

/** Both lists, what is in both once; the later list says why. */
export function unite(
  earlier: readonly AllowedDifference[],
  later: readonly AllowedDifference[],
): AllowedDifference[] {
  const nameOf = ({ kind, key, attribute }: AllowedDifference) =>
    JSON.stringify([kind, key, attribute ?? null]);
  return [...new Map([...earlier, ...later].map((allowed) => [nameOf(allowed), allowed])).values()];
}
