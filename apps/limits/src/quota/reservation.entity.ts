import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * - `reserved`: the transfer may or may not exist yet; it counts.
 * - `confirmed`: the branch has the lead; it counts, in `openLeads` until the lead is closed.
 * - `released`: the transfer was cancelled. `expired`: it was never added. Neither counts.
 */
export type ReservationState = 'reserved' | 'confirmed' | 'released' | 'expired';

/** One lead of a branch's quota, named by the transfer that brings it. */
@Entity({ schema: 'limits', name: 'reservation' })
export class Reservation {
  @PrimaryColumn('uuid', { name: 'transfer_id' })
  transferId: string;

  @Column('uuid', { name: 'branch_id' })
  branchId: string;

  @Column('uuid', { name: 'hq_account_id' })
  hqAccountId: string;

  @Column({ ...numberColumn, name: 'hq_lead_id' })
  hqLeadId: number;

  @Column('text')
  state: ReservationState;

  /** By the database's clock: the moment that days, months and the interval count. */
  @Column('timestamptz', { name: 'reserved_at' })
  reservedAt: Date;

  /** When it is reviewed next: by the state of its transfer, or of its lead. */
  @Column('timestamptz', { name: 'review_at' })
  reviewAt: Date;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt: Date | null;

  /** The account and lead that the transfer made; null before. */
  @Column('uuid', { name: 'account_id', nullable: true })
  accountId: string | null;

  @Column({ ...numberColumn, name: 'lead_id', nullable: true })
  leadId: number | null;

  /** When the journal first showed the lead closed or gone; one that is opened again afterwards stays uncounted. */
  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;
}

/** The columns of a row as a plain object. */
export type ReservationRow = Pick<Reservation, keyof Reservation>;
