import type { AmoClient } from '@hub/amocrm';
import type { NameIn } from '@hub/messages';
import type { Draft } from '../configuration/draft.js';
import type { ConfigObject } from '../configuration/configuration.js';
import type { Json } from '../configuration/json.js';
import type { Attributes, KindName } from './kind-name.js';
import type { EntityType, RawSnapshot } from '../configuration/raw-snapshot.js';
import type { YamlReader } from '../configuration/yaml-reader.js';
import type { Card } from '../snapshot/walk-cards.js';
import type { Node } from 'yaml';

/**
 * One object of an account. `id` is the path of amoCRM ids that names it in the whole account (stages share 142 and
 * 143, so theirs is `pipeline/stage`); `within` is the id of its parent, else its entity type. References inside
 * `attributes` are ids. `forWrites` is what a later write needs to know and nobody compares.
 */
export interface Observed {
  readonly kind: KindName;
  readonly id: string;
  readonly within: string;
  readonly attributes: Attributes;
  readonly sort: number;
  /** Set for objects every account has under the same name, such as `~won`. */
  readonly fixed?: string;
  readonly forWrites?: Attributes;
}

/** Something outside the managed objects that names one of them; deleting that one would break it. */
export interface Mention {
  readonly kind: KindName;
  readonly id: string;
  readonly by: NameIn<'mentions'>;
  readonly name: string;
}

/** An unmanaged object of a kind: built in, or computed. It still occupies its code and counts towards the limit. */
export interface Unmanaged {
  readonly kind: KindName;
  readonly within: string;
  readonly name: string;
  readonly code: string | null;
}

/** Whether the details of an object are worth a call of their own. */
export type WantsDetails = (object: { id: number; name: string }) => boolean;

/** A list, or a list an entity type, that is read from an account. Several kinds may be read together. */
export interface Reading {
  /** Member of the snapshot that holds it: rows, or rows by list. */
  readonly part: string;
  /** The names of its lists: entity types, or `wholeAccount`. */
  readonly lists: readonly string[];
  /**
   * Lists of one round are read concurrently, round after round. Lists that name other objects are read before the
   * lists of those, so that nothing named is missing.
   */
  readonly round: number;
  /**
   * Null: the account refuses to give the list, and what is there is not known. Details that are not wanted stay as
   * the rows seen before had them.
   */
  readonly read: (
    amo: AmoClient,
    list: string,
    wants: WantsDetails,
    seen: readonly unknown[],
  ) => Promise<unknown>;
  /**
   * The row of a list as the answer to its creation shows it stored, with everything that is compared; null where a member
   * is missing. Without this, or with null, the list is read again after the call.
   */
  readonly answered?: (row: AnswerRow) => unknown;
}

/** The lists of what an account has only one list of. */
export const wholeAccount = [''] as const;

/** What people have on cards or in motion that goes with an object, counted before a plan removes or renames it. */
export interface LiveUse {
  readonly risk: NameIn<'risks'>;
  /** The entity type whose cards are walked. */
  readonly entityOf: (branchId: string) => EntityType;
  readonly isOn: (card: Card, branchId: string) => boolean;
  /** Kind of the object that live cards move to before theirs goes; without it cards only lose a value. */
  readonly movesTo?: KindName;
}

/** A switch that must not be thrown while something waits behind it. */
export interface Guard {
  readonly attribute: string;
  /** The value that would lose what waits. */
  readonly value: Json;
  readonly risk: NameIn<'risks'>;
  readonly count: (amo: AmoClient, branchId: string) => Promise<number>;
  readonly reason: NameIn<'reasons'>;
  readonly arrived: NameIn<'outcomes'>;
  /** Whether the body of an update throws it. */
  readonly isThrownBy: (body: Json) => boolean;
}

/** What `toCreateBody` and `toUpdateBody` get: `changed` is to be written, `all` is how the object shall look. */
export interface Write {
  readonly changed: Attributes;
  readonly all: Attributes;
  readonly sort: number | null;
  readonly fixed: string | null;
  readonly forWrites: Attributes;
  /** Writes of the children inside this body, in the wanted order. */
  readonly children: readonly ChildWrite[];
}

