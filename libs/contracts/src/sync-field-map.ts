import {
  ChoiceField,
  FlagField,
  IdField,
  IntField,
  IntListField,
  ObjectListField,
  TextField,
} from './fields.js';

/** Asks sync how the lead fields of the head office are called in a branch account. */
export class FieldMapRequest {
  @IdField({ description: 'Account that the values come from, as the hub names it: the HQ account' })
  referenceAccountId: string;

  @IdField({ description: 'Branch account, as the hub names it' })
  branchAccountId: string;

  @IntListField({ optional: true, description: 'Lead fields that the HQ account is expected to have' })
  hqFieldIds?: number[];

  @IntListField({ optional: true, description: 'Values that its lists are expected to have' })
  hqEnumIds?: number[];
}

/** One enum value of a field, in both accounts. */
export class FieldMapEnum {
  @IntField({ description: 'amoCRM id in the HQ account' })
  referenceEnumId: number;

  @IntField({ description: 'amoCRM id in the branch account' })
  branchEnumId: number;
}

const linkings = ['release', 'ledger', 'code', 'name'] as const;
/**
 * How the HQ field was found: the release was read from the HQ account; its ledger names it; it has the code; it alone
 * has the name and the type.
 */
export type Linking = (typeof linkings)[number];

/** One lead field that is in both accounts. */
export class FieldMapEntry {
  @TextField({ description: 'Natural key of the field, the same in every account' })
  key: string;

  @IntField({ description: 'amoCRM id in the HQ account' })
  referenceFieldId: number;

  @IntField({ description: 'amoCRM id in the branch account' })
  branchFieldId: number;

  @TextField({ description: 'amoCRM type of the field, e.g. `select`' })
  type: string;

  @ObjectListField(() => FieldMapEnum, { description: 'Enum values known in both accounts' })
  enums: FieldMapEnum[];

  @ChoiceField({ of: linkings, description: 'How the HQ field was found', optional: true })
  foundBy?: Linking;
}

const sides = ['hq', 'branch'] as const;
const gapReasons = ['not-applied', 'not-found', 'type-differs', 'several'] as const;

/** A lead field of the branch's release that one of the accounts lacks. */
export class FieldGap {
  @ChoiceField({ of: sides, description: 'Which account lacks it' })
  side: (typeof sides)[number];

  @TextField({ description: 'Natural key of the field' })
  key: string;

  @TextField({ description: 'Name' })
  name: string;

  @TextField({ description: 'Code', optional: true })
  code: string | null;

  @FlagField({ description: 'Whether the hub itself needs it: without it no lead crosses' })
  isHubField: boolean;

  @ChoiceField({
    of: gapReasons,
    description:
      'Never applied there; no field has the code or the name; the one that does has another type; several have the name',
  })
  why: (typeof gapReasons)[number];
}

/**
 * Lead fields by what the branch has been brought to. A field or value that was never applied to the branch, or is not
 * found in the HQ account, is missing from it.
 */
export class FieldMap {
  @ObjectListField(() => FieldMapEntry, { description: 'Lead fields known in both accounts' })
  fields: FieldMapEntry[];

  @IntField({
    description: 'Branch id of the hub-owned lead field (code HUB_TRANSFER_ID); null until sync applied it',
    optional: true,
  })
  transferFieldId: number | null;

  @IntField({
    description:
      'HQ id of the hub-owned lead field (code HUB_TRANSFER_ID); null where the HQ account lacks it',
    optional: true,
  })
  hqTransferFieldId?: number | null;

  @ObjectListField(() => FieldGap, { description: 'Fields that one of the accounts lacks', optional: true })
  missing?: FieldGap[];
}
