import type { Json } from '../configuration/json.js';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';

/** Every kind of configuration object. Their order of work is in `kinds.ts`. */
export type KindName =
  'task-type' | 'loss-reason' | 'field-group' | 'pipeline' | 'stage' | 'field' | 'enum' | 'tag' | 'manual';

export type Attributes = Readonly<Record<string, Json>>;

/**
 * One object as it stands in an account. `id` is the path of amoCRM ids that names it in the whole account
 * (stages share 142 and 143, so theirs is `pipeline/stage`); `within` is the id of its parent, else its entity type.
 * References inside `attributes` are ids. `hold` is what a later write needs to know and nobody compares.
 */
export interface Observed {
  readonly kind: KindName;
  readonly id: string;
  readonly within: string;
  readonly attributes: Attributes;
  readonly sort: number;
  /** Set for objects every account has under the same name, such as `~won`. */
  readonly fixed?: string;
  readonly hold?: Attributes;
}

/** What `toCreateBody` and `toUpdateBody` get: `changed` is to be written, `all` is how the object shall look. */
export interface Write {
  readonly changed: Attributes;
  readonly all: Attributes;
  readonly sort: number | null;
  readonly fixed: string | null;
  readonly hold: Attributes;
  /** Writes of the children that travel inside this body, in the order wanted. */
  readonly children: readonly ChildWrite[];
}

export interface ChildWrite {
  readonly id: string | null;
  readonly removed: boolean;
  readonly write: Write;
}

/**
 * How one generic executor carries a kind's changes out. `batch`: many objects of one collection in one call;
 * `single`: a call per object; `with-parent`: inside the parent's body; `manual`: the API has no such write.
 */
export interface Effect {
  readonly create: 'batch' | 'with-parent' | 'manual';
  readonly update: 'batch' | 'single' | 'with-parent' | 'manual';
  readonly remove: 'single' | 'with-parent' | 'manual';
  /** Path of the collection for a given `within`. */
  readonly collection: (within: string) => string;
  /** Key below `_embedded` in the collection's answers. */
  readonly answerKey: string;
  readonly toCreateBody: (write: Write) => Json;
  readonly toUpdateBody: (write: Write) => Json;
  /** True where amoCRM may refuse every such write, and nothing else depends on it: the apply goes on without it. */
  readonly isUncertain?: (fixed: string | null) => boolean;
}

/** A kind of configuration object, as data: what is compared, what it refers to and how it is written. */
export interface Kind {
  readonly name: KindName;
  /** The kind whose key is this kind's `within`; without one, `within` is an entity type or empty. */
  readonly parent?: KindName;
  /** Attribute → kind it refers to. Values are one key, a list of keys, or null. */
  readonly references: Readonly<Record<string, KindName>>;
  /** Whether the relative order of these objects is part of the configuration. */
  readonly ordered: boolean;
  /** Attributes that cannot be written on an existing object; a difference is a manual step. */
  readonly unwritable: readonly string[];
  /** False when the API cannot create an object with these attributes. */
  readonly creatable?: (attributes: Attributes, within: string) => boolean;
  readonly observe: (raw: RawSnapshot) => readonly Observed[];
  readonly effect: Effect;
}
