import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The switch and the limits of one user. Null means: this limit is off. */
@Entity({ schema: 'limits', name: 'user_limits' })
export class UserLimitsRow {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'user_id' })
  userId: number;

  @Column('boolean')
  enabled: boolean;

  /** Limit 2 «Активные сделки». */
  @Column('integer', { name: 'active_deals', nullable: true })
  activeDeals: number | null;
}
