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

const has = (bag: Bag, keys: ReadonlySet<string>): boolean => Object.keys(bag).some((key) => keys.has(key));

const less = (bag: Bag, keys: ReadonlySet<string>): Bag =>
  Object.fromEntries(Object.entries(bag).filter(([key]) => !keys.has(key)));

function without(item: unknown, { own, embedded }: ReadOnlyKeys): unknown {
  if (!isBag(item)) return item;
  const kept = has(item, own) ? less(item, own) : item;
  const inner = kept._embedded;
  return isBag(inner) && has(inner, embedded) ? { ...kept, _embedded: less(inner, embedded) } : kept;
}

/**
 * The call of a PATCH. By the switch `read_only_keys` it lacks what only reads show, so that a card goes back as it was read
 * (entities 18.10); else such keys are refused like unknown ones (config 1.4).
 */
export function dropReadOnly(ctx: ApiContext, keys: ReadOnlyKeys): ApiContext {
  if (switchOf(ctx.account, 'read_only_keys') === 'reject') return ctx;
  const items: unknown[] = Array.isArray(ctx.body) ? ctx.body : [ctx.body];
  const kept = items.map((item) => without(item, keys));
  return { ...ctx, body: Array.isArray(ctx.body) ? kept : kept[0] };
}
