import { Reply } from '@hub/bus';
import {
  ConfirmQuota,
  ReserveQuota,
  ResolveQuota,
  type QuotaReserved,
  type QuotaResolved,
} from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { ReserveLead } from './reserve-lead.js';
import { ResolveReservation } from './resolve-reservation.js';

/** Reserves places in quotas, and ends reservations by what became of their transfers. */
@Controller()
export class ReservationController {
  constructor(
    private readonly reserveLead: ReserveLead,
    private readonly resolve: ResolveReservation,
  ) {}

  @Reply('limits.quotas.reserve')
  async reserve(request: ReserveQuota): Promise<QuotaReserved> {
    return this.reserveLead.reserve(request);
  }

  @Reply('limits.quotas.confirm')
  async confirm({ transferId, ...lead }: ConfirmQuota): Promise<QuotaResolved> {
    return { isKnown: await this.resolve.confirm(transferId, lead) };
  }

  @Reply('limits.quotas.release')
  async release({ transferId }: ResolveQuota): Promise<QuotaResolved> {
    return { isKnown: await this.resolve.end(transferId, 'released') };
  }
}
