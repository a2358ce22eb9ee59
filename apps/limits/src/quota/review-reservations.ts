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
/** Longer than any month that is still counted. */
const keptForMs = 40 * 86_400_000;

/**
 * Settles what nobody has said the end of: each reservation is held against its transfer, which the router is asked for,
 * and each lead of a branch against the journal. The router is told which branches have a quota.
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

  /** Looks at everything that is due. Throws when the router does not answer: what is reserved counts until it does. */
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

  /** Takes closed leads out of `openLeads` for good, and forgets what counts nowhere. */
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
      await this.reservations.purge(tx, new Date(now - keptForMs));
    });
  }

  /** What is due, and puts the next look off, so that no copy looks at the same twice and a bad one holds up nothing. */
  private async findDue(state: 'reserved' | 'confirmed'): Promise<{ due: Reservation[]; now: number }> {
    return inTransaction(this.source, async (tx) => {
      const now = await databaseNow(tx);
      const due = await this.reservations.listDue(tx, state, new Date(now), atOnce);
      await this.reservations.putOff(tx, due, new Date(now + again[state]));
      return { due, now };
    });
  }
}
