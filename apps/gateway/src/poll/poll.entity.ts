import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the healing poll of one account has come. */
@Entity({ schema: 'gateway', name: 'poll' })
export class PollEntity {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  /** Events up to this moment were read; amoCRM's clock, Unix seconds. */
  @Column({ ...numberColumn, name: 'polled_until' })
  polledUntil: number;

  @Column({ type: 'timestamptz', name: 'polled_at' })
  polledAt: Date;

  /** Changes that webhooks missed since the account was connected. */
  @Column({ ...numberColumn, default: 0 })
  missed: number;

  @Column('integer', { name: 'last_missed', default: 0 })
  lastMissed: number;

  /** Polls that found what webhooks should have told, since the last webhook came. */
  @Column('integer', { name: 'silent_polls', default: 0 })
  silentPolls: number;

  /** How many such changes they found. */
  @Column('integer', { name: 'silent_changes', default: 0 })
  silentChanges: number;
}
