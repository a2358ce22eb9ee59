import type { Fact } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Mirrored } from './decide-mirror.js';
import type { MaybeRejected } from './is-rejected.js';

/** What of a leg's branch lead its HQ lead shows. */
@Entity({ schema: 'router', name: 'mirror' })
export class Mirror {
  @PrimaryColumn('uuid', { name: 'leg_id' })
  legId: string;

  /** The journal's version of the branch lead that was mirrored last: a later one is to be mirrored. */
  @Column('integer', { name: 'seen_version' })
  seenVersion: number;

  /** What was last written; null: nothing yet. */
  @Column('jsonb', { nullable: true })
  written: Mirrored | null;

  /** What of the branch lead cannot be shown at HQ, for people. It is tried again with the next change. */
  @Column('jsonb', { name: 'left_out' })
  leftOut: Fact[];

  /** A person of the branch has taken the lead: its stage or its owner is no longer that of the hand-over. */
  @Column('boolean', { name: 'is_taken', default: false })
  isTaken: boolean;

  /**
   * What the branch lead has shown at that version by which its branch may reject it; null: it is not known.
   * Nothing of what came while a rejection could not be followed.
   */
  @Column('jsonb', { nullable: true })
  signs: MaybeRejected | null;

  /** The branch rejects the lead, and HQ has closed its own: asked for as soon as that is open again. */
  @Column('boolean', { name: 'is_rejection_open', default: false })
  isRejectionOpen: boolean;

  /** When the write that may still be running was first and last begun; null: none. */
  @Column('timestamptz', { name: 'step_started_at', nullable: true })
  stepStartedAt: Date | null;

  @Column('timestamptz', { name: 'step_written_at', nullable: true })
  stepWrittenAt: Date | null;

  /** When HQ refused the write last, for a reason that may pass; null: it has not, or may take it by now. */
  @Column('timestamptz', { name: 'refused_at', nullable: true })
  refusedAt: Date | null;

  /** When it refused first of the refusals that are still in force, whatever was tried and changed since. */
  @Column('timestamptz', { name: 'refused_since', nullable: true })
  refusedSince: Date | null;

  @Column('uuid', { name: 'refused_by', nullable: true })
  refusedBy: string | null;

  @Column('timestamptz', { name: 'mirrored_at', nullable: true })
  mirroredAt: Date | null;
}

/** The columns of a row as a plain object. */
export type MirrorRow = Pick<Mirror, keyof Mirror>;
