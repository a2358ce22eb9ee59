import { matchAnswers, namedBy, namesOf } from './cut-batches.js';
import { UnexpectedAnswer } from './errors.js';
import { isRecord, list, record } from './read-value.js';

type Row = Record<string, unknown>;

/** Items that were written with one call. */
interface WrittenItems {
  method: 'POST' | 'PATCH';
  items: readonly object[];
  /** Key of the rows under `_embedded`; null when the answer is a bare list (complex leads). */
  key: string | null;
}

/**
 * The row that answers each item, in the order of the items. An item without one was written or not, and the others are
 * answered all the same: it gets an error of its own, and so does one that rows about two cards name. Throws
 * `UnexpectedAnswer` where the answer is no list of rows.
 */
export function answeredRows(
  { method, items, key }: WrittenItems,
  body: unknown,
): (Row | UnexpectedAnswer)[] {
  const where = key === null ? 'answer' : `answer._embedded.${key}`;
  const given = key === null ? body : record(record(body, 'answer')._embedded, 'answer._embedded')[key];
  const answered = list((row): { ids: string[]; value: Row | undefined } =>
    isRecord(row) ? { ids: namedBy(method, row), value: row } : { ids: [], value: undefined },
  )(given, where);
  const names = namesOf(method, items);
  return matchAnswers(answered, names).map((row, at) => {
    const named = answered.filter(({ ids }) => ids.includes(names[at] ?? ''));
    const isOne = named.every(({ value }) => value?.id === row?.id);
    return row && isOne ? row : new UnexpectedAnswer(where, `row for item ${at + 1} of ${items.length}`);
  });
}
