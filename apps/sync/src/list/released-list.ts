import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import { lastSegment, nameOfSegment } from '../configuration/key.js';
import { findField, type HqAccount } from '../field-map/find-in-hq.js';
import { enumKind } from '../kind/enum.kind.js';
import { fieldKind } from '../kind/field.kind.js';

/** A list field of a release, with its values, and the words of those that it leaves out on purpose. */
export interface FoundList {
  readonly field: ConfigObject;
  readonly values: readonly ConfigObject[];
  readonly leftOut: readonly string[];
}

/** The select list of a release that is this lead field of the HQ account; null where it has none. */
export function releasedList(
  { objects, leftOut = [] }: Configuration,
  fieldId: number,
  { isOfHq, hq }: { readonly isOfHq: boolean; readonly hq: HqAccount },
): FoundList | null {
  const field = objects.find((object) => {
    const { kind, within, attributes } = object;
    if (kind !== fieldKind.name || within !== 'leads' || attributes.type !== 'select') return false;
    const found = findField([{ object, isOfHq }], hq);
    return 'id' in found && found.id === fieldId;
  });
  if (!field) return null;
  return {
    field,
    values: objects.filter(({ kind, within }) => kind === enumKind.name && within === field.key),
    leftOut: leftOut.flatMap(({ kind, key = '' }) =>
      kind === enumKind.name && key.startsWith(`${field.key}/`) ? [nameOfSegment(lastSegment(key))] : [],
    ),
  };
}