export interface ChildWrite {
  readonly id: string | null;
  readonly removed: boolean;
  readonly write: Write;
}

/** The members of an answer row that are read. */
export interface AnswerRow {
  readonly id?: number | string;
  readonly request_id?: string | number;
  readonly name?: string;
  readonly value?: string;
  readonly sort?: number;
  readonly type?: number;
  readonly [member: string]: unknown;
}

/** How objects of a kind are sent in the body of their parent. */
export interface Travel {
  /** `always`, or `new-parent`: only in the call that makes the parent. */
  readonly with: 'always' | 'new-parent';
  /** The rows of the children in a row of the parent: in its answer, or in its body. */
  readonly rows: (parent: AnswerRow) => readonly AnswerRow[];
  /** What the parent's body cannot carry: it is written by a call of its own, or such a child follows in a later call. */
  readonly late?: {
    readonly isLate: (attributes: Attributes) => boolean;
    /** The attributes that are written so. */
    readonly attributes: readonly string[];
    readonly body: (write: Write) => Json;
  };
}

/** An object as two readings of its list have it: that of the plan, and the one right before the call. */
export interface TwoReadings {
  readonly id: string;
  readonly then: RawSnapshot;
  readonly now: RawSnapshot;
}

/** Lists of an object that a body replaces as a whole: what it does not name amoCRM takes away. */
export interface Replaced {
  /** Their members in the body of an update. */
  readonly members: readonly string[];
  /** The written lists, with what people changed of what is theirs between the two readings. */
  readonly merged: (
    after: Attributes,
    readings: TwoReadings,
    isManaged: (kind: KindName, id: string) => boolean,
  ) => Attributes;
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
  /** Null where a body changes only what it names. */
  readonly replaces: Replaced | null;
}

/**
 * Keys of what a blueprint has of a kind, as far as it was read: sections that are named come before those that name
 * them.
 */
export type KnownKeys = (kind: KindName) => ReadonlySet<string>;

/** The objects of a kind inside a parent, in an entity type, or of neither. */
export type ObjectsOf = (kind: KindName, within?: string) => readonly ConfigObject[];

/** A section of a blueprint: how objects of a kind are written by hand, their children included. */
export interface Section {
  readonly section: string;
  /** The order of the sections. */
  readonly place: number;
  readonly read: (reader: YamlReader, node: Node | undefined, known: KnownKeys) => readonly Draft[];
  readonly write: (objects: ObjectsOf) => Json;
}

/** How many objects of a kind an account, or a parent in it, may hold (sheet 1.5). */
export interface Limit {
  readonly option: 'pipelines' | 'stagesPerPipeline' | 'fields';
  /** amoCRM's own; without it only an account's tariff limits them. */
  readonly usual?: number;
  readonly reason: NameIn<'reasons'>;
  /** Objects that count although nobody sees them. */
  readonly unseen?: number;
}

/** Draws values for the tests' objects: from these, so that every rule is met, and again with less where one fails. */
export interface Draw {
  readonly one: <T>(values: readonly T[]) => T;
  /** Some of these, each at most once. */
  readonly some: <T>(values: readonly T[], most: number, least?: number) => readonly T[];
  /** Names as people give them; few, so that they collide. */
  readonly names: readonly string[];
  /** Codes that fields may carry. */
  readonly codes: readonly string[];
}

/**
 * A kind of configuration object, as data: all that generic code knows of it. Everything that a kind needs is here, so
 * that a new kind is a file with such an object and a line in `kinds.ts`; what has no part of that sort says so.
 * Attributes with a meaning of their own: `name`, `code`, `type`, which never changes, and `archived`, which nobody
 * writes.
 */
