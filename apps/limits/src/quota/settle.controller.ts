import { Reply } from '@hub/bus';
import {
  ConfirmQuota,
  ReserveQuota,
  SettleQuota,
  type QuotaReserved,
  type QuotaSettled,
} from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { ReserveLead } from './reserve-lead.js';
import { SettleReservation } from './settle-reservation.js';

/** Reserves places in quotas, and ends reservations by what became of their transfers. */
@Controller()
export class SettleController {
  constructor(
    private readonly reserveLead: ReserveLead,
    private readonly settle: SettleReservation,
  ) {}

  @Reply('limits.quotas.reserve')
  async reserve(request: ReserveQuota): Promise<QuotaReserved> {
    return this.reserveLead.reserve(request);
  }

  @Reply('limits.quotas.confirm')
  async confirm({ transferId, ...lead }: ConfirmQuota): Promise<QuotaSettled> {
    return { isKnown: await this.settle.confirm(transferId, lead) };
  }

  @Reply('limits.quotas.release')
  async release({ transferId }: SettleQuota): Promise<QuotaSettled> {
    return { isKnown: await this.settle.end(transferId, 'released') };
  }
}
