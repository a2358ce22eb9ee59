import type { Joined, Message } from './message.js';

/** An answer as REST gives it: messages became words. */
export type Spoken<T> = T extends Message | Joined
  ? string
  : T extends readonly (infer I)[]
    ? Spoken<I>[]
    : T extends object
      ? { [K in keyof T]: Spoken<T[K]> }
      : T;
