import { numberColumn } from '@hub/database';
import type { CardKind, CardState } from '@hub/journal';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReportedFrom } from '../card/author-of.js';
import type { LeadHook } from '../echo/judge-echo.js';
import type { Lane } from './lane-of.js';

/** A card that has to be read. */
@Entity({ schema: 'observer', name: 'due_card' })
export class DueCardEntity {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('text')
  entity: CardKind;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'entity_id' })
  entityId: number;

  @Column('text')
  lane: Lane;

  /** Counts the hints: a reading that began before the last one does not answer it. */
  @Column('integer')
  asks: number;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;

  /** When the oldest change was known of which no reading has followed. */
  @Column('timestamptz', { name: 'unread_since', default: () => 'now()' })
  unreadSince: Date;

  /** One of the hints names no moment of a change: no list can show that it is as new. */
  @Column('boolean', { name: 'is_read_by_id', default: true })
  isReadById: boolean;

  @Column('timestamptz', { name: 'due_at' })
  dueAt: Date;

  /** The moment of the latest reported change, by amoCRM's clock; null: unknown. */
  @Column({ ...numberColumn, name: 'changed_at', nullable: true })
  changedAt: number | null;

  /** Who made all changes that were reported; null where that is not known, not one person, or what two of them replaced differs. */
  @Column({ ...numberColumn, name: 'changed_by', nullable: true })
  changedBy: number | null;

  /** What all of these changes replaced, as far as it was reported. */
  @Column('jsonb', { name: 'changed_from', default: {} })
  changedFrom: ReportedFrom;

  @Column('boolean', { name: 'is_deletion_reported' })
  isDeletionReported: boolean;

  /** The moment of the latest reported deletion, by amoCRM's clock; null: none, or unknown. */
  @Column({ ...numberColumn, name: 'deleted_at', nullable: true })
  deletedAt: number | null;

  /** Reads in a row that did not find it, and when the first of them was. */
  @Column('integer', { name: 'absent_reads', default: 0 })
  absentReads: number;

  @Column('timestamptz', { name: 'absent_since', nullable: true })
  absentSince: Date | null;

  /** The last hint about it; null: none that another service may have read the card for. */
  @Column('text', { name: 'hint_id', nullable: true })
  hintId: string | null;

  /** What another service has read for that hint, and when that reading began. */
  @Column('jsonb', { nullable: true })
  reading: CardState | null;

  @Column('timestamptz', { name: 'read_at', nullable: true })
  readAt: Date | null;

  /** What all hints about it say, where they may be the echo of an own write; null: it has to be read. */
  @Column('jsonb', { nullable: true })
  hook: LeadHook | null;

  /** When the last such webhook came in; null: none that is not noted for the poll. */
  @Column('timestamptz', { name: 'hooked_at', nullable: true })
  hookedAt: Date | null;

  /** Reads in a row that were refused, or whose answer could not be read. */
  @Column('integer', { name: 'failed_reads', default: 0 })
  failedReads: number;
}
