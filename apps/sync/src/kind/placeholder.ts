import type { Json } from '../configuration/json.js';
import type { KindName } from './kind-name.js';

/** Marks a reference to an object of the branch itself: `~=` and its id. A name never begins like this. */
export const ownMark = '~=';

/** One string for "this kind, this key", used to find ids. */
export function address(kind: KindName, key: string): string {
  return `${kind} ${key}`;
}

/**
 * The placeholder in a body for an id that may not exist yet: part number `at` of the id path of `address`. `fillIds`
 * replaces it just before the call is sent.
 */
export function idOf(kind: KindName, key: string, at: number, as: 'number' | 'string' = 'number'): Json {
  if (key.startsWith(ownMark)) return idPart(key.slice(ownMark.length), at, as);
  return { $id: address(kind, key), at, as };
}

/** Thrown when a body refers to an object whose id is not known: the plan's order is wrong, or an answer was lost. */
export class UnknownIdError extends Error {
  constructor(readonly address: string) {
    super(`no id is known for ${address}`);
    this.name = 'UnknownIdError';
  }
}

/** Replaces every placeholder of a body. Throws `UnknownIdError` instead of sending a body with a hole. */
export function fillIds(body: Json, ids: ReadonlyMap<string, string>): Json {
  if (body === null || typeof body !== 'object') return body;
  if (Array.isArray(body)) return (body as readonly Json[]).map((item) => fillIds(item, ids));
  const record = body as Readonly<Record<string, Json>>;
  if (typeof record.$id === 'string') {
    const id = ids.get(record.$id);
    if (id === undefined) throw new UnknownIdError(record.$id);
    return idPart(id, Number(record.at), record.as === 'string' ? 'string' : 'number');
  }
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fillIds(value, ids)]));
}

function idPart(id: string, at: number, as: 'number' | 'string'): Json {
  const part = id.split('/')[at] ?? '';
  return as === 'number' ? Number(part) : part;
}
