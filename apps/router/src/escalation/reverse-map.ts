import type { FieldLink } from '../transfer/map-fields.js';

/** The field links from the branch to HQ, of the fields that may be carried over, with their names in the branch. */
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
