import type { AccountException } from '../exception/account-exception.entity.js';
import type { KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { attributesOf, type Drift } from './find-drift.js';

/**
 * Whether what an ended exception allowed is no difference any more, by a reading of the account. `key` is that of its
 * object in the release that was read against, whatever it was called when the exception was made.
 */
export function isOver(
  { kind, key, attributes }: Pick<AccountException, 'kind' | 'key' | 'attributes'>,
  { found, unread }: { readonly found: readonly Drift[]; readonly unread: readonly KindName[] },
): boolean {
  if (unread.includes(kind)) return false;
  return !found.some((drift) => {
    const isInside = kindOf(drift.kind).parent === kind && drift.within === key;
    if (isInside) return attributes.length === 0;
    if (drift.kind !== kind || drift.key !== key) return false;
    const differing = attributesOf(drift);
    const isWhole = attributes.length === 0 || differing.length === 0;
    return isWhole || differing.some((attribute) => attributes.includes(attribute));
  });
}
