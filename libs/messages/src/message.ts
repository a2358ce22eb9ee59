import type { MessageKey } from './catalogue.js';

/** What a message speaks of. A nested message is said in the same language; a list is joined with commas. */
export type Fact = string | number | Message | FactList;

/** An interface, because TypeORM's types of a row do not end on an array that names itself. */
interface FactList extends ReadonlyArray<Fact> {
  readonly [at: number]: Fact;
}

export type Facts = Readonly<Record<string, Fact>>;

/**
 * Something to be said to a person, before it becomes words: it is stored, published and compared in this form, and
 * `say` turns it into words at the edge, in the reader's language. Facts must carry no secret.
 */
export interface Message {
  key: MessageKey;
  facts: Facts;
}

/** A message by its key; `facts` fill the placeholders of its text. */
export function message(key: MessageKey, facts: Facts = {}): Message {
  return { key, facts };
}
