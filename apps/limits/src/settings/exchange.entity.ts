import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Settings } from './settings-of.js';

/** The lead exchange of one account: its settings. */
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
}
