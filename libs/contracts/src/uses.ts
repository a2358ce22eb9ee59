import { ChoiceField, IdField, ObjectListField, TextField } from './fields.js';
import { usedKinds } from './used-kinds.js';

/** Asks a service which objects of an account its settings name. */
export class UsesRequest {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;
}

const uses = [
  'branch-target',
  'exchange-stage',
  'exchange-target',
  'excluded-stage',
  'key-stage',
  'sale-stage',
  'refusal-stage',
  'exchange-user',
  'limited-user',
  'intake',
  'handed-over',
  'region-field',
  'city-field',
  'branch-field',
  'allowed-field',
  'escalation',
  'escalation-branch',
  'escalation-reason',
  'bot',
  'other',
] as const;
export type UseName = (typeof uses)[number];

/** One object of an account that a setting or a bot of the hub names: without it that does not work. */
export class ObjectUse {
  @ChoiceField({ of: usedKinds, description: 'Kind of object' })
  kind: (typeof usedKinds)[number];

  @TextField({
    description:
      'Its amoCRM id path: `pipeline`, `pipeline/stage`, `leads/field`, or the user’s number. Where `title` finds it: the path of what it is in, `leads` or nothing',
    min: 0,
  })
  id: string;

  @TextField({
    description: 'The name by which the setting finds it, the same in every account; null: by its id',
    optional: true,
  })
  title?: string | null;

  @TextField({
    description: 'The code that finds it before the name does',
    optional: true,
  })
  code?: string | null;

  @ChoiceField({ of: uses, description: 'Which setting names it' })
  by: UseName;

  @TextField({ description: 'Whose setting it is, e.g. the name of the branch; may be empty', min: 0 })
  name: string;
}

export class ObjectUses {
  @ObjectListField(() => ObjectUse, {
    description: 'Everything that settings name in the account',
    max: 5000,
  })
  items: ObjectUse[];
}
