/** Anything that survives JSON unchanged. Plans and configurations consist of nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** JSON with the names of every object sorted, so that equal values always give equal text. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  const members = value as Readonly<Record<string, Json>>;
  return Object.fromEntries(
    Object.keys(members)
      .sort()
      .map((name) => [name, sorted(members[name] as Json)]),
  );
}

/** Deep equality of two JSON values; the order of names in an object does not matter. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  // Because most values are words and flags, and whole accounts are compared.
  const isSimple = (value: Json | undefined) => typeof value !== 'object' || value === null;
  if (isSimple(a) || isSimple(b)) return false;
  return canonicalJson(a) === canonicalJson(b);
}

/** A value as text for names, keys and messages: strings as they are, nothing as an empty text. */
export function textOf(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : canonicalJson(value);
}
