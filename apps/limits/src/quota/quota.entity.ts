import type { QuotaBounds } from '@hub/limits';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many leads a branch may get from routing. */
@Entity({ schema: 'limits', name: 'quota' })
export class Quota {
  @PrimaryColumn('uuid', { name: 'branch_id' })
  branchId: string;

  /** A missing or empty bound is off. */
  @Column('jsonb')
  limits: QuotaBounds;

  /** The zone of its days and months; null: the branch's own. */
  @Column('text', { name: 'time_zone', nullable: true })
  timeZone: string | null;

  /** Grows by one with every change. */
  @Column('integer')
  version: number;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt: Date;
}
