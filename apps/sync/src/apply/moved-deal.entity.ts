import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A deal that a plan moves, because its stage is deleted. */
@Entity({ schema: 'sync', name: 'moved_deal' })
export class MovedDeal {
  @PrimaryColumn('uuid', { name: 'plan_id' })
  planId: string;

  @PrimaryColumn({ ...numberColumn, nullable: false, name: 'lead_id' })
  leadId: number;

  /** The old and the new stage: paths of amoCRM ids. */
  @Column('text', { name: 'from_stage' })
  fromStage: string;

  @Column('text', { name: 'to_stage' })
  toStage: string;

  /** When the call that moves it was begun last. */
  @Column('timestamptz', { name: 'begun_at' })
  begunAt: Date;

  @Column('timestamptz', { name: 'moved_at', nullable: true })
  movedAt: Date | null;
}
