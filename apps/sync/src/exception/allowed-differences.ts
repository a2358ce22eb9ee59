import type { Configuration } from '../configuration/configuration.js';
import type { AllowedDifference } from '../plan/ledger.js';
import type { AccountException } from './account-exception.entity.js';
import { objectOf } from './object-of.js';

type Allowed = Pick<AccountException, 'kind' | 'key' | 'ref' | 'attributes' | 'reason'> & { endsAt: Date };

/**
 * What the exceptions of an account allow in a release, one entry per attribute. Exceptions whose object the release
 * does not have are left out.
 */
export function allowedDifferences(
  exceptions: readonly Allowed[],
  release: Pick<Configuration, 'objects'>,
): AllowedDifference[] {
  return exceptions.flatMap(({ kind, key, ref, attributes, reason, endsAt }) => {
    const object = objectOf({ kind, key, ref }, release);
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
