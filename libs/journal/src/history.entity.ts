import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn } from './id-columns.js';

/** Ids that an event names: a stage, an owner, a note … No texts, because they are personal data. */
export type HistoryIds = Record<string, number | string | null>;

/**
 * One change of a card: an event of amoCRM's feed, or a change that a reading found and for which the feed has no type.
 * Rows are added and completed, never rewritten. Within one second owners come before stages, the rest by event id.
 */
@Entity({ schema: 'journal', name: 'history' })
export class JournalHistory {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  /** Seconds of amoCRM's clock; the table is partitioned by it. */
  @PrimaryColumn({ ...idColumn })
  moment: number;

  /** The event's id, or `read:<entity>:<id>:<version>:<type>` for what a reading found. */
  @PrimaryColumn('text', { name: 'event_id' })
  eventId: string;

  /** The event's type as amoCRM names it; those of readings begin with `read_`. */
  @Column('text')
  type: string;

  /** Singular: `lead`, `contact`, `company`, `task`, `customer` … */
  @Column('text')
  entity: string;

  @Column({ ...numberColumn, name: 'entity_id' })
  entityId: number;

  /** 0 is a robot; null: not known. */
  @Column({ ...numberColumn, name: 'author_id', nullable: true })
  authorId: number | null;

  @Column('jsonb', { nullable: true })
  before: HistoryIds[] | null;

  @Column('jsonb', { nullable: true })
  after: HistoryIds[] | null;

  /** Of `lead_added` and `lead_status_changed`: the stage that the lead entered. */
  @Column({ ...numberColumn, name: 'pipeline_id', nullable: true })
  pipelineId: number | null;

  @Column({ ...numberColumn, name: 'status_id', nullable: true })
  statusId: number | null;

  /**
   * Of the same two: the lead's owner at that moment. Of `entity_responsible_changed`: who became the owner. Null: not
   * known yet.
   */
  @Column({ ...numberColumn, name: 'owner_id', nullable: true })
  ownerId: number | null;
}
