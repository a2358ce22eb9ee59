import { Bus, type Job } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { databaseNow } from '../database-now.js';
import { decideResolution } from './decide-resolution.js';
import { QuotaRepository } from './quota.repository.js';
import type { Reservation } from './reservation.entity.js';
import { leadKey, ReservationRepository } from './reservation.repository.js';
import { ResolveReservation } from './resolve-reservation.js';

const consumer = 'limits.review-reservations';
const everyMs = 60_000;
const again = { reserved: 60_000, confirmed: 10 * 60_000 };
const atOnce = 500;

/**
 * Resolves reservations whose end was not reported: each is compared with its transfer, which the router is asked for,
 * and each lead of a branch with the journal. The request names the branches that have a quota.
 */
@Injectable()
export class ReviewReservations implements OnModuleInit {
  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
    private readonly quotas: QuotaRepository,
    private readonly reservations: ReservationRepository,
    private readonly resolve: ResolveReservation,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.quotas.addLimited();
    this.bus.consume<object>({ consumer, concurrency: 1, handle: (job) => this.review(job) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /** Reviews everything that is due. Throws when the router does not answer; reservations count until it does. */
  async review({ correlationId }: Pick<Job<object>, 'correlationId'>): Promise<void> {
    await this.quotas.addLimited();
    await this.closeLeads();
    const { due, now } = await this.findDue('reserved');
    if (due.length === 0) return;
    const ids = due.map(({ transferId }) => transferId);
    const { items } = await this.bus.request(
      'router.transfers.states',
      { transferIds: ids },
      { correlationId },
    );
    const known = new Map(items.map((one) => [one.transferId, one]));
    for (const { transferId, branchId, reservedAt } of due) {
      const reserved = { branchId, reservedAt: reservedAt.getTime(), now };
      const resolution = decideResolution(known.get(transferId) ?? null, reserved);
      if (resolution.kind === 'confirm') await this.resolve.confirm(transferId, resolution);
      else if (resolution.kind !== 'wait')
        await this.resolve.end(transferId, resolution.kind === 'release' ? 'released' : 'expired');
    }
  }

  /** Takes closed leads out of `openLeads` for good. */
  private async closeLeads(): Promise<void> {
    const { due, now } = await this.findDue('confirmed');
    await inTransaction(this.source, async (tx) => {
      const leads = due.flatMap(({ transferId, accountId, leadId }) =>
        accountId !== null && leadId !== null ? [{ transferId, accountId, leadId }] : [],
      );
      const closed = new Set((await this.reservations.findClosed(tx, leads)).map(leadKey));
      for (const lead of leads.filter((one) => closed.has(leadKey(one))))
        await this.reservations.resolve(
          tx,
          { transferId: lead.transferId, state: 'confirmed' },
          { closedAt: new Date(now) },
        );
    });
  }

  /**
   * Takes what is due and sets its next review, so that no two copies review the same row and a failing one delays no
   * other.
   */
  private async findDue(state: 'reserved' | 'confirmed'): Promise<{ due: Reservation[]; now: number }> {
    return inTransaction(this.source, async (tx) => {
      const now = await databaseNow(tx);
      const due = await this.reservations.listDue(tx, state, new Date(now), atOnce);
      await this.reservations.putOff(tx, due, new Date(now + again[state]));
      return { due, now };
    });
  }
}
