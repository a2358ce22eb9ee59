import type { Configuration } from '../configuration/configuration.js';
import type { AllowedDifference } from '../plan/ledger.js';
import type { AccountException } from './account-exception.entity.js';
import { objectOf } from './object-of.js';

type Allowed = Pick<AccountException, 'kind' | 'key' | 'ref' | 'attributes' | 'reason'> & { endsAt: Date };
type Released = Pick<Configuration, 'objects'>;

/**
 * What the exceptions of an account allow in a release, one entry per attribute. A whole object that the release does not
 * have stays excepted, because the branch may still have it; single attributes of such an object are left out. `earlier`
 * are other releases that brought the branch what it has.
 */
export function allowedDifferences(
  exceptions: readonly Allowed[],
  release: Released,
  earlier: readonly Released[] = [],
): AllowedDifference[] {
  return exceptions.flatMap(({ kind, key, ref, attributes, reason, endsAt }): AllowedDifference[] => {
    const object = objectOf({ kind, key, ref }, release);
    const why = { reason, endsAt: endsAt.toISOString() };
    if (attributes.length > 0)
      return object ? attributes.map((attribute) => ({ kind, key: object.key, ...why, attribute })) : [];
    const known = earlier.flatMap((one) => objectOf({ kind, key, ref }, one)?.ref ?? []);
    const refs = [...new Set([ref, ...(object ? [object.ref] : []), ...known])];
    return [{ kind, key: object?.key ?? key, refs, ...why }];
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
