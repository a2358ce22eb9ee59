import type { Message } from '@hub/messages';
import type { ScriptReport } from './run-script.js';

/** A value of parsed JSON that is an object. */
export type Json = Record<string, unknown>;

/** An archive as the rules see it: everything is read, nothing is judged. Paths are relative to the manifest's folder. */
export interface Archive {
  /** Names as they are packed. */
  names: readonly string[];
  /** The folder of the manifest with a slash at its end; empty where it belongs, at the root. */
  root: string;
  files: ReadonlyMap<string, Uint8Array>;
  /** Files of text, without a byte order mark. */
  texts: ReadonlyMap<string, string>;
  /** Files with a byte order mark. */
  marked: readonly string[];
  /** Parsed JSON files; null for one that is none. */
  json: ReadonlyMap<string, unknown>;
  /** The manifest; null where it is missing or no object. */
  manifest: Json | null;
  /** What came of running the script; null where there is none. */
  script: ScriptReport | null;
  integration: 'private' | 'public';
  /** The version that was uploaded before; null: not known. */
  previousVersion: string | null;
}

/** One thing that is wrong. `path` is as packed, so that it can be found. */
export interface Complaint {
  code: string;
  path: string;
  severity: 'error' | 'warning';
  text: Message;
}

/** A rule: everything of one sort that is wrong with an archive. */
export type Rule = (archive: Archive) => Complaint[];

/** An error, at a path relative to the manifest's folder. */
export function fault({ root }: Archive, code: string, path: string, text: Message): Complaint {
  return { code, path: root + path, severity: 'error', text };
}

/** The same as a warning: amoCRM takes it, and somebody will be sorry. */
export function warn({ root }: Archive, code: string, path: string, text: Message): Complaint {
  return { code, path: root + path, severity: 'warning', text };
}

/** The object under a key; empty where there is none. */
export function objectAt(value: unknown, key: string): Json {
  const found = isObject(value) ? value[key] : undefined;
  return isObject(found) ? found : {};
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts of a list; others are left out. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** Languages that the manifest names. */
export function localesOf({ manifest }: Archive): string[] {
  return textsOf(objectAt(manifest, 'widget')['locale']);
}

/** Places that the manifest names, without their `-0` and `-1`. */
export function placesOf({ manifest }: Archive): string[] {
  return textsOf(manifest?.['locations']).map((name) => name.replace(/-[01]$/, ''));
}

/** The path of a file that the manifest names. */
export function filePath(named: string): string {
  return named.replace(/^\.?\//, '');
}
