import { complain, isObject, type Findings } from './findings.js';
import { below } from './json-pointer.js';
import {
  accountAddresses,
  betweenMarkers,
  couldBeId,
  hasDigits,
  isAddress,
  markersIn,
  metaNameIn,
  strangeMarkersIn,
  stringsIn,
  termIn,
  withoutMarkers,
} from './read-string.js';
import type { Reference, ReferenceKind } from './reference.js';
import type { Shape } from './shape.js';

type Leaf = Exclude<Shape, { is: 'handlers' | 'handler' | 'jump' | 'list' | 'each' | 'object' | 'choice' }>;

/** Reads a value that contains no handlers and no steps. */
export function walkLeaf(value: unknown, shape: Leaf, path: string, into: Findings): void {
  switch (shape.is) {
    case 'id':
      readId(value, shape.of, path, into);
      return;
    case 'card':
      if (typeof value === 'string' && !couldBeId(value)) readText(value, path, into);
      else complain(into, 'unmappable', path, value);
      return;
    case 'plain':
      readPlain(value, path, into);
      return;
    case 'term':
      for (const { text, path: at } of stringsIn(value, path)) {
        takeNames(termIn(text, at), text, at, into);
        remarkAddress(text, at, into);
      }
      return;
    case 'meta-name':
      if (typeof value === 'string') takeNames(metaNameIn(value, path), value, path, into);
      else walkUnknown(value, path, into);
      return;
    case 'field-value':
      // A list may contain ids of list values as well as their words; no example is known.
      if (Array.isArray(value)) walkUnknown(value, path, into);
      else readPlain(value, path, into);
      return;
    case 'file':
      if (typeof value === 'string' && couldBeId(value)) {
        into.references.push({ kind: 'file', id: value, path, type: 'string' });
        complain(into, 'account-file', path, value);
      } else readPlain(value, path, into);
      return;
    case 'widget-instance':
      complain(into, 'widget-instance', path, value);
      return;
    case 'widget-code':
      readWidgetCode(value, path, into);
      return;
    case 'settings':
      readSettings(value, path, into);
      return;
    case 'empty':
      complain(into, 'unknown-shape', path, value);
  }
}

function readId(value: unknown, kind: ReferenceKind, path: string, into: Findings): void {
  if (typeof value === 'string' && /^\s*\d+\s*$/.test(value)) {
    if (Number(value) !== 0) into.references.push({ kind, id: Number(value), path, type: 'string' });
  } else if (typeof value === 'string') {
    readText(value, path, into);
    if (mayBeId(withoutMarkers(value).trim(), kind)) complain(into, 'unmappable', path, value);
  } else if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    if (value > 0) into.references.push({ kind, id: value, path });
  } else if (typeof value !== 'boolean') complain(into, 'unknown-shape', path, value);
}

/** An id of these may be any text; of all others it is a number, so that a word such as `main` or `WORK` is none. */
const namedByText: ReadonlySet<ReferenceKind> = new Set(['chat_source', 'template', 'widget']);

function mayBeId(text: string, kind: ReferenceKind): boolean {
  return text !== '' && (namedByText.has(kind) || /\p{N}/u.test(text) || couldBeId(text));
}

function readPlain(value: unknown, path: string, into: Findings): void {
  if (typeof value === 'string') readText(value, path, into);
  else if (Array.isArray(value))
    value.forEach((one, at) => {
      readPlain(one, below(path, at), into);
    });
  else if (typeof value === 'object') walkUnknown(value, path, into);
}

function readText(text: string, path: string, into: Findings): void {
  takeNames(markersIn(text, path), text, path, into);
  remarkAddress(text, path, into);
}

/** Keeps the references of a text; a number in it of unknown meaning rejects the bot. */
function takeNames(found: readonly Reference[] | null, text: string, path: string, into: Findings): void {
  if (found) into.references.push(...found);
  else complain(into, 'unmappable', path, text);
  for (const marker of strangeMarkersIn(text)) complain(into, 'unmappable', path, marker);
}

function remarkAddress(text: string, path: string, into: Findings): void {
  for (const one of accountAddresses(text)) {
    into.remarks.push({ kind: 'link', path, ...one });
    complain(into, 'account-link', path, one.text);
  }
}

/** Of a text with markers only the rest may be answered, as in the widget's settings. */
function readWidgetCode(value: unknown, path: string, into: Findings): void {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') walkUnknown(value, path, into);
  else if (text !== withoutMarkers(text)) readSettings(text, path, into);
  else if (text.trim() !== '') {
    into.remarks.push({ kind: 'widget-setting', path, text });
    complain(into, 'widget-code', path, text);
  }
}

/** Only the widget knows what it keeps: markers are read, addresses and numbers are left to a person. */
function readSettings(value: unknown, path: string, into: Findings): void {
  if (couldBeId(value)) {
    into.remarks.push({ kind: 'widget-setting', path, text: String(value) });
    complain(into, 'widget-number', path, value);
  } else if (typeof value === 'string') readSettingText(value, path, into);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, one] of Object.entries(value)) {
    const at = below(path, name);
    // A name cannot be replaced: it is reported and stays.
    if (!Array.isArray(value) && couldBeId(name)) complain(into, 'widget-number', at, name);
    readSettings(one, at, into);
  }
}

/** Long enough for the id of a stage, a field or a user; years and hours are shorter. */
const longNumber = /\d{5}/;

/** A setting may be a list of ids, or JSON in a text. */
function readSettingText(text: string, path: string, into: Findings): void {
  takeNames(markersIn(text, path), text, path, into);
  const kind = isAddress(text) ? 'address' : 'widget-setting';
  for (const piece of betweenMarkers(text)) {
    if (
      kind === 'widget-setting'
        ? !longNumber.test(piece.text)
        : !hasDigits(piece.text) && !isAddress(piece.text)
    )
      continue;
    into.remarks.push({ kind, path, ...piece });
    complain(into, kind === 'address' ? 'account-address' : 'widget-number', path, piece.text);
  }
}

/** Reads a value of unknown shape: texts are read, and a number that could be an id is refused. */
export function walkUnknown(value: unknown, path: string, into: Findings): void {
  if (typeof value === 'string') readText(value, path, into);
  if (couldBeId(value) || (isObject(value) && 'handler' in value))
    complain(into, 'unknown-shape', path, value);
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) {
      if (!Array.isArray(value)) checkName(name, below(path, name), into);
      walkUnknown(one, below(path, name), into);
    }
}

/** A member that is called by a number may be called by an id, which nothing could replace. */
export function checkName(name: string, path: string, into: Findings): void {
  if (couldBeId(name)) complain(into, 'unknown-shape', path, name);
}

/**
 * Where an object of plain members is expected and the file has a word: a button that is its own text, a value in place
 * of a range.
 */
export function walkWord(value: unknown, path: string, into: Findings): void {
  if (typeof value === 'string') readText(value, path, into);
  else if (typeof value === 'object') walkUnknown(value, path, into);
}
