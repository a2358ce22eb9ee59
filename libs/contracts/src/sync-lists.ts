import type { Message } from '@hub/messages';
import {
  FlagField,
  IdField,
  IntField,
  IntListField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
import { MessageField } from './message-field.js';

/** One list field of the leads of an HQ account. */
export class ListPath {
  @IdField({ description: 'HQ account, as the hub names it' })
  accountId: string;

  @IntField({ description: 'amoCRM id of the field' })
  fieldId: number;
}

/** A value that gets other words. It keeps its id, so that cards keep it. */
export class RenameValue {
  @IntField({ description: 'amoCRM id' })
  id: number;

  @TextField({ description: 'Its present words; a value that has others by now is left alone' })
  before: string;

  @TextField({ description: 'Its new words' })
  value: string;
}

/** Asks sync to add and rename values of a list. None is removed. */
export class WriteList extends ListPath {
  @TextListField({ description: 'Values to add behind those that are there', max: 1000 })
  add: string[];

  @ObjectListField(() => RenameValue, { description: 'Values to rename' })
  rename: RenameValue[];
}

/** A value as the account has it. */
export class ListedValue {
  @IntField({ description: 'amoCRM id' })
  id: number;

  @TextField({ description: 'Its words' })
  value: string;
}

/** What came of the write. */
export class WrittenList {
  @ObjectListField(() => ListedValue, { description: 'The whole list, read after the write', max: 10_000 })
  values: ListedValue[];

  @MessageField({ description: 'Why nothing was written; null when it was', optional: true })
  refusal: Message | null;
}

/** A value of the list in a release. */
export class ReleasedValue {
  @TextField({ description: 'Its words' })
  value: string;

  @IntListField({
    description:
      'Accounts without it among those that were brought to a release, as places in `hosts` of the list',
    max: 10_000,
  })
  lacking: number[];
}

/** The list as the newest release has it that the branch accounts of one group are brought to. */
export class ReleasedList {
  @IdField({ description: 'Reference group; null: of the accounts that are in none', optional: true })
  groupId: string | null;

  @TextField({
    description: 'Host of the reference account; null: the release is a blueprint',
    optional: true,
  })
  reference: string | null;

  @FlagField({ description: 'The HQ account itself is the reference account' })
  isHq: boolean;

  @IntField({ description: 'Number of the release' })
  release: number;

  @ObjectListField(() => ReleasedValue, { description: 'Its values', max: 10_000 })
  values: ReleasedValue[];

  @TextListField({ description: 'Hosts of the accounts that lack some of them', max: 10_000 })
  hosts: string[];
}

/** What the releases have of one list of the HQ account; groups whose release lacks the field are left out. */
export class ReleasedLists {
  @ObjectListField(() => ReleasedList, { description: 'One entry for each reference group' })
  items: ReleasedList[];
}
