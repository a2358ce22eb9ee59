import { ChoiceField, IdField, ObjectListField, TextField } from './fields.js';
import { PageRequest } from './router.js';

/** Names an account. */
export class LedgerQuery extends PageRequest {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;
}

/** One object of the ledger. */
export class LedgerRow {
  @TextField({ description: 'Kind of object' })
  kind: string;

  @TextField({ description: 'Its identity where the release comes from' })
  ref: string;

  @TextField({ description: 'Its amoCRM id path in the branch' })
  branchId: string;

  @ChoiceField({ of: ['created', 'adopted'], description: 'Who made it: the hub or the branch' })
  origin: 'created' | 'adopted';
}

export class LedgerPage {
  @ObjectListField(() => LedgerRow, { description: 'By kind and identity' })
  items: LedgerRow[];

  @TextField({ description: 'Cursor of the next page; null on the last one', optional: true })
  nextCursor: string | null;
}

/** Takes an object out of the hub's care; nothing is written to the account. */
export class ForgetObject {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;

  @TextField({ description: 'Kind of object', example: 'stage' })
  kind: string;

  @TextField({ description: 'Its identity where the release comes from', example: 'Заявки/Новая' })
  ref: string;
}

/** Answers the question of a blocked change: this release object is that branch object. */
export class ReadoptObject {
  @IdField({ description: 'Account, as the hub names it' })
  accountId: string;

  @IdField({ description: 'Plan that asks, of this account' })
  planId: string;

  @TextField({ description: 'Kind of object', example: 'stage' })
  kind: string;

  @TextField({
    description: 'Natural key of the release object, as the plan’s changes name it',
    example: 'Заявки/Новая',
  })
  key: string;

  @TextField({ description: 'The branch object that it is: its amoCRM id path', example: '31504/31505' })
  branchId: string;
}
