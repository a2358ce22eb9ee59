import { switchOf } from '../state/account.js';
import type { ApiContext } from './route.js';

/** Keys that reads show and writes do not know: of the body itself and of its `_embedded`. */
export interface ReadOnlyKeys {
  own: ReadonlySet<string>;
  embedded: ReadonlySet<string>;
}

type Bag = Record<string, unknown>;

const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function without(item: unknown, keys: ReadOnlyKeys): unknown {
  if (!isBag(item)) return item;
  const kept: Bag = {};
  for (const [key, value] of Object.entries(item)) {
    if (keys.own.has(key)) continue;
    kept[key] =
      key === '_embedded' && isBag(value)
        ? Object.fromEntries(Object.entries(value).filter(([inner]) => !keys.embedded.has(inner)))
        : value;
  }
  return kept;
}

/**
 * The call of a PATCH without what only reads show, so that a card goes back as it was read (entities 18.10, active
 * records of clients). By the switch `read_only_keys` such keys stay and are refused like unknown ones.
 */
export function dropReadOnly(ctx: ApiContext, keys: ReadOnlyKeys): ApiContext {
  if (switchOf(ctx.account, 'read_only_keys') === 'reject') return ctx;
  const { body } = ctx;
  return {
    ...ctx,
    body: Array.isArray(body) ? body.map((item) => without(item, keys)) : without(body, keys),
  };
}
