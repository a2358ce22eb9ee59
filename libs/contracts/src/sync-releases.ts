import { PageRequest } from './router.js';
import { FlagField, IdField, IntField, MomentField, ObjectListField, TextField } from './fields.js';

/** What a release does not manage: one object with all in it, or a whole kind. */
export class LeftOutRule {
  @TextField({ description: 'Kind of object', example: 'tag' })
  kind: string;

  @TextField({
    description: 'Natural key of the one object, as the plan’s changes name it; missing for the whole kind',
    example: 'leads/VIP',
    optional: true,
  })
  key?: string | null;
}

/** Reads the reference account as it is and makes a release of it. */
export class MakeRelease {
  @IdField({ description: 'Reference account, as the hub names it' })
  accountId: string;

  @TextField({ description: 'What is new, for people', optional: true })
  note?: string | null;

  @TextField({
    description:
      'Says that a large loss was meant: the word that the refusal (409) gave for exactly that loss',
    optional: true,
    max: 100,
  })
  confirm?: string | null;

  @ObjectListField(() => LeftOutRule, {
    description:
      'What is neither made nor changed nor deleted in any branch. Missing: as in the release before; an empty list: everything is managed',
    optional: true,
    max: 500,
  })
  leaveOut?: LeftOutRule[] | null;
}

/** As `MakeRelease`, with who asked. */
export class MakeReleaseBy extends MakeRelease {
  @TextField({ description: 'Who makes it', optional: true })
  by?: string | null;
}

/** Names a release. */
export class ReleasePath {
  @IdField({ description: 'Release' })
  releaseId: string;
}

/** An immutable, numbered configuration. */
export class ReleaseView {
  @IdField({ description: 'Id of the release' })
  id: string;

  @IntField({ description: 'Grows by one with every release' })
  number: number;

  @IdField({ description: 'Reference account it was read from; null for a blueprint', optional: true })
  accountId: string | null;

  @IdField({ description: 'Reference group it is meant for; null is the common one', optional: true })
  groupId: string | null;

  @TextField({ description: 'What is new, for people', optional: true })
  note: string | null;

  @TextField({ description: 'Who made it; null for one of an older version', optional: true })
  madeBy: string | null;

  @TextField({ description: 'The same content has the same checksum, whichever account it came from' })
  checksum: string;

  @IntField({ description: 'Objects in it: pipelines, stages, fields, list values …' })
  objects: number;

  @ObjectListField(() => LeftOutRule, { description: 'What it does not manage' })
  leftOut: LeftOutRule[];

  @MomentField({ description: 'When it was made' })
  madeAt: string;

  @FlagField({
    description:
      'Whether the accounts of its group are to be brought to it: the newest release of a reference account, of blueprints where the group has none of an account',
  })
  isLatest: boolean;
}

/** A release that was asked for. */
export class NewReleaseView extends ReleaseView {
  @IntField({
    description:
      'Number of the release that had the same content before; its own number when the newest one has it and no other was made',
    optional: true,
  })
  sameAs: number | null;
}

/** A page of releases. */
export class ListReleases extends PageRequest {
  @IdField({ description: 'Only those of this reference group', optional: true })
  groupId?: string | null;
}

export class ReleasePage {
  @ObjectListField(() => ReleaseView, { description: 'Newest first' })
  items: ReleaseView[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}
