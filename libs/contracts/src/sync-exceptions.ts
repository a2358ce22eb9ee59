import { ChoiceField, IdField, MomentField, ObjectListField, TextField, TextListField } from './fields.js';
import { PageRequest } from './router.js';

/** What an exception is about, why, and until when. */
export class ExceptionBody {
  @TextField({ description: 'Kind of object', example: 'stage' })
  kind: string;

  @TextField({
    description: 'Natural key of the object in the release, as the changes of a plan name it',
    example: 'Заявки/Новая',
  })
  key: string;

  @TextListField({
    description:
      'Only these attributes, `order` for the place among its siblings; the whole object and what is in it when empty or missing',
    optional: true,
    max: 20,
    example: ['name'],
  })
  attributes?: string[] | null;

  @TextField({
    description: 'Why the account may differ, for whoever reads its plans',
    max: 300,
    example: 'Договор филиала',
  })
  reason: string;

  @MomentField({
    description: 'When it ends; the next plan shows the difference again',
    example: '2099-12-31T21:00:00Z',
  })
  endsAt: string;

  @IdField({
    description: 'Release that has the object; the one that the account was brought to when missing',
    optional: true,
  })
  releaseId?: string | null;
}

/** Allows an account to differ from its release. */
export class SaveException extends ExceptionBody {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;

  @TextField({ description: 'Who allows it' })
  by: string;
}

/** What of an exception may be changed. */
export class ExceptionChangeBody {
  @TextField({ description: 'Why the account may differ', max: 300, optional: true })
  reason?: string | null;

  @MomentField({
    description: 'When it ends: a later moment renews it',
    optional: true,
    example: '2099-12-31T21:00:00Z',
  })
  endsAt?: string | null;
}

/** Names an exception of an account. */
export class ExceptionPath {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;

  @IdField({ description: 'Exception' })
  exceptionId: string;
}

export class ChangeException extends ExceptionChangeBody {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;

  @IdField({ description: 'Exception' })
  exceptionId: string;

  @TextField({ description: 'Who changes it' })
  by: string;
}

/** Names the account whose exceptions are listed. */
export class ExceptionQuery extends PageRequest {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;
}

/** One exception of an account. */
export class ExceptionView {
  @IdField({ description: 'Exception' })
  id: string;

  @IdField({ description: 'Account' })
  accountId: string;

  @TextField({ description: 'Kind of object' })
  kind: string;

  @TextField({ description: 'Natural key in the release' })
  key: string;

  @TextField({ description: 'Name in the release', min: 0 })
  name: string;

  @TextListField({ description: 'Only these attributes; empty for the whole object and what is in it' })
  attributes: string[];

  @TextField({ description: 'Why the account may differ' })
  reason: string;

  @MomentField({ description: 'When it ends' })
  endsAt: string;

  @IdField({
    description: 'Reference group in which the account may differ; null for accounts of no group',
    optional: true,
  })
  groupId: string | null;

  @ChoiceField({
    of: ['in-force', 'other-group', 'ended'],
    description:
      'Whether plans leave the difference alone: not while the account is in another reference group (`other-group`)',
  })
  state: 'in-force' | 'other-group' | 'ended';

  @TextField({ description: 'Who allowed it' })
  madeBy: string;

  @MomentField({ description: 'When it was allowed or renewed' })
  madeAt: string;
}

export class ExceptionPage {
  @ObjectListField(() => ExceptionView, { description: 'By kind and key' })
  items: ExceptionView[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}
