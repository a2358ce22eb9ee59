import { createHash } from 'node:crypto';
import { message } from '@hub/messages';
import { canonicalJson, Problem } from '@hub/platform/pure';
import type { Attributes, KindName } from '../kind/kind-name.js';
import type { Json } from './json.js';

/**
 * One portable object: no account's ids, references are keys. `ref` is its identity at the origin of the release:
 * the id in the reference account, or its key when it comes from a blueprint. The ledger remembers it, so that a
 * renamed reference object is still the same object. `ref` is never compared and not part of the checksum.
 */
export interface ConfigObject {
  readonly kind: KindName;
  readonly key: string;
  readonly ref: string;
  /** Key of the parent, or the entity type, or empty. */
  readonly within: string;
  readonly attributes: Attributes;
  /** Set for objects every account has under the same name, such as `~won`. */
  readonly fixed?: string;
}

/** What a release does not manage: every object of a kind, or the one of a key. What is in such an object is left out too. */
export interface LeftOut {
  readonly kind: KindName;
  /** Absent for the whole kind. */
  readonly key?: string;
  /** Its identity where the release comes from, as it was last seen: it stays left out under another name. */
  readonly ref?: string;
}

/** A configuration in order: kinds in order of work, objects in the order of the screen. The order is content. */
export interface Configuration {
  readonly objects: readonly ConfigObject[];
  /** Kinds that the account it was read from does not give: of these it says nothing. Absent when there are none. */
  readonly unread?: readonly KindName[];
  /** What it does not manage, in no account. Absent when it manages all it was read with. */
  readonly leftOut?: readonly LeftOut[];
}

/** SHA-256 over the canonical text of any JSON value, as lower-case hex. */
export function checksum(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** Checksums of configurations at hand: a release never changes, and hundreds of accounts are compared with one. */
const known = new WeakMap<Configuration, string>();

/** The same content gives the same checksum, whichever account or file it came from. */
export function configurationChecksum(configuration: Configuration): string {
  const before = known.get(configuration);
  if (before !== undefined) return before;
  const { unread, leftOut } = configuration;
  const objects = configuration.objects.map(({ kind, key, within, attributes }) => {
    return { kind, key, within, attributes };
  });
  const rules = leftOut?.map(({ kind, key }) => ({ kind, ...(key === undefined ? {} : { key }) }));
  const more = { ...(unread ? { unread } : {}), ...(rules ? { leftOut: rules } : {}) };
  const sum = checksum(unread || rules ? { objects, ...more } : objects);
  known.set(configuration, sum);
  return sum;
}

/** The answer to a request that needs what an account does not let the hub read. */
export function notReadable(kinds: readonly KindName[]): Problem {
  return new Problem(409, message('problems.not-readable', { kinds }));
}
