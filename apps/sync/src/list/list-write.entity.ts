import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A write of one list that may still be running: until it is over no apply begins in the account. */
@Entity({ schema: 'sync', name: 'list_write' })
export class ListWrite {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'field_id' })
  fieldId: number;

  /** When it is over whatever became of it, by the database's clock. */
  @Column('timestamptz')
  until: Date;
}