export interface Kind {
  readonly name: KindName;
  /** The kind whose key is this kind's `within`; without one, `within` is an entity type or empty. */
  readonly parent?: KindName;
  /** Every attribute, by its words in a plan. */
  readonly attributes: Readonly<Record<string, NameIn<'attributes'>>>;
  /**
   * Attributes whose change on an existing object affects people or integrations: they find it by name, fill it in, or
   * are stopped by it. Changes of the others, and of places, are no harm however many they are (`check-safety.ts`).
   */
  readonly harmful: readonly string[];
  /**
   * Attributes that amoCRM changes when another object is written. Any other difference between the plan's reading and the
   * one right before a call is people's doing, and the object is left to them (`what-changed.ts`).
   */
  readonly movedByOthers: readonly string[];
  /** Attribute → kind it refers to. Values are one key, a list of keys, or null. */
  readonly references: Readonly<Record<string, KindName>>;
  /**
   * `kept`: the order is content, and amoCRM keeps sorts as they are sent. `renumbered`: it is content, and every write
   * renumbers all in the parent. `by-name`: there is none. `as-written`: there is none in an account, a text has one.
   */
  readonly order: 'kept' | 'renumbered' | 'by-name' | 'as-written';
  /** Attributes that cannot be written on an existing object; a difference is a manual step. */
  readonly unwritable: readonly string[];
  /** False when the API cannot create an object with these attributes, with children in it or without. */
  readonly creatable?: (attributes: Attributes, within: string, isFilled: boolean) => boolean;
  /** Attribute → the value by which a release says nothing of it: the branch's own stays. */
  readonly unsaid?: Attributes;
  /** Codes are unique within the entity type, those of unmanaged objects included. */
  readonly hasUniqueCodes?: true;
  /** Objects that come with every parent: amoCRM's id → name. */
  readonly fixedIds?: Readonly<Record<string, string>>;
  readonly limit?: Limit;
  /** A step for a person: it is in no account, and the ledger keeps the checksum of its words once it is done. */
  readonly isStep?: true;
  /** A kind of steps that an account lists by name: each name is a step, and done where the account lists it. */
  readonly listed?: {
    /** Names; null where the account does not let them be read. */
    readonly read: (amo: AmoClient) => Promise<readonly string[] | null>;
    readonly step: (name: string) => Draft;
  };

  /** How it is read, with others or alone; null when no API gives it. */
  readonly reading: Reading | null;
  /**
   * Its details cost a call an object: whether a release that gives an object these children says anything about them. Only
   * such objects are asked for theirs.
   */
  readonly hasDetails?: (children: readonly Pick<ConfigObject, 'attributes'>[]) => boolean;
  /** Only called where its lists were given. */
  readonly observe: (raw: RawSnapshot) => readonly Observed[];
  readonly unmanaged?: (raw: RawSnapshot) => readonly Unmanaged[];
  /** What its rows name, built-in ones included, and what else names its objects. */
  readonly mentions?: (raw: RawSnapshot) => readonly Mention[];
  /** Read only where a plan removes something, because it only adds warnings. */
  readonly namers?: { readonly part: string; readonly read: (amo: AmoClient) => Promise<unknown> };

  /** How it is written in a blueprint, or the kind whose section contains it. */
  readonly blueprint: Section | { readonly inside: KindName };
  /** Objects that the hub itself needs in every release. */
  readonly own?: readonly Draft[];
  /** Steps for a person that a release read from an account brings, because no API carries them; `raw` is what was read. */
  readonly steps?: (of: ObjectsOf, raw: RawSnapshot) => readonly Draft[];

  /** What may be lost with an object; null when nothing is. */
  readonly live: LiveUse | null;
  readonly guard?: Guard;
  /** Risks of these attributes, where they are written and where the object goes. */
  readonly risks?: {
    readonly written: (after: Attributes) => readonly NameIn<'risks'>[];
    readonly removed: (before: Attributes) => readonly NameIn<'risks'>[];
  };
  /** Taking one away is large, whatever the shares: people know it by name. */
  readonly isWeighty?: true;
  /** amoCRM keeps at least one. */
  readonly isNeverEmpty?: true;
  /** The attribute that names the container of an object that is not its parent. */
  readonly placedBy?: string;
  /** Settings of the hub that go by the texts of the parent's children. */
  readonly readByText?: readonly NameIn<'mentions'>[];

  /** How it is sent in its parent's body; null when it has no parent, or always its own calls. */
  readonly travel: Travel | null;
  readonly effect: Effect;

  /** Objects such as an account could hold, for the tests of every rule; `made` are those of the kinds before it. */
  readonly sample: (draw: Draw, made: (kind: KindName) => readonly Draft[]) => readonly Draft[];
}
