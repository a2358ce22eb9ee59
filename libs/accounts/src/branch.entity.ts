import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `paused` branches get no new leads; `closed` ones are history. */
export type BranchState = 'active' | 'paused' | 'closed';

/** A region by its name in the «Регион» list, and the other spellings that mean it. */
export interface BranchRegion {
  name: string;
  aliases: string[];
}

/** Opening hours: per ISO weekday (1 = Monday) a list of `HH:MM` pairs; days off win over weekdays. */
export interface BranchCalendar {
  timeZone: string;
  weekdays: Partial<Record<'1' | '2' | '3' | '4' | '5' | '6' | '7', [from: string, to: string][]>>;
  daysOff: string[];
}

/** A franchise branch with its target: where routed leads are put. A young branch is a pipeline of the HQ account. */
@Entity({ schema: 'accounts', name: 'branch' })
export class Branch {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('jsonb')
  regions: BranchRegion[];

  @Column('jsonb', { nullable: true })
  calendar: BranchCalendar | null;

  @Column('text', { name: 'contact_person', nullable: true })
  contactPerson: string | null;

  @Column('text')
  state: BranchState;

  @Column('uuid', { name: 'account_id', nullable: true })
  accountId: string | null;

  @Column({ ...numberColumn, name: 'pipeline_id', nullable: true })
  pipelineId: number | null;

  @Column({ ...numberColumn, name: 'status_id', nullable: true })
  statusId: number | null;

  @Column({ ...numberColumn, name: 'responsible_user_id', nullable: true })
  responsibleUserId: number | null;

  /** The user who owns the branch's stock when it uses the button; new leads are theirs then. */
  @Column({ ...numberColumn, name: 'exchange_user_id', nullable: true })
  exchangeUserId: number | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** Grows by one with every change. */
  @Column('integer', { default: 1 })
  version: number;
}
