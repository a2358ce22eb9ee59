import { inTransaction } from '@hub/database';
import type { LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { databaseNow } from '../database-now.js';
import { ReservationRepository } from './reservation.repository.js';

/** When the first review asks the journal whether the lead of a branch is closed; until then it counts as open. */
const closedCheckMs = 10 * 60_000;

/** The transitions out of `reserved`; each does nothing when the reservation was resolved before. */
@Injectable()
export class ResolveReservation {
  constructor(
    private readonly source: DataSource,
    private readonly reservations: ReservationRepository,
  ) {}

  /**
   * This branch has this lead. A place that was given up as expired counts again: the lead is there. One in the quota of
   * another branch is freed. False: unknown.
   */
  async confirm(
    transferId: string,
    { branchId, accountId, leadId }: LeadOfAccount & { branchId: string },
  ): Promise<boolean> {
    return inTransaction(this.source, async (tx) => {
      const reservation = await this.reservations.find(tx, transferId);
      if (!reservation) return false;
      if (reservation.state === 'confirmed') return true;
      const now = await databaseNow(tx);
      if (reservation.branchId !== branchId)
        return this.reservations.resolve(tx, reservation, { state: 'released', resolvedAt: new Date(now) });
      const reviewAt = new Date(now + closedCheckMs);
      const confirmed = {
        state: 'confirmed' as const,
        accountId,
        leadId,
        resolvedAt: new Date(now),
        reviewAt,
      };
      return this.reservations.resolve(tx, reservation, confirmed);
    });
  }

  /**
   * The lead does not go there: the transfer was cancelled, or was never added. False: nothing was reserved. A
   * confirmed place that is released was given all the same: the branch has the lead no more, so it is open there no
   * longer.
   */
  async end(transferId: string, state: 'released' | 'expired'): Promise<boolean> {
    return inTransaction(this.source, async (tx) => {
      const reserved = { transferId, state: 'reserved' } as const;
      const now = new Date(await databaseNow(tx));
      if (await this.reservations.resolve(tx, reserved, { state, resolvedAt: now })) return true;
      const confirmed = { transferId, state: 'confirmed' } as const;
      return state === 'released' && (await this.reservations.resolve(tx, confirmed, { closedAt: now }));
    });
  }
}
