import { below } from './json-pointer.js';
import type { Reference } from './reference.js';

const owners = 'lead|contact|company|customer|contact_double|external_lead|external_contact';
const marker = new RegExp(`\\{\\{\\s*(?:${owners})\\.cf\\.(\\d+)(?:\\.(\\d+))?\\s*\\}\\}`, 'dg');
const bareMarker = new RegExp(`^\\s*(?:${owners})\\.cf\\.(\\d+)(?:\\.(\\d+))?\\s*$`, 'd');
const metaName = new RegExp(`^(?:${owners})\\.custom_fields\\.(\\d+)$`, 'd');

/** Addresses of one account, with or without a scheme: its own host, its forms. */
const address =
  /(?<![\p{L}\d.@-])(?:https?:\/\/)?(?:[a-z\d-]+\.)+(?:amocrm\.(?:ru|com)|kommo\.com)(?![\p{L}\d.-])[^\s"'<>{}]*/giu;
/** The vendor's own pages name nobody. */
const vendorHost = /^(?:https?:\/\/)?(?:www|developers|support|academy|market|blog)\./i;

/** The ids of fields and list values in the markers of a text: `{{lead.cf.880201.990201}}`. */
export function markersIn(text: string, path: string): Reference[] {
  return [...text.matchAll(marker)].flatMap((match) => referencesOf(match, path));
}

/** As `markersIn`, for a term that may also be a marker without braces. */
export function termIn(text: string, path: string): Reference[] {
  const bare = bareMarker.exec(text);
  return bare ? referencesOf(bare, path) : markersIn(text, path);
}

/** The field of a name such as `lead.custom_fields.880101`, which stands without braces. */
export function metaNameIn(text: string, path: string): Reference[] {
  const match = metaName.exec(text);
  return match ? referencesOf(match, path) : markersIn(text, path);
}

/** The addresses of accounts in a text, without the sentence's own full stop. */
export function accountAddresses(text: string): string[] {
  return [...text.matchAll(address)]
    .map(([found]) => found.replace(/[.,;:!?)]+$/, ''))
    .filter((found) => !vendorHost.test(found));
}

function referencesOf(match: RegExpExecArray, path: string): Reference[] {
  const { indices } = match;
  const field = Number(match[1]);
  const list: Reference[] = [];
  const [, fieldAt, enumAt] = indices ?? [];
  if (fieldAt) list.push({ kind: 'field', id: field, path, at: fieldAt });
  if (enumAt) list.push({ kind: 'enum', id: Number(match[2]), path, at: enumAt, parent: field });
  return list;
}

/** A value that may be an id of an account, though nobody knows of what: a number, digits or a uuid. */
export function couldBeId(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) >= 100;
  return typeof value === 'string' && (/^\s*\d{3,}\s*$/.test(value) || uuid.test(value));
}

const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Every string below a value, with its place. */
export function* stringsIn(value: unknown, path: string): Generator<{ text: string; path: string }> {
  if (typeof value === 'string') yield { text: value, path };
  if (typeof value !== 'object' || value === null) return;
  for (const [name, one] of Object.entries(value)) yield* stringsIn(one, below(path, name));
}
