import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Lane } from './lane-of.js';

/** Counts the jobs that read a lane of an account, so that hints of one round ask for one job. */
@Entity({ schema: 'observer', name: 'read_round' })
export class ReadRoundEntity {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('text')
  lane: Lane;

  @Column(numberColumn)
  round: number;
}
