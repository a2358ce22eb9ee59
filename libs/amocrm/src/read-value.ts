import { UnexpectedAnswer } from './errors.js';

/** Parses an unknown value into a typed one, or throws `UnexpectedAnswer` naming the path. Unknown keys are dropped. */
export type Reader<T> = (value: unknown, path: string) => T;

/** The type a reader gives. */
export type Read<R> = R extends Reader<infer T> ? T : never;

/** A whole number; amoCRM prints a few of them as strings. */
export const int: Reader<number> = (value, path) => {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw new UnexpectedAnswer(path, 'number');
  return number;
};

/** A number with a fraction, also printed as a string: money with its kopecks. */
export const decimal: Reader<number> = (value, path) => {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new UnexpectedAnswer(path, 'number');
  return number;
};

/** A number without its fraction. */
export const whole: Reader<number> = (value, path) => Math.trunc(decimal(value, path));

/** Text; amoCRM prints some of it as a number where it consists of digits: a name that is a year, ids of field groups. */
export const text: Reader<string> = (value, path) => {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new UnexpectedAnswer(path, 'text');
  return value;
};

/** Yes or no; amoCRM prints a few of them as 0 and 1. */
export const flag: Reader<boolean> = (value, path) => {
  if (value === 0 || value === 1) return value === 1;
  if (typeof value !== 'boolean') throw new UnexpectedAnswer(path, 'flag');
  return value;
};

/** Any value: field values have twenty shapes, and their users know which. */
export const anything: Reader<unknown> = (value) => value;

/** Null when the key is absent or null. */
export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, path) => (value === undefined || value === null ? null : read(value, path));
}

/** The fallback when the key is absent or null. */
export function or<T>(read: Reader<T>, fallback: T): Reader<T> {
  return (value, path) => (value === undefined || value === null ? fallback : read(value, path));
}

/** The name of a row, or '' where it has none: one row without a name must not cost its whole list. */
export const name: Reader<string> = or(text, '');

/** A list; amoCRM prints some lists as objects keyed by index, and null for an empty one. */
export function list<T>(read: Reader<T>): Reader<T[]> {
  return (value, path) => {
    if (value === undefined || value === null) return [];
    if (typeof value !== 'object') throw new UnexpectedAnswer(path, 'list');
    const items = Array.isArray(value) ? (value as unknown[]) : Object.values(value);
    return items.map((item, index) => read(item, `${path}.${index}`));
  };
}

/**
 * A list within a card. Null names nothing there and is left out, because it must not make the card unreadable. Not for
 * rows of a list that decides what exists.
 */
export function listInCard<T>(read: Reader<T>): Reader<T[]> {
  const readItems = list(orNull(read));
  return (value, path) => readItems(value, path).filter((item) => item !== null);
}

/** An object with these keys. */
export function shape<S extends Record<string, Reader<unknown>>>(
  readers: S,
): Reader<{ [K in keyof S]: Read<S[K]> }> {
  const entries = Object.entries(readers);
  return (value, path) => {
    const object = record(value, path);
    return Object.fromEntries(entries.map(([key, read]) => [key, read(object[key], `${path}.${key}`)])) as {
      [K in keyof S]: Read<S[K]>;
    };
  };
}

/** A plain object, or throws. */
export function record(value: unknown, path: string): Record<string, unknown> {
  if (!isRecord(value)) throw new UnexpectedAnswer(path, 'object');
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The rows of a list that amoCRM never has empty, such as the pipelines of an account. An empty list throws
 * `UnexpectedAnswer`: it means "could not be read", never "there are none".
 */
export function neverEmpty<T>(rows: T[], path: string): T[] {
  if (rows.length === 0) throw new UnexpectedAnswer(path, 'row, though amoCRM always has some');
  return rows;
}

/** The list under `_embedded.{key}` of a collection answer; an empty answer (204) is an empty list. */
export function embedded<T>(body: unknown, key: string, read: Reader<T>): T[] {
  if (body === undefined) return [];
  const collection = record(record(body, 'answer')._embedded, 'answer._embedded');
  if (!(key in collection)) throw new UnexpectedAnswer(`answer._embedded.${key}`, 'list');
  return list(read)(collection[key], `answer._embedded.${key}`);
}
