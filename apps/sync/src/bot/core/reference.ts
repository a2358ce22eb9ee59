/** What an id of an account can name inside a bot. A `card` is a deal, contact or element that only one account has. */
export const referenceKinds = [
  'pipeline',
  'stage',
  'field',
  'enum',
  'user',
  'user_group',
  'task_type',
  'bot',
  'widget',
  'catalog',
  'catalog_element',
  'template',
  'chat_source',
  'file',
] as const;

export type ReferenceKind = (typeof referenceKinds)[number];

/**
 * One place that contains an id of the account. `path` is a JSON pointer into the code itself, or for an export into
 * `/text` or `/positions`; `at` are the digits inside a longer string, in UTF-16 units.
 */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly id: number | string;
  readonly path: string;
  readonly at?: readonly [from: number, to: number];
  /** The id is written as text and has to stay text. */
  readonly type?: 'string';
  /** Of a stage: the pipeline beside it. Of a list value: its field. */
  readonly parent?: number;
}

/**
 * Something in a bot that a person can answer with another text, and that may also stay: the address of an account inside
 * a text, the address or number that a widget keeps. Markers are no part of it: their ids are found and replaced.
 */
export interface Remark {
  readonly kind: 'link' | 'address' | 'widget-setting';
  readonly path: string;
  readonly text: string;
  /** Its position inside a longer text, in UTF-16 units. */
  readonly at?: readonly [from: number, to: number];
}

/** Every way in which a file can be wrong. */
export type ComplaintCode =
  | 'not-json'
  | 'too-deep'
  | 'too-large'
  | 'not-a-bot'
  | 'unknown-handler'
  | 'unknown-action'
  | 'unknown-shape'
  | 'unknown-member'
  | 'unmappable'
  | 'dangling-goto'
  | 'graph-disagreement'
  | 'duplicate-step'
  | 'duplicate-block'
  | 'duplicate-action'
  | 'missing-block'
  | 'missing-step'
  | 'nearly-too-large'
  | 'many-conditions'
  | 'dead-end'
  | 'orphan-step'
  | 'edge-without-picture'
  | 'widget-instance'
  | 'account-link'
  | 'account-address'
  | 'account-file'
  | 'widget-number'
  | 'widget-code';

/** An `error` rejects the file; a `note` is for a person to check. `places` are pointers, the most exact one first. */
export interface Complaint {
  readonly code: ComplaintCode;
  readonly severity: 'error' | 'note';
  readonly places: readonly string[];
  /** What was found there, as far as one word can say it. */
  readonly found: string;
}
