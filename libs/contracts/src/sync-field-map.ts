import { IdField, IntField, ObjectListField, TextField } from './fields.js';

/** Asks sync how the lead fields of a reference account are called in a branch account. */
export class FieldMapRequest {
  @IdField({ description: 'Reference account, as the hub names it' })
  referenceAccountId: string;

  @IdField({ description: 'Branch account, as the hub names it' })
  branchAccountId: string;
}

/** One enum value of a field, in both accounts. */
export class FieldMapEnum {
  @IntField({ description: 'amoCRM id in the reference account' })
  referenceEnumId: number;

  @IntField({ description: 'amoCRM id in the branch account' })
  branchEnumId: number;
}

/** One lead field that sync keeps in both accounts. */
export class FieldMapEntry {
  @TextField({ description: 'Natural key of the field, the same in every account' })
  key: string;

  @IntField({ description: 'amoCRM id in the reference account' })
  referenceFieldId: number;

  @IntField({ description: 'amoCRM id in the branch account' })
  branchFieldId: number;

  @TextField({ description: 'amoCRM type of the field, e.g. `select`' })
  type: string;

  @ObjectListField(() => FieldMapEnum, { description: 'Enum values known in both accounts' })
  enums: FieldMapEnum[];
}

/** The ledger's answer. A field or enum value that was never applied to the branch is missing from it. */
export class FieldMap {
  @ObjectListField(() => FieldMapEntry, { description: 'Lead fields known in both accounts' })
  fields: FieldMapEntry[];

  @IntField({
    description: 'Branch id of the hub-owned lead field (code HUB_TRANSFER_ID); null until sync applied it',
    optional: true,
  })
  transferFieldId: number | null;
}

/** Code of the lead field that carries the transfer id in a branch account. */
export const TRANSFER_FIELD_CODE = 'HUB_TRANSFER_ID';
