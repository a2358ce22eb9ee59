import type { ReferenceKind } from './reference.js';

/** An object of an account that a bot can name. */
export interface AccountObject {
  readonly kind: ReferenceKind;
  readonly id: string;
  readonly name: string;
  /** Id of the pipeline of a stage, of the field of a list value; entity of a field. */
  readonly within?: string;
  /** Code of a field, the same in every account where it is predefined. */
  readonly code?: string;
  /** Type of a field. */
  readonly type?: string;
}

/** What an account has, of the kinds that its API lists. */
export interface AccountObjects {
  readonly objects: readonly AccountObject[];
  /** Kinds that were read. Of the others nothing is known. */
  readonly read: readonly ReferenceKind[];
}

/**
 * The object of this kind and id, below `parent` where both are known: a stage number means something in its pipeline
 * only. A field's `within` is its entity and is not compared.
 */
export function objectOf(
  { objects }: Pick<AccountObjects, 'objects'>,
  { kind, id, parent }: { kind: ReferenceKind; id: number | string; parent?: number | string },
): AccountObject | undefined {
  return objects.find(
    (one) =>
      one.kind === kind &&
      one.id === String(id) &&
      (parent === undefined || one.within === undefined || kind === 'field' || one.within === String(parent)),
  );
}

const textTypes: readonly (string | undefined)[] = ['text', 'textarea'];

/** The number of the lead field with this code that takes a text; null where the account has none. */
export function leadTextCoded({ objects }: Pick<AccountObjects, 'objects'>, wanted: string): number | null {
  const found = objects.find(
    ({ kind, within, code, type }) =>
      kind === 'field' && within === 'leads' && code === wanted && textTypes.includes(type),
  );
  return found ? Number(found.id) : null;
}
