import { below } from './json-pointer.js';
import type { Reference } from './reference.js';

const owners = 'lead|contact|company|customer|contact_double|external_lead|external_contact';
const marker = new RegExp(`\\{\\{\\s*(?:${owners})\\.cf\\.(\\d+)(?:\\.(\\d+))?\\s*\\}\\}`, 'dg');
const bareMarker = new RegExp(`^\\s*(?:${owners})\\.cf\\.(\\d+)(?:\\.(\\d+))?\\s*$`, 'd');
const metaName = new RegExp(`^\\s*(?:${owners})\\.custom_fields\\.(\\d+)\\s*$`, 'd');
const anyMarker = /\{\{[^{}]*\}\}/g;
/** What a dialogue brought along contains no id of the account. */
const ownData = /^\{\{\s*json\./;
/** A name below a card, without braces. */
const dottedName = /^\s*(?:lead|contact|company|customer|external)\w*\.[\w.]*$/;

/** Addresses of one account, with or without a scheme: its own host, its forms. */
const address =
  /(?<![\p{L}\d.@-])(?:https?:\/\/)?(?:[a-z\d-]+\.)+(?:amocrm\.(?:ru|com)|kommo\.com)(?![\p{L}\d-]|\.[\p{L}\d])[^\s"'<>{}]*/giu;
/** The vendor's own pages name no account. */
const vendorHost = /^(?:https?:\/\/)?(?:www|developers|support|academy|market|blog)\./i;

/** The ids of fields and list values in the markers of a text: `{{lead.cf.880201.990201}}`. */
export function markersIn(text: string, path: string): Reference[] {
  return [...text.matchAll(marker)].flatMap((match) => referencesOf(match, path));
}

/** The markers of a text that may contain an id in an unknown form, such as `{{lead.custom_fields.880101}}`. */
export function strangeMarkersIn(text: string): string[] {
  return [...text.matchAll(anyMarker)]
    .map(([found]) => found)
    .filter((found) => hasDigits(found) && !ownData.test(found) && markersIn(found, '').length === 0);
}

/** A text without its markers. */
export function withoutMarkers(text: string): string {
  return text.replace(anyMarker, '');
}

/** Whether a text contains a number that is long enough for an id of an account. */
export function hasDigits(text: string): boolean {
  return /\d{3}/.test(text);
}

/**
 * Whether a text, or a part of a list with commas, is a number or has one that may be an id: one that is long, or that
 * stands by itself. In «WhatsApp 2» and `vk2024` digits are part of a name.
 */
export function hasNumber(text: string): boolean {
  const parts = text.split(/[,;|]/);
  const isBare = (part: string) => /\d/.test(part) && !/\p{L}/u.test(part);
  return parts.some(isBare) || /\d{5}|(?<![\p{L}\d_.-])\d{3,}(?![\p{L}\d_.-])/u.test(text);
}

/**
 * As `markersIn`, for a term that may also be a name without braces: `lead.cf.880101`, `lead.custom_fields.880101`. Null
 * for another name with a number of unknown meaning in it.
 */
export function termIn(text: string, path: string): Reference[] | null {
  const bare = bareMarker.exec(text) ?? metaName.exec(text);
  if (bare) return referencesOf(bare, path);
  return dottedName.test(text) && hasDigits(text) ? null : markersIn(text, path);
}

/** As `termIn`, where only names are allowed: null for anything else with a number in it. */
export function metaNameIn(text: string, path: string): Reference[] | null {
  const match = metaName.exec(text);
  if (match) return referencesOf(match, path);
  return hasDigits(withoutMarkers(text)) ? null : markersIn(text, path);
}

/** A piece of a text and its position. */
interface Piece {
  readonly text: string;
  readonly at: readonly [from: number, to: number];
}

/** The addresses of accounts in a text, without the sentence's own full stop. */
export function accountAddresses(text: string): Piece[] {
  return [...text.matchAll(address)]
    .map(({ 0: found, index }) => pieceOf(found.replace(/[.,;:!?)]+$/, ''), index))
    .filter(({ text: found }) => !vendorHost.test(found));
}

/** The text between the markers, without outer blanks. */
export function betweenMarkers(text: string): Piece[] {
  let from = 0;
  const pieces: Piece[] = [];
  for (const { 0: found, index } of [...text.matchAll(anyMarker), { 0: '', index: text.length }]) {
    const piece = text.slice(from, index);
    const blanks = piece.length - piece.trimStart().length;
    pieces.push(pieceOf(piece.trim(), from + blanks));
    from = index + found.length;
  }
  return pieces.filter(({ text: one }) => one !== '');
}

function pieceOf(text: string, from: number): Piece {
  return { text, at: [from, from + text.length] };
}

/** Whether a text is an address that names an account, or may name one by a number. */
export function isAddress(text: string): boolean {
  const from = text.indexOf('://');
  const isNumbered = from >= 0 && /\d{4}/.test(withoutMarkers(text.slice(from)));
  return isNumbered || accountAddresses(text).length > 0;
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
