import { canonicalJson } from '@hub/platform/pure';

/** Anything that survives JSON unchanged. Plans and configurations consist of nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

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
