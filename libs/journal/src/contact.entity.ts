import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn } from './id-columns.js';

/** A contact as the newest reading found it: by whom it is known, and nothing else of the person. */
@Entity({ schema: 'journal', name: 'contact' })
export class JournalContact {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ ...idColumn, name: 'contact_id' })
  contactId: number;

  /** Keyed hashes of its phones and e-mails (`hashClients`), sorted; none of one that is gone or erased. */
  @Column('text', { array: true })
  hashes: string[];

  /** A person has erased it: readings add no hashes any more. */
  @Column('boolean', { name: 'is_erased' })
  isErased: boolean;

  /** amoCRM's seconds. */
  @Column({ ...numberColumn, name: 'updated_at' })
  updatedAt: number;

  @Column({ ...numberColumn, name: 'gone_at', nullable: true })
  goneAt: number | null;

  /** Counts the readings that changed the row. */
  @Column('integer')
  version: number;

  /** When the reading that the row shows began, by the database's clock. */
  @Column('timestamptz', { name: 'read_at' })
  readAt: Date;
}

/** What the journal knows of a contact. */
export type ContactState = Pick<JournalContact, 'hashes' | 'isErased' | 'updatedAt'>;
