import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Settings } from './settings-of.js';

/** The lead exchange of one account: its settings, and how far the picture of its leads reaches. */
@Entity({ schema: 'limits', name: 'exchange' })
export class Exchange {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @Column('jsonb')
  settings: Settings;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt: Date;

  /** Grows by one with every change of the settings. */
  @Column('integer', { default: 1 })
  version: number;

  /** The same for the limits of the users; 0 before the first. */
  @Column('integer', { name: 'limits_version', default: 0 })
  limitsVersion: number;

  /** When the last complete reading began, by this database's clock; null until the first one ended. */
  @Column('timestamptz', { name: 'leads_read_at', nullable: true })
  leadsReadAt: Date | null;

  /** The newest `updated_at` seen, in seconds of amoCRM's clock: where the next reading may stop. */
  @Column({ ...numberColumn, name: 'newest_change_at', nullable: true })
  newestChangeAt: number | null;
}
