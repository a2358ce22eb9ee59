import { numberColumn } from '@hub/database';
import type { Bounds } from '@hub/limits';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The switch and the limits of one user. */
@Entity({ schema: 'limits', name: 'user_limits' })
export class UserLimitsRow {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'user_id' })
  userId: number;

  @Column('boolean')
  enabled: boolean;

  /** The user's own bounds: null is off, a missing one is the group's. */
  @Column('jsonb')
  limits: Bounds;

  /** When the user started, where a group spares newcomers; null: long ago. */
  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;
}
