import type { MessageKey } from './catalogue.js';

/** What a message speaks of. A nested message is said in the same language; a list is joined with commas. */
export type Fact = string | number | Message | FactList | Joined;

/** An interface, because TypeORM's types of a row do not end on an array that names itself. */
interface FactList extends ReadonlyArray<Fact> {
  readonly [at: number]: Fact;
}

/** A text of several parts, such as the lines of a plan: each is said in the reader's language, with `join` between them. */
export interface Joined {
  readonly join: string;
  readonly of: FactList;
}

export type Facts = Readonly<Record<string, Fact>>;

/**
 * A text for a person as key and facts: it is stored, published and compared in this form, and `say` makes the words at
 * the edge, in the reader's language. Facts must carry no secret.
 */
export interface Message {
  key: MessageKey;
  facts: Facts;
}

/** A message by its key; `facts` fill the placeholders of its text. */
export function message(key: MessageKey, facts: Facts = {}): Message {
  return { key, facts };
}

/** Parts of one text; what is between them is the same in every language. */
export function joined(join: string, of: readonly Fact[]): Joined {
  return { join, of };
}
