import { referenceKinds } from './core/reference.js';

/** What is wrong with an answer, and in which of its fields. */
export interface AnswerFault {
  readonly field: 'kind' | 'value';
  readonly name: 'unknown-kind' | 'no-number' | 'no-file' | 'no-text';
}

const kinds: ReadonlySet<string> = new Set(referenceKinds);
const texts: ReadonlySet<string> = new Set(['link', 'address']);

/**
 * Null for an answer that can be written into a bot. A text with markers would bring ids that nobody has checked. What
 * a widget keeps is answered in the type it has there: a number by a number, a uuid by a uuid, a text by a text.
 */
export function judgeAnswer({
  kind,
  ref,
  value,
}: {
  kind: string;
  ref: string;
  value?: string | null;
}): AnswerFault | null {
  if (!kinds.has(kind) && !texts.has(kind) && kind !== 'widget-setting')
    return { field: 'kind', name: 'unknown-kind' };
  if (value === null || value === undefined) return null;
  const word = value.trim();
  const isSetting = kind === 'widget-setting';
  if (kind === 'file' || (isSetting && isUuid.test(ref)))
    return isUuid.test(word) ? null : { field: 'value', name: 'no-file' };
  if (texts.has(kind) || (isSetting && !/^\s*-?\d+\s*$/.test(ref)))
    return word === '' || word.includes('{{') ? { field: 'value', name: 'no-text' } : null;
  const isNumber = /^[1-9]\d*$/.test(word) && Number.isSafeInteger(Number(word));
  return isNumber ? null : { field: 'value', name: 'no-number' };
}

const isUuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
