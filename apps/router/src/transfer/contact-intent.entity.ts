import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A contact that a transfer is making in a branch account, or made within the last day, under one of its phones or
 * e-mails as `searchTerms` writes them.
 */
@Entity({ schema: 'router', name: 'contact_intent' })
export class ContactIntent {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('text')
  term: string;

  @Column('uuid', { name: 'transfer_id' })
  transferId: string;

  /** When its write was last begun. */
  @Column('timestamptz', { name: 'begun_at' })
  begunAt: Date;

  /** Null: the result is not known. */
  @Column({ ...numberColumn, name: 'contact_id', nullable: true })
  contactId: number | null;
}
