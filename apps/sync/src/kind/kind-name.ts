import type { NameIn } from '@hub/messages';
import type { Json } from '../configuration/json.js';

/** Every kind of configuration object, by its words in the catalogue. Their order of work is in `kinds.ts`. */
export type KindName = NameIn<'kinds'>;

/** What is compared of an object, by the names of its kind. */
export type Attributes = Readonly<Record<string, Json>>;
