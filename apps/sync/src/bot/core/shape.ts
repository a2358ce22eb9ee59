import type { ReferenceKind } from './reference.js';

/** What a value inside a handler is, as data. Whatever no shape describes is unknown, and unknown ids keep a bot out. */
export type Shape =
  /** An id of the account: a number, digits as text, a marker, a word, or nothing. */
  | { readonly is: 'id'; readonly of: ReferenceKind }
  /** The id of a card, which no other account has; a marker names the card at hand. */
  | { readonly is: 'card' }
  /** Words, numbers, flags and lists of them that name nothing; texts may contain markers and addresses. */
  | { readonly is: 'plain' }
  /** One side of a condition. */
  | { readonly is: 'term' }
  /** What a field is filled with. */
  | { readonly is: 'field-value' }
  /** Names of fields without braces. */
  | { readonly is: 'meta-name' }
  /** A file of the account, when it is a uuid. */
  | { readonly is: 'file' }
  /** The registration of one widget step. */
  | { readonly is: 'widget-instance' }
  /** The name by which a widget's code is kept: of a private integration every account has its own. */
  | { readonly is: 'widget-code' }
  /** Whatever a widget keeps: only the widget understands it. */
  | { readonly is: 'settings' }
  /** Nothing is known of what is allowed here: it must be empty. */
  | { readonly is: 'empty' }
  | { readonly is: 'handlers' }
  /** One handler, or null. */
  | { readonly is: 'handler' }
  /** `{type, step}`. */
  | { readonly is: 'jump' }
  | { readonly is: 'list'; readonly of: Shape }
  /** Any names, each with this shape. */
  | { readonly is: 'each'; readonly of: Shape }
  | { readonly is: 'object'; readonly members: Readonly<Record<string, Shape>> }
  /** The shape depends on a word beside it; `unknown` says which complaint another word is. */
  | {
      readonly is: 'choice';
      readonly by: string;
      readonly cases: Readonly<Record<string, Shape>>;
      readonly unknown: 'unknown-shape' | 'unknown-action';
    };

export const plain: Shape = { is: 'plain' };
export const card: Shape = { is: 'card' };
export const term: Shape = { is: 'term' };
export const empty: Shape = { is: 'empty' };
export const settings: Shape = { is: 'settings' };
export const handlers: Shape = { is: 'handlers' };
export const handler: Shape = { is: 'handler' };
export const jump: Shape = { is: 'jump' };

/** A place of an id. */
export function id(of: ReferenceKind): Shape {
  return { is: 'id', of };
}

export function list(of: Shape): Shape {
  return { is: 'list', of };
}

export function object(members: Record<string, Shape>): Shape {
  return { is: 'object', members };
}

/** An object of plain members by their names, and others. */
export function withPlain(names: string, members: Record<string, Shape> = {}): Shape {
  return object({ ...Object.fromEntries(names.split(' ').map((name) => [name, plain])), ...members });
}

export function choice(
  by: string,
  cases: Record<string, Shape>,
  unknown: 'unknown-shape' | 'unknown-action' = 'unknown-shape',
): Shape {
  return { is: 'choice', by, cases, unknown };
}
