import {
  FlagField,
  IdField,
  IntField,
  ObjectField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';

/** Asks what the newest release for an account would need there. */
export class ReleaseNeedsRequest {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;
}

/** The release that is compared with. */
class NeedsOf {
  @IdField({ description: 'Release' })
  id: string;

  @IntField({ description: 'Its number' })
  number: number;

  @TextField({ description: 'What is new in it, for people', optional: true })
  note: string | null;
}

/** One pipeline of the release. */
export class NeededPipeline {
  @TextField({ description: 'Name' })
  name: string;

  @IntField({ description: 'The pipeline of the account that the ledger knows it as', optional: true })
  branchId: number | null;

  @IntField({ description: 'Stages of a new pipeline, the three that amoCRM adds included' })
  stages: number;

  @TextListField({
    description: 'Names of the stages that the ledger does not know in the account',
    max: 100,
  })
  newStages: string[];
}

/** One custom field of the release. */
export class NeededField {
  @TextField({ description: 'leads, contacts or companies' })
  entity: string;

  @TextField({ description: 'Name' })
  name: string;

  @TextField({ description: 'Code', optional: true })
  code: string | null;

  @TextField({ description: 'amoCRM type' })
  type: string;

  @IntField({ description: 'The field of the account that the ledger knows it as', optional: true })
  branchId: number | null;

  @FlagField({ description: 'Whether the hub itself needs it: without it no lead crosses', optional: true })
  isHubField?: boolean;
}

/** What the newest release of the account's reference group asks of it; `release` is null before the first one. */
export class ReleaseNeeds {
  @ObjectField(() => NeedsOf, { description: 'The release', optional: true })
  release: NeedsOf | null;

  @ObjectListField(() => NeededPipeline, { description: 'Its pipelines', max: 50 })
  pipelines: NeededPipeline[];

  @ObjectListField(() => NeededField, { description: 'Its custom fields', max: 2000 })
  fields: NeededField[];
}
