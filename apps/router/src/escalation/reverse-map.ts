import type { FieldLink } from '../transfer/map-fields.js';

/** The links of a branch's fields the other way, of the fields that may cross the border, with what they are called in the branch. */
export function reverseMap(
  links: readonly FieldLink[],
  allowedFieldIds: readonly number[],
): { links: FieldLink[]; allowedFieldIds: number[] } {
  const allowed = links.filter(({ referenceFieldId }) => allowedFieldIds.includes(referenceFieldId));
  return {
    links: allowed.map(({ referenceFieldId, branchFieldId, enums }) => ({
      ...{ referenceFieldId: branchFieldId, branchFieldId: referenceFieldId },
      enums: enums.map(({ referenceEnumId, branchEnumId }) => ({
        ...{ referenceEnumId: branchEnumId, branchEnumId: referenceEnumId },
      })),
    })),
    allowedFieldIds: allowed.map(({ branchFieldId }) => branchFieldId),
  };
}
