import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One call at HQ that is noted in a branch lead. */
@Entity({ schema: 'router', name: 'call_note' })
export class CallNote {
  /** The branch's account. */
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  /** The branch lead. */
  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'lead_id' })
  leadId: number;

  /** The note of the call at HQ. */
  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'note_id' })
  noteId: number;

  /** When its write was first begun; null: no write may be on its way. */
  @Column('timestamptz', { name: 'step_started_at', nullable: true })
  stepStartedAt: Date | null;

  /** When it was last begun. */
  @Column('timestamptz', { name: 'step_written_at', nullable: true })
  stepWrittenAt: Date | null;

  /** When the branch had its note, or it was clear that there is none to make. */
  @Column('timestamptz', { name: 'done_at', nullable: true })
  doneAt: Date | null;
}
