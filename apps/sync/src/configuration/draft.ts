import type { Attributes, KindName } from '../kind/kind-name.js';
import { textOf } from './json.js';
import { joinKey, segment } from './key.js';

/** An object before it has a key. References are keys already; `within` is the parent's key or the entity type. */
export interface Draft {
  readonly kind: KindName;
  readonly within: string;
  readonly attributes: Attributes;
  readonly fixed?: string;
  /** Of a step: what it is about, where its release comes from. It stays the same step when that gets another name. */
  readonly about?: string;
}

/** The key a draft gets, unless an elder sister has it: its code, else its name, below its parent. */
export function draftKey({ within, attributes, fixed }: Draft): string {
  return joinKey(within, fixed ?? segment(textOf(attributes.code ?? attributes.name)));
}

/**
 * The prefix of the ref of a step that is about something, and of one that is in no release; in a key it would be
 * escaped.
 */
export const stepMark = '~';
